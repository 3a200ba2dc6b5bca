"""Revenue share with a cap (E17) and take-or-pay (E18)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economics.revenue_share import marginal_rate, revenue_share_due, take_or_pay_shortfall

money = st.floats(0.0, 50.0)
rates = st.floats(0.0, 0.9)


@given(st.lists(money, min_size=1, max_size=40), rates, money)
def test_the_cap_is_never_overpaid_and_is_reached_when_enough_is_due(revenues, rate, cap):
    paid = 0.0
    for revenue in revenues:
        due = revenue_share_due(revenue, rate, cap, paid)
        assert 0.0 <= due <= rate * revenue
        paid += due
    assert paid <= cap * (1.0 + 1e-12)
    assert paid == pytest.approx(min(cap, sum(rate * revenue for revenue in revenues)), abs=1e-9)


@given(money, rates, money)
def test_without_a_cap_the_rate_holds_for_ever(revenue, rate, paid):
    assert revenue_share_due(revenue, rate, None, paid) == rate * revenue
    assert marginal_rate(rate, None, paid) == rate


@given(rates, money, money)
def test_the_next_dollar_is_shared_only_below_the_cap(rate, cap, paid):
    assert marginal_rate(rate, cap, paid) == (rate if paid < cap else 0.0)


@given(money, rates, money)
def test_once_the_cap_is_paid_nothing_is_due(revenue, rate, cap):
    assert revenue_share_due(revenue, rate, cap, cap) == 0.0


@given(money, st.floats(0.0, 500.0))
def test_use_and_shortfall_together_reach_the_commitment(usage, committed):
    shortfall = take_or_pay_shortfall(usage, committed)
    assert shortfall >= 0.0
    assert usage + shortfall == pytest.approx(max(usage, committed), rel=1e-12)
