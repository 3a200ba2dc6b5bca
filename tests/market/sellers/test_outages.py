"""What nobody decides: breakthroughs and outages (E36)."""

import numpy as np
import pytest

from tests.market.small_economies import FIXED, WORLDS, economy, events_of, lived, town
from tests.market.small_runs import by_entity

LUCK = WORLDS["luck"]


def test_a_model_that_is_out_of_order_serves_nobody_that_month():
    volume = by_entity(lived(*LUCK), "model", "volume")
    outages = events_of(lived(*LUCK), "outage")
    assert outages
    failed = {(event.month, event.subject) for event in outages}
    for month, name in failed:
        assert volume[name][month] == 0.0
        assert volume[name][month - 1] > 0.0 or (month - 1, name) in failed
    working = [(month, name) for name in ("alpha", "gem") for month in volume.index if (month, name) not in failed]
    assert all(volume[name][month] > 0.0 for month, name in working)


def test_draws_decide_and_are_told():
    for kind in ("outage", "technology"):
        for event in events_of(lived(*LUCK), kind):
            if "draw" in event.figures:
                assert event.figures["draw"] < event.figures["rate"]


def test_a_breakthrough_raises_capability_by_its_size():
    plain, lucky = (
        lived(FIXED, f"shocks.breakthrough_rate={rate}", "technology.catch_up=0", "technology.training_effect=0")
        for rate in (0, 0.1)
    )
    found = events_of(lucky, "technology", "breakthrough")
    assert found
    gained = by_entity(lucky, "model", "capability") - by_entity(plain, "model", "capability")
    size = economy().parameters.shocks.breakthrough_size
    for name in gained.columns:
        times = [sum(event.subject == name and event.month <= month for event in found) for month in gained.index]
        np.testing.assert_allclose(gained[name], size * np.array(times), atol=1e-9)


def test_an_outage_stops_no_training():
    calm, broken = town(FIXED, months=4), town(FIXED, "shocks.outage_rate=1", months=4)
    budget = economy().parameters.models["alpha"].training_budget
    for state in (calm, broken):
        assert state.labs["lab"].training >= budget


@pytest.mark.study
def test_nobody_negotiates_differently_because_of_an_outage():
    """Contracts are judged by the market that will be back next month."""
    calm = events_of(lived("horizon.months=5", "enterprises.renewal_period=100", seed=3), "contract")
    rate = "shocks.outage_rate=0.08"
    broken = lived("horizon.months=5", "enterprises.renewal_period=100", rate, seed=3)
    assert {event.subject for event in events_of(broken, "contract")} >= {event.subject for event in calm}
