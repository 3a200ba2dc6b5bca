"""Prices from which no owner wants to move (E10, E45)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economics.pricing import (
    Buyers,
    NoEquilibriumError,
    PricingIncentives,
    implied_elasticity,
    nash_prices,
    price_residual,
)
from tests.economics.random_markets import OPTIONS, demand_at, random_market
from tests.economics.small_markets import incentives, logit_market, owned_equilibrium

SEEDS = range(12)
BOTH_LAWS = pytest.mark.parametrize("law", ["volumes", "budgets"])


def solve(market, start=None):
    opening = np.full(OPTIONS + 1, 5.0) if start is None else start
    prices, _ = nash_prices(opening, market.buyers, market.incentives, tolerance=1e-11)
    return prices


@BOTH_LAWS
@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_gains_by_moving_prices(seed, law):
    market = random_market(seed, law=law)
    prices = solve(market)
    rng = np.random.default_rng(seed)
    for owner in np.unique(market.owner):
        own = np.concatenate(([False], market.owner == owner))
        best = market.objective(owner, prices)
        tolerance = 1e-9 * max(abs(best), 1.0)
        for option in np.flatnonzero(own):
            for price in np.concatenate((np.linspace(0.02, 30.0, 31), prices[option] + np.array([-0.01, 0.01]))):
                moved = np.where(np.arange(prices.size) == option, price, prices)
                assert market.objective(owner, moved) <= best + tolerance
        for spread in (0.05, 0.5, 3.0):
            for _ in range(15):
                step = spread * rng.standard_normal(prices.size)
                moved = np.where(own, prices * np.exp(step) if law == "budgets" else prices + step, prices)
                assert market.objective(owner, moved) <= best + tolerance


@BOTH_LAWS
@pytest.mark.parametrize("seed", SEEDS)
def test_at_equilibrium_the_residual_is_zero(seed, law):
    market = random_market(seed, law=law)
    prices, largest = nash_prices(np.full(OPTIONS + 1, 5.0), market.buyers, market.incentives)
    residual = price_residual(prices, market.buyers, market.incentives)
    assert np.abs(residual).max() <= 1e-8
    assert largest <= 1e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_the_residual_is_the_slope_of_profit_over_the_own_response(seed):
    market = random_market(seed)
    prices = np.concatenate(([0.0], np.random.default_rng(seed).uniform(1.0, 9.0, OPTIONS)))
    _, own_slope, cross_slope = demand_at(prices, market.buyers)
    residual = price_residual(prices, market.buyers, market.incentives)
    step = 1e-5
    for number, option in enumerate(market.incentives.priced):
        moved = step * (np.arange(prices.size) == option)
        owner = int(market.owner[number])
        slope = (market.objective(owner, prices + moved) - market.objective(owner, prices - moved)) / (2.0 * step)
        response = own_slope[:, option] - cross_slope[:, option, option]
        assert slope / (market.incentives.own_per_price[number] @ response) == pytest.approx(residual[number], abs=1e-5)


@BOTH_LAWS
@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("highest", [5.0, 40.0, 230.0])
def test_any_start_leads_to_the_same_prices(seed, highest, law):
    market = random_market(seed, law=law)
    start = np.random.default_rng(1_000 + seed).uniform(0.01, highest, OPTIONS + 1)
    np.testing.assert_allclose(solve(market, start)[1:], solve(market)[1:], rtol=0, atol=1e-8)


@BOTH_LAWS
@pytest.mark.parametrize("seed", SEEDS)
def test_owners_of_one_option_never_price_below_what_it_costs_them(seed, law):
    market = random_market(seed, single_product=True, law=law)
    prices = solve(market)
    assert (prices[1:] >= market.cost.min(axis=0)).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_silent_stake_in_a_rival_raises_the_holders_price(seed):
    rng = np.random.default_rng(seed)
    market = logit_market(rng.uniform(2.0, 5.0, 3).tolist(), 0.5)
    cost = rng.uniform(0.5, 3.0, 3)
    before, _ = nash_prices(np.full(4, 5.0), market.buyers, incentives(cost, [0, 1, 2]))
    staked = incentives(cost, [0, 1, 2], stakes={(0, 1): 0.3})
    after, _ = nash_prices(before, market.buyers, staked)
    assert after[1] > before[1] + 1e-4


@pytest.mark.parametrize("seed", SEEDS)
def test_a_revenue_share_acts_like_a_higher_cost(seed):
    rng = np.random.default_rng(seed)
    market = logit_market(rng.uniform(2.0, 5.0, 3).tolist(), 0.5, concentration=float(rng.choice([0.0, 1.0])))
    cost, rate = rng.uniform(0.5, 3.0, 3), 0.2
    shared = owned_equilibrium(market, cost, [0, 1, 2], kept=1.0 - rate)
    np.testing.assert_allclose(shared, owned_equilibrium(market, cost / (1.0 - rate), [0, 1, 2]), atol=1e-9)


@pytest.mark.parametrize("start", [60.0, 230.0, 5_000.0])
@pytest.mark.parametrize("alpha", [0.3, 0.9])
def test_the_root_at_infinity_is_not_returned(start, alpha):
    """There nobody buys and the raw condition vanishes too."""
    market = logit_market([4.0, 1.0], alpha)
    earned = incentives(np.array([2.0, 0.6]), [0, 1])
    near, _ = nash_prices(np.array([0.0, 5.0, 5.0]), market.buyers, earned)
    far, _ = nash_prices(np.array([0.0, 5.0, start]), market.buyers, earned)
    np.testing.assert_allclose(far, near, atol=1e-7)


@given(st.floats(5.0, 60.0))
def test_far_above_equilibrium_the_residual_asks_for_a_lower_price(price):
    market = logit_market([4.0, 1.0], 0.5)
    earned = incentives(np.array([2.0, 0.6]), [0, 1])
    residual = price_residual(np.array([0.0, 5.0, price]), market.buyers, earned)
    assert residual[1] == pytest.approx(0.6 + 2.0 - price, abs=0.7)


@pytest.mark.study
@BOTH_LAWS
@pytest.mark.parametrize("seed", SEEDS)
def test_prices_do_not_depend_on_the_order_of_options(seed, law):
    market = random_market(seed, law=law)
    prices = solve(market)
    order = np.random.default_rng(seed).permutation(OPTIONS)
    columns = np.concatenate(([0], 1 + order))
    buyers, earned = market.buyers, market.incentives
    shuffled = Buyers(
        utility=buyers.utility[:, columns],
        price_sensitivity=buyers.price_sensitivity,
        size=buyers.size,
        concentration=buyers.concentration,
        group=buyers.group,
        groups=buyers.groups,
        law=law,
    )
    reordered = PricingIncentives(
        priced=np.arange(1, OPTIONS + 1),
        own_per_price=earned.own_per_price[order],
        per_price=earned.per_price[order][:, :, columns],
        per_unit=earned.per_unit[order][:, :, columns],
    )
    again, _ = nash_prices(np.full(OPTIONS + 1, 5.0), shuffled, reordered, tolerance=1e-11)
    np.testing.assert_allclose(again[1:], prices[1:][order], rtol=0, atol=1e-8)


def test_options_that_nobody_decides_keep_their_price():
    market = random_market(3)
    earned = market.incentives
    some = PricingIncentives(
        priced=earned.priced[:2],
        own_per_price=earned.own_per_price[:2],
        per_price=earned.per_price[:2],
        per_unit=earned.per_unit[:2],
    )
    start = np.linspace(0.0, 6.0, OPTIONS + 1)
    prices, _ = nash_prices(start, market.buyers, some)
    np.testing.assert_array_equal(prices[3:], start[3:])
    assert (prices[1:3] != start[1:3]).all()


def test_an_option_that_nobody_can_buy_keeps_its_price():
    market = logit_market([4.0, -np.inf], 0.5)
    earned = incentives(np.array([2.0, 0.6]), [0, 1])
    prices, _ = nash_prices(np.array([0.0, 5.0, 7.0]), market.buyers, earned)
    assert prices[2] == 7.0
    assert prices[1] == pytest.approx(float(owned_equilibrium(logit_market([4.0], 0.5), np.array([2.0]), [0])[0]))


@BOTH_LAWS
@pytest.mark.parametrize("start", [0.01, 5.0, 5_000.0])
def test_what_nobody_wants_even_at_cost_is_priced_at_cost(law, start):
    buyers = replace(logit_market([4.0, -5_000.0], 1.5).buyers, law=law)
    prices, residual = nash_prices(np.array([0.0, 5.0, start]), buyers, incentives(np.array([2.0, 0.6]), [0, 1]))
    assert prices[2] == pytest.approx(0.6)
    assert residual <= 1e-9


def test_nobody_is_paid_for_using_what_brings_its_seller_more_than_it_costs():
    market = logit_market([4.0, 1.0], 0.5)
    prices, residual = nash_prices(np.full(3, 5.0), market.buyers, incentives(np.array([2.0, -50.0]), [0, 1]))
    assert prices[2] == 0.0
    assert residual <= 1e-9


def test_giving_up_is_an_error_with_a_reason():
    market = random_market(0)
    with pytest.raises(NoEquilibriumError, match="did not settle in 2 steps"):
        nash_prices(np.full(OPTIONS + 1, 5.0), market.buyers, market.incentives, steps=2)


def test_nothing_to_decide_is_an_equilibrium():
    market = random_market(0)
    earned = market.incentives
    nothing = PricingIncentives(
        priced=earned.priced[:0],
        own_per_price=earned.own_per_price[:0],
        per_price=earned.per_price[:0],
        per_unit=earned.per_unit[:0],
    )
    start = np.full(OPTIONS + 1, 5.0)
    prices, residual = nash_prices(start, market.buyers, nothing)
    np.testing.assert_array_equal(prices, start)
    assert residual == 0.0


@given(st.floats(0.05, 0.9), st.floats(0.0, 0.5))
def test_the_elasticity_that_a_margin_implies_satisfies_lerners_rule(margin, rate):
    cost = (1.0 - margin) / (1.0 - rate)
    if cost < 0.99:
        assert 1.0 - cost == pytest.approx(1.0 / implied_elasticity(margin, rate))
