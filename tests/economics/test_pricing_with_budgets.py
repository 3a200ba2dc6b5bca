"""Choice and prices in logs (E44 to E46): what must hold whatever the market."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from sim.economics.allocation import allocate
from sim.economics.pricing import (
    HIGHEST_MARKUP,
    PricingIncentives,
    deciders_profit,
    long_run_demand,
    long_run_spend,
    nash_prices,
    price_residual,
    price_term,
)
from sim.economics.welfare import consumer_surplus
from tests.economics.random_markets import OPTIONS, random_market
from tests.economics.small_markets import budget_market, incentives

seeds = st.integers(0, 10_000)


def random_prices(seed):
    return np.concatenate(([1.0], np.random.default_rng(seed).uniform(0.5, 9.0, OPTIONS)))


def surplus(prices, buyers):
    """Gain of all buyers over doing without AI, bn USD per month."""
    utility = buyers.utility - np.outer(buyers.price_sensitivity, price_term(prices, buyers.law))
    _, value = allocate(utility, 1.0, buyers.concentration)
    gain = consumer_surplus(value, buyers.utility[:, 0], buyers.price_sensitivity, np.ones(buyers.size.size))
    return float(buyers.size @ gain)


def solve(market):
    prices, _ = nash_prices(np.full(OPTIONS + 1, 5.0), market.buyers, market.incentives, tolerance=1e-12)
    return prices


@given(seeds)
def test_spend_is_price_times_tokens_and_stays_within_the_budget(seed):
    market, prices = random_market(seed, law="budgets"), random_prices(seed)
    spend = long_run_spend(prices, market.buyers)
    np.testing.assert_allclose(spend, prices * long_run_demand(prices, market.buyers), rtol=1e-12)
    assert (spend[:, 0] == 0.0).all()
    assert spend.sum() <= market.buyers.size.sum()


@given(seeds, st.integers(1, OPTIONS))
def test_a_lower_price_sells_more_tokens(seed, option):
    market, prices = random_market(seed, law="budgets"), random_prices(seed)
    cheaper = np.where(np.arange(OPTIONS + 1) == option, 0.7 * prices, prices)
    before, after = (long_run_demand(p, market.buyers).sum(axis=0) for p in (prices, cheaper))
    assert after[option] > before[option] / 0.7
    assert (np.delete(after, option) <= np.delete(before, option) + 1e-12).all()


@given(seeds, st.integers(1, OPTIONS))
def test_what_buyers_lose_by_a_dearer_option_is_the_area_under_its_demand(seed, option):
    market, prices = random_market(seed, law="budgets"), random_prices(seed)
    unit = np.arange(OPTIONS + 1) == option

    def demand(price):
        return long_run_demand(np.where(unit, price, prices), market.buyers)[:, option].sum()

    dearer = 1.8 * prices[option]
    area, _ = quad(demand, prices[option], dearer, epsabs=1e-11, epsrel=1e-11)
    lost = surplus(prices, market.buyers) - surplus(np.where(unit, dearer, prices), market.buyers)
    assert lost == pytest.approx(area, rel=1e-7)


@given(seeds)
def test_cross_derivatives_of_demand_are_symmetric(seed):
    market, prices = random_market(seed, law="budgets"), random_prices(seed)
    step = 1e-5

    def slopes(option):
        unit = step * (np.arange(OPTIONS + 1) == option)
        above, below = (long_run_demand(prices + sign * unit, market.buyers).sum(axis=0) for sign in (1.0, -1.0))
        return (above - below)[1:] / (2.0 * step)

    matrix = np.array([slopes(option) for option in range(1, OPTIONS + 1)])
    np.testing.assert_allclose(matrix, matrix.T, rtol=1e-6, atol=1e-7)


@given(seeds, st.integers(0, OPTIONS - 1))
def test_the_residual_has_the_sign_of_the_slope_of_profit(seed, number):
    market, prices = random_market(seed, law="budgets"), random_prices(seed)
    residual = price_residual(prices, market.buyers, market.incentives)[number]
    step = np.exp(1e-5 * (np.arange(OPTIONS + 1) == 1 + number))
    above, below = (
        deciders_profit(p, market.buyers, market.incentives)[number] for p in (prices * step, prices / step)
    )
    if abs(residual) > 1e-3:
        assert np.sign(above - below) == np.sign(residual)


@given(seeds, st.floats(1e-3, 1e3))
def test_nothing_depends_on_the_unit_in_which_tokens_are_counted(seed, unit):
    market = random_market(seed, law="budgets")
    earned = market.incentives
    # Utilities are measured at a price of 1, which another unit moves as well.
    shift = np.outer(market.buyers.price_sensitivity, np.concatenate(([0.0], np.full(OPTIONS, -np.log(unit)))))
    buyers = replace(market.buyers, utility=market.buyers.utility + shift)
    counted = replace(market, buyers=buyers, incentives=replace(earned, per_unit=earned.per_unit / unit))
    prices = solve(market)
    start = np.full(OPTIONS + 1, 5.0 / unit)
    again, _ = nash_prices(start, counted.buyers, counted.incentives, tolerance=1e-12)
    np.testing.assert_allclose(again[1:] * unit, prices[1:], rtol=1e-10)
    np.testing.assert_allclose(
        long_run_demand(again, counted.buyers), long_run_demand(prices, market.buyers) * unit, rtol=1e-10
    )
    for law in (long_run_spend, surplus):
        np.testing.assert_allclose(law(again, counted.buyers), law(prices, market.buyers), rtol=1e-10)
    profits = (deciders_profit(p, m.buyers, m.incentives) for p, m in ((again, counted), (prices, market)))
    np.testing.assert_allclose(*profits, rtol=1e-9, atol=1e-12)


@given(st.floats(0.8, 3.0), st.floats(-3.0, 4.0), st.floats(0.05, 5.0), st.floats(0.3, 1.0))
def test_the_margin_of_one_product_is_lerners(beta, utility, cost, kept):
    market = budget_market([utility], beta)
    earned = incentives(np.array([cost]), [0], kept=kept)
    prices, _ = nash_prices(np.array([1.0, 1.0]), market.buyers, earned, tolerance=1e-12)
    share = float(market.shares(prices[1:])[0])
    index = 1.0 - cost / (kept * prices[1])
    assert index == pytest.approx(1.0 / (1.0 + beta * (1.0 - share)), rel=1e-10)


@given(st.floats(0.8, 3.0), st.lists(st.floats(-2.0, 3.0), min_size=2, max_size=5), st.floats(0.1, 10.0))
def test_prices_and_utility_per_unit_of_cost_fall_with_cost_alike(beta, utility, factor):
    """A cost that falls for everybody brings prices down by the same factor where nobody does without."""
    cost = np.linspace(0.5, 2.0, len(utility))
    market = budget_market(utility, beta, outside=-np.inf)
    owner = list(range(len(utility)))
    start = np.concatenate(([1.0], 3.0 * cost))
    prices, _ = nash_prices(start, market.buyers, incentives(cost, owner), tolerance=1e-12)
    cheaper, _ = nash_prices(start, market.buyers, incentives(cost * factor, owner), tolerance=1e-12)
    np.testing.assert_allclose(cheaper[1:], factor * prices[1:], rtol=1e-9)


@pytest.mark.parametrize("start", [1e-3, 1.0, 1e3, 1e6, 1e40])
def test_there_is_no_root_at_infinity(start):
    """Where nobody buys the condition vanishes, but not the residual, which is relative."""
    market = budget_market([4.0, 1.0], 1.5)
    earned = incentives(np.array([2.0, 0.6]), [0, 1])
    near, _ = nash_prices(np.array([1.0, 5.0, 5.0]), market.buyers, earned, tolerance=1e-12)
    far, _ = nash_prices(np.array([1.0, 5.0, start]), market.buyers, earned, tolerance=1e-12)
    np.testing.assert_allclose(far, near, rtol=1e-10)


def test_an_owner_who_gets_little_of_one_price_and_all_of_another_withdraws_the_first():
    """What its buyers would spend on it is worth more to the owner elsewhere, at whatever price."""
    cost = np.array([1.0, 1.0])
    market = budget_market([3.0, 3.0], 1.5, outside=-4.0)
    earned = incentives(cost, [0, 0])
    earned.per_price[:, 0, 1] = 0.05
    prices, residual = nash_prices(np.array([1.0, 30.0, 3.0]), market.buyers, earned, tolerance=1e-12)
    assert prices[1] == pytest.approx(HIGHEST_MARKUP * cost[0])
    assert residual <= 1e-12
    alone, _ = nash_prices(
        np.array([1.0, 3.0]), budget_market([3.0], 1.5, outside=-4.0).buyers, incentives(cost[:1], [0]), tolerance=1e-12
    )
    assert prices[2] == pytest.approx(alone[1], rel=1e-3)


def test_a_small_part_of_the_own_price_alone_leads_to_a_high_price_and_not_to_withdrawal():
    market = budget_market([3.0], 1.2)
    earned = incentives(np.array([1.0]), [0], kept=0.02)
    prices, _ = nash_prices(np.array([1.0, 1.0]), market.buyers, earned, tolerance=1e-12)
    share = float(market.shares(prices[1:])[0])
    assert prices[1] == pytest.approx(50.0 * (1.0 + 1.0 / (1.2 * (1.0 - share))), rel=1e-10)


@pytest.mark.parametrize("law", [long_run_demand, long_run_spend])
def test_a_free_option_is_an_error(law):
    market = budget_market([3.0, 1.0], 1.5)
    with pytest.raises(ValueError, match="price above 0"):
        law(np.array([0.0, 2.0, 0.0]), market.buyers)


def test_a_start_at_no_price_is_an_error_unless_nobody_can_buy():
    earned = incentives(np.array([1.0, 1.0]), [0, 1])
    start = np.array([0.0, 2.0, 0.0])
    with pytest.raises(ValueError, match="price above 0"):
        nash_prices(start, budget_market([3.0, 1.0], 1.5).buyers, earned)
    prices, _ = nash_prices(start, budget_market([3.0, -np.inf], 1.5).buyers, earned)
    assert prices[2] == 0.0


def test_options_that_nobody_decides_keep_their_price():
    market = random_market(3, law="budgets")
    earned = market.incentives
    some = PricingIncentives(
        priced=earned.priced[:2],
        own_per_price=earned.own_per_price[:2],
        per_price=earned.per_price[:2],
        per_unit=earned.per_unit[:2],
    )
    start = np.linspace(1.0, 6.0, OPTIONS + 1)
    prices, _ = nash_prices(start, market.buyers, some)
    np.testing.assert_array_equal(prices[3:], start[3:])
    assert (prices[1:3] != start[1:3]).all()
