"""How much of each task could be done with AI (E37)."""

import pytest

from sim.market.buyers.market_size import market_volumes
from tests.market.small_runs import played, run, series, small

PARAMETERS = small("open").parameters


def test_tasks_share_their_blocks_volume():
    volumes = market_volumes(PARAMETERS, [0.1] * 30)
    ceiling, consumers = PARAMETERS.adoption.ceiling, PARAMETERS.consumers.volume_share
    assert volumes["consumer"] == pytest.approx(0.1 * ceiling * consumers)
    assert sum(volumes.values()) == pytest.approx(0.1 * ceiling)
    assert volumes["coding"] == pytest.approx(0.1 * ceiling * (1.0 - consumers) * 0.40)


def test_a_task_trails_by_its_delay_and_stands_still_before():
    adopted = [0.02 * (month + 1) for month in range(10)]
    volumes = market_volumes(PARAMETERS, adopted)
    scale = PARAMETERS.adoption.ceiling * (1.0 - PARAMETERS.consumers.volume_share)
    assert volumes["coding"] == pytest.approx(scale * 0.40 * adopted[-1])
    assert volumes["documents"] == pytest.approx(scale * 0.25 * adopted[-1 - 6])
    assert volumes["support"] == pytest.approx(scale * 0.25 * PARAMETERS.adoption.start_share)


def test_the_recorded_potential_is_the_sum_over_tasks():
    state = played("open")
    assert series(run("open"), "market", "market", "adoption").iloc[-1] == pytest.approx(sum(state.volumes.values()))
    served = series(run("open"), "market", "market", "volume")
    assert (served < series(run("open"), "market", "market", "adoption")).all()
