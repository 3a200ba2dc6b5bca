"""At what price a lab licenses a model to an app."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.special import expit

from sim.economics.wholesale import Negotiation, bargained_price, chain_price, markup_wholesale_price
from tests.economics.closed_forms import monopoly_price

sensitivities = st.floats(0.2, 1.0)
costs = st.floats(0.1, 4.0)
utilities = st.floats(-2.0, 8.0)
weights = st.floats(0.05, 0.95)


@given(costs, st.floats(0.0, 0.5), st.floats(0.0, 3.0))
def test_a_markup_is_earned_on_cost_after_the_revenue_share(cost, rate, markup):
    price = markup_wholesale_price(cost, rate, markup)
    assert price * (1.0 - rate) == pytest.approx((1.0 + markup) * cost)


@given(sensitivities, costs, utilities)
def test_chain_prices_satisfy_both_first_order_conditions(alpha, cost, utility):
    wholesale, price, share = chain_price(alpha, cost, utility)
    assert share == pytest.approx(float(expit(utility - alpha * price)), rel=1e-9)
    assert wholesale - cost == pytest.approx(1.0 / (alpha * (1.0 - share) ** 2), rel=1e-9)
    assert price - wholesale == pytest.approx(1.0 / (alpha * (1.0 - share)), rel=1e-9)


@given(sensitivities, costs, utilities)
def test_neither_side_of_the_chain_gains_by_another_price(alpha, cost, utility):
    wholesale, price, share = chain_price(alpha, cost, utility)

    def app_profit(posted):
        return (posted - wholesale) * float(expit(utility - alpha * posted))

    def lab_profit(offered):
        return (offered - cost) * monopoly_price(alpha, offered, utility)[1]

    for factor in (0.8, 0.95, 0.999, 1.001, 1.05, 1.25):
        assert app_profit(factor * price) <= app_profit(price) + 1e-12
        assert lab_profit(cost + factor * (wholesale - cost)) <= lab_profit(wholesale) + 1e-12
    assert monopoly_price(alpha, wholesale, utility) == pytest.approx((price, share), rel=1e-8)


@given(sensitivities, costs, utilities)
def test_two_margins_are_dearer_than_one_and_earn_less_together(alpha, cost, utility):
    _, price, share = chain_price(alpha, cost, utility)
    integrated, integrated_share = monopoly_price(alpha, cost, utility)
    assert price > integrated
    assert (price - cost) * share < (integrated - cost) * integrated_share


@given(sensitivities, costs, utilities, st.floats(0.01, 0.4))
def test_a_revenue_share_raises_the_price_and_lowers_sales(alpha, cost, utility, rate):
    price, share = monopoly_price(alpha, cost, utility)
    shared_price, shared_share = monopoly_price(alpha, cost / (1.0 - rate), utility)
    assert shared_price > price
    assert shared_share < share


def test_a_negotiation_knows_the_cost_after_the_revenue_share():
    deal = Negotiation(unit_cost=2.0, revenue_share=0.2, markup=1.0, price_sensitivity=0.5, utility=4.0)
    assert deal.cost_after_revenue_share == pytest.approx(2.5)


@given(sensitivities, costs, utilities, weights)
def test_no_other_wholesale_price_has_a_larger_nash_product(alpha, cost, utility, weight):
    def log_product(wholesale):
        price, share = monopoly_price(alpha, wholesale, utility)
        return weight * np.log((wholesale - cost) * share) + (1.0 - weight) * np.log((price - wholesale) * share)

    agreed = bargained_price(alpha, cost, utility, weight)
    for factor in (0.8, 0.95, 0.999, 1.001, 1.05, 1.25):
        assert log_product(cost + factor * (agreed - cost)) <= log_product(agreed) + 1e-10


@given(sensitivities, costs, utilities, weights, weights)
def test_the_wholesale_price_rises_with_the_weight_of_the_lab_from_cost_to_its_own_offer(
    alpha, cost, utility, weight, other
):
    low, high = sorted((weight, other))
    assume(high - low > 1e-9)  # weights that differ in the last bit give prices that differ by rounding alone
    offer = chain_price(alpha, cost, utility)[0]
    assert cost < bargained_price(alpha, cost, utility, low) < bargained_price(alpha, cost, utility, high) < offer
    assert bargained_price(alpha, cost, utility, 0.0) == cost
    assert bargained_price(alpha, cost, utility, 1.0) == offer


def test_an_app_that_nobody_needs_is_offered_cost_and_the_smallest_markup():
    wholesale, _, share = chain_price(0.5, 2.0, -40.0)
    assert share < 1e-15
    assert wholesale == pytest.approx(2.0 + 1.0 / 0.5, rel=1e-9)
    assert np.isfinite(wholesale)
