"""How a lab and a partner divide what a contract brings, and when it is exclusive (E20 to E22)."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.economics.bargaining import exclusivity_margin, joint_value, transfer
from tests.economics.closed_forms import exclusivity_premium, nash_split

money = st.floats(-100.0, 100.0)
gains = st.floats(0.0, 100.0)
weights = st.floats(0.0, 1.0)
inner_weights = st.floats(0.05, 0.95)
shadows = st.floats(1.0, 4.0)


@given(money, money, money, weights)
def test_nothing_of_the_surplus_is_lost_and_the_rest_is_shared_by_weight(surplus, first, second, weight):
    payoff_a, payoff_b = nash_split(surplus, first, second, weight)
    joint_gain = surplus - first - second
    assert payoff_a + payoff_b == pytest.approx(surplus, abs=1e-9)
    assert payoff_a - first == pytest.approx(weight * joint_gain, abs=1e-9)
    assert payoff_b - second == pytest.approx((1.0 - weight) * joint_gain, abs=1e-9)


@given(money, money, gains, weights)
def test_both_sides_do_at_least_as_well_as_apart_where_the_surplus_covers_it(first, second, joint_gain, weight):
    payoff_a, payoff_b = nash_split(first + second + joint_gain, first, second, weight)
    assert payoff_a >= first - 1e-9
    assert payoff_b >= second - 1e-9


@given(money, money, st.floats(0.1, 100.0), inner_weights, st.floats(0.001, 0.999))
def test_no_other_division_has_a_larger_nash_product(first, second, joint_gain, weight, part):
    payoff_a, payoff_b = nash_split(first + second + joint_gain, first, second, weight)

    def log_product(gain_a, gain_b):
        return weight * np.log(gain_a) + (1.0 - weight) * np.log(gain_b)

    best = log_product(payoff_a - first, payoff_b - second)
    assert log_product(part * joint_gain, (1.0 - part) * joint_gain) <= best + 1e-9


@given(money, money, inner_weights, shadows)
def test_a_fee_leaves_both_better_off_exactly_where_they_gain_together(partner_gain, lab_gain, weight, shadow):
    together = joint_value(partner_gain, lab_gain, shadow)
    assume(abs(together) > 1e-6)
    fee = transfer(partner_gain, lab_gain, lab_weight=weight, shadow_value=shadow)
    partner_left, lab_left = partner_gain - fee, lab_gain + shadow * fee
    assert (partner_left > 0.0) == (together > 0.0)
    assert (lab_left > 0.0) == (together > 0.0)
    assert partner_left == pytest.approx((1.0 - weight) * together, abs=1e-9)
    assert lab_left == pytest.approx(weight * shadow * together, abs=1e-9)


@given(money, money, weights)
def test_without_cash_constraint_a_fee_divides_like_nash(partner_gain, lab_gain, weight):
    fee = transfer(partner_gain, lab_gain, lab_weight=weight)
    lab, partner = nash_split(partner_gain + lab_gain, 0.0, 0.0, weight)
    assert (lab_gain + fee, partner_gain - fee) == pytest.approx((lab, partner), abs=1e-9)


@given(money, money, money, money, shadows)
def test_a_pair_is_exclusive_exactly_where_that_is_worth_more_to_it_together(
    partner_exclusive, partner_open, lab_exclusive, lab_open, shadow
):
    margin = exclusivity_margin(partner_exclusive - partner_open, lab_open - lab_exclusive, shadow)
    assume(abs(margin) > 1e-6)
    together = joint_value(np.array([partner_open, partner_exclusive]), np.array([lab_open, lab_exclusive]), shadow)
    assert (margin >= 0.0) == (together.argmax() == 1)


@given(money, money, money, money, money, money, weights, shadows)
def test_the_premium_is_the_difference_of_the_two_fees(p_none, p_open, p_ex, l_none, l_open, l_ex, weight, shadow):
    def fee(partner, lab):
        return transfer(partner - p_none, lab - l_none, lab_weight=weight, shadow_value=shadow)

    premium = exclusivity_premium(p_ex - p_open, l_open - l_ex, lab_weight=weight, shadow_value=shadow)
    assert premium == pytest.approx(fee(p_ex, l_ex) - fee(p_open, l_open), abs=1e-9)


@given(gains, gains, inner_weights, shadows, st.floats(0.0, 2.0))
def test_a_lab_short_of_cash_takes_exclusivity_more_easily_and_for_less(gain, loss, weight, shadow, more):
    def premium(value):
        return exclusivity_premium(gain, loss, lab_weight=weight, shadow_value=value)

    assert exclusivity_margin(gain, loss, shadow + more) >= exclusivity_margin(gain, loss, shadow)
    assert premium(shadow + more) <= premium(shadow) + 1e-12
