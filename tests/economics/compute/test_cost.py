"""What compute costs whoever owns it (E51, E55)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economics.compute.cost import annuity, owners_compute_cost

rates = st.floats(0.0, 1.0)


@given(st.floats(1.0, 1e5), st.floats(0.01, 0.3), st.integers(12, 120))
def test_annuities_on_all_capacity_are_capital_expenditure_plus_interest_once_it_stands_still(price, interest, life):
    """Capacity that loses a part each month and is kept up by orders, followed until nothing changes."""
    wear, capacity, orders = 12.0 / life, 0.0, 1.0
    for _ in range(40 * life):
        capacity += orders - capacity * wear / 12.0
    spent = price * orders + price * capacity * interest / 12.0
    assert annuity(price, interest, wear) * capacity == pytest.approx(spent, rel=1e-9)


@given(rates, rates)
def test_interest_and_wear_add_up(interest, depreciation):
    parts = annuity(100.0, interest, 0.0) + annuity(100.0, 0.0, depreciation)
    assert annuity(100.0, interest, depreciation) == pytest.approx(float(parts))


def test_an_hour_costs_its_owner_what_it_would_have_earned_only_where_somebody_else_wants_it():
    market, resource, capital = np.array([2.5, 2.5]), np.array([0.4, 0.4]), np.array([1.1, 1.2])
    cost = owners_compute_cost(market, resource, capital, np.array([True, False]))
    np.testing.assert_allclose(cost, [2.5, 1.6])
