"""A market in one month: what is looked at is what firms see."""

import numpy as np
import pytest

from sim.economics.competition.elasticities import demand_at
from sim.economics.competition.merger import marginal_profit
from sim.experiments.competition.situation import CompetitionError, situation_at
from tests.experiments.competition.small_situations import situation
from tests.market.small_runs import small


def test_prices_are_those_from_which_nobody_wants_to_move():
    here = situation()
    gain = marginal_profit(here.prices, here.buyers, here.incentives)
    np.testing.assert_allclose(gain, 0.0, atol=1e-7)
    np.testing.assert_allclose(here.prices[1:], here.state.prices[1:], rtol=0.05)


def test_the_markets_of_the_tasks_make_up_the_whole_one():
    here = situation()
    whole = here.demand.total
    parts = sum(demand_at(here.prices, buyers).total for name, buyers in here.markets.items() if name != "all")
    np.testing.assert_allclose(parts, whole, rtol=1e-9)
    assert set(here.markets) == {"all", *here.state.parameters.tasks}


@pytest.mark.parametrize("month", ["2022-12", "2024-03", "May"])
def test_a_month_that_is_not_played_is_refused_with_those_that_are(month):
    with pytest.raises(CompetitionError, match="write 2023-01 to 2024-02"):
        situation_at(small("exclusive"), month, 1)


def test_a_firm_that_there_is_not_is_refused_with_the_nearest_name():
    with pytest.raises(CompetitionError, match="did you mean microsoft"):
        situation().owner("microsft")
