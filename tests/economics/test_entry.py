"""When new labs enter, and how many a market can carry (E35)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economics.entry import entry_rate, firms_that_fit

profits = st.lists(st.floats(0.0, 10.0), min_size=1, max_size=12).map(lambda found: np.array(sorted(found)[::-1]))


@given(st.floats(-10.0, 10.0), st.floats(0.01, 10.0), st.floats(0.0, 1.0))
def test_entry_follows_profit_over_cost_and_stops_at_a_loss(profit, cost, base_rate):
    rate = entry_rate(profit, cost, base_rate=base_rate)
    assert rate == (pytest.approx(base_rate * profit / cost) if profit > 0.0 else 0.0)


@given(profits, st.floats(0.01, 10.0))
def test_the_last_firm_covers_its_cost_and_one_more_would_not(by_count, cost):
    firms = firms_that_fit(by_count, cost)
    assert firms == 0 or by_count[firms - 1] >= cost
    assert firms == by_count.size or by_count[firms] < cost


@given(profits, st.floats(0.01, 10.0), st.floats(0.0, 5.0))
def test_dearer_entry_never_lets_more_firms_in(by_count, cost, more):
    assert firms_that_fit(by_count, cost + more) <= firms_that_fit(by_count, cost)


def test_nobody_passes_a_number_of_firms_that_does_not_pay():
    assert firms_that_fit(np.array([2.0, 0.5, 3.0]), 1.0) == 1
    assert firms_that_fit(np.array([0.5, 3.0]), 1.0) == 0
