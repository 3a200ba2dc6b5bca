"""Cohorts: who belongs to one is settled in the first month."""

import numpy as np
import pytest

from sim.market.market import Market
from sim.market.measures import COHORTS
from sim.market.recording.cohorts import cohorts_of
from tests.market.small_runs import by_entity, run, small


@pytest.mark.parametrize("kind", COHORTS)
def test_cohorts_add_up_to_what_all_enterprises_gain(kind):
    replication = run("open")
    tasks = by_entity(replication, "task", "consumer_surplus").drop(columns="consumer")
    cohorts = by_entity(replication, kind, "consumer_surplus")
    np.testing.assert_allclose(cohorts.sum(axis=1), tasks.sum(axis=1), rtol=1e-9)


def test_in_the_first_month_homes_now_and_homes_at_the_start_are_the_same():
    replication = run("open")
    now = by_entity(replication, "home", "consumer_surplus").loc[0]
    started = by_entity(replication, "home_at_start", "consumer_surplus").loc[0]
    assert started.rename(lambda name: name.removeprefix("home_at_start.")).to_dict() == pytest.approx(now.to_dict())


def test_a_move_of_a_home_takes_nobody_out_of_the_cohort_of_its_first_home():
    market = Market(small("open"), 1)
    market.step()
    started = market.records.cohorts
    aws = market.state.catalogue.clouds.index("aws")
    classes = market.state.enterprises.access_class
    classes[:] = aws * len(market.state.clouds) + classes % len(market.state.clouds)
    market.step()
    assert market.records.cohorts is started
    monthly = {(kind, name): values for month, kind, name, values in market.records.rows if month == 1}
    azure = "consumer_surplus"
    assert monthly["home", "azure"][azure] == 0.0
    assert monthly["home_at_start", "home_at_start.azure"][azure] > 0.0
    assert cohorts_of(market.state)[0].member.tolist() == [aws] * market.state.panel.members.size
