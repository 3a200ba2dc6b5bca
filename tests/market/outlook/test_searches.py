"""What the first search of a month found helps the others and changes nothing that they find."""

from dataclasses import replace

import numpy as np
import pytest

from sim.economics import pricing
from sim.economics.allocation import demand_sums
from sim.market.outlook.searches import Searches
from tests.market.small_economies import FIXED, outlook_on, town

STATE = town(FIXED, months=2)


def steps_of(buyers, incentives, start, monkeypatch):
    """Steps that a search takes, and what it finds."""
    taken = []

    def counted(*market):
        taken.append(1)
        return demand_sums(*market)

    monkeypatch.setattr(pricing, "demand_sums", counted)
    prices, _ = pricing.nash_prices(start, buyers, incentives, tolerance=1e-9)
    monkeypatch.undo()
    return len(taken), prices


@pytest.mark.parametrize("law", ["budgets", "volumes"])
def test_later_searches_find_the_same_prices_in_fewer_steps(law, monkeypatch):
    state = STATE if law == "budgets" else town(FIXED, "rules.demand=volumes", months=2)
    outlook, now = outlook_on(state), state.as_it_is()
    searches = Searches(state.prices)
    _, _, buyers, incentives = outlook.sales_under(now)
    _, prices = steps_of(buyers, incentives, searches.start, monkeypatch)
    searches.note(prices, buyers, incentives)
    better = replace(now, lift={"alpha": 0.3})
    for _ in range(4):
        _, _, helped, incentives = outlook.sales_under(better)
        searches.begin(helped)
    _, _, alone, incentives = outlook.sales_under(better)
    few, found = steps_of(helped, incentives, searches.start, monkeypatch)
    many, expected = steps_of(alone, incentives, state.prices, monkeypatch)
    assert few < many
    np.testing.assert_allclose(found, expected, atol=1e-7)
