"""What a merger does to prices, against hand formulas and the solver."""

from dataclasses import replace

import numpy as np
import pytest

from sim.economics.competition.elasticities import demand_at, token_diversion
from sim.economics.competition.merger import (
    SSNIP,
    cost_reductions,
    first_order_prices,
    guppi,
    hypothetical_monopolist,
    marginal_profit,
    pass_through,
    pricing_pressure,
)
from sim.economics.pricing import DemandLaw, nash_prices
from tests.economics.random_markets import OPTIONS, random_market
from tests.economics.small_markets import budget_market, incentives, logit_market

LAWS: tuple[DemandLaw, ...] = ("volumes", "budgets")
MARKETS = {"volumes": logit_market([3.0, 2.5, 2.0], 0.5), "budgets": budget_market([3.0, 2.5, 2.0], 2.0)}
COST = np.array([1.0, 1.5, 0.8])
APART, TOGETHER = incentives(COST, [0, 1, 2]), incentives(COST, [0, 0, 2])


def prices_of(law, earned=APART):
    return nash_prices(np.array([0.0, 3.0, 3.0, 3.0]), MARKETS[law].buyers, earned, tolerance=1e-12)[0]


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("seed", range(4))
def test_in_equilibrium_nobody_gains_by_another_price(law, seed):
    market = random_market(seed, law=law)
    start = np.concatenate(([0.0], np.full(OPTIONS, 5.0)))
    prices = nash_prices(start, market.buyers, market.incentives, tolerance=1e-11)[0]
    np.testing.assert_allclose(marginal_profit(prices, market.buyers, market.incentives), 0.0, atol=1e-9)


@pytest.mark.parametrize("law", LAWS)
def test_pressure_of_a_merger_of_two_is_the_value_of_diverted_sales(law):
    prices, buyers = prices_of(law), MARKETS[law].buyers
    diverted = token_diversion(demand_at(prices, buyers))
    by_hand = [diverted[1, 2] * (prices[2] - COST[1]), diverted[2, 1] * (prices[1] - COST[0]), 0.0]
    pressure = pricing_pressure(prices, buyers, APART, TOGETHER)
    np.testing.assert_allclose(pressure, by_hand, atol=1e-9)
    gained = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]])
    textbook = guppi(diverted[1:, 1:], 1.0 - COST / prices[1:], prices[1:], gained)
    np.testing.assert_allclose(pressure / prices[1:], textbook, atol=1e-9)


@pytest.mark.parametrize("law", LAWS)
def test_compensating_cost_reductions_are_werdens_and_leave_prices_where_they_were(law):
    prices, buyers = prices_of(law), MARKETS[law].buyers
    found = cost_reductions(prices, buyers, APART, TOGETHER, np.array([True, True, False]))
    diverted = token_diversion(demand_at(prices, buyers))
    there, back = diverted[1, 2], diverted[2, 1]
    margin = prices[1:] - COST
    by_hand = (margin[0] * there * back + margin[1] * there) / (1.0 - there * back)
    assert found[0] == pytest.approx(by_hand, rel=1e-9)
    assert found[2] == 0.0
    cheaper = incentives(COST - found, [0, 0, 2])
    np.testing.assert_allclose(prices_of(law, cheaper), prices, atol=1e-8)


@pytest.mark.parametrize("law", LAWS)
def test_pass_through_is_how_far_the_solver_moves_when_costs_rise(law):
    prices, buyers = prices_of(law), MARKETS[law].buyers
    found = pass_through(prices, buyers, APART, np.eye(3))
    for product in range(3):
        step = np.zeros(3)
        step[product] = 1e-4
        up, down = (prices_of(law, incentives(COST + sign * step, [0, 1, 2])) for sign in (1.0, -1.0))
        np.testing.assert_allclose(found[:, product], (up - down)[1:] / 2e-4, atol=1e-6)


@pytest.mark.parametrize("law", LAWS)
def test_the_first_order_comes_close_to_the_solution_and_closer_for_a_smaller_change(law):
    prices, buyers = prices_of(law), MARKETS[law].buyers
    errors = []
    for stake in (0.2, 0.1):
        after = incentives(COST, [0, 1, 2], stakes={(0, 1): stake})
        solved = prices_of(law, after)
        errors.append(np.abs(first_order_prices(prices, buyers, after) - solved).max() / np.abs(solved - prices).max())
    assert errors[1] < 0.6 * errors[0] < 0.1


def test_who_owns_everything_raises_prices_and_who_owns_one_product_does_not():
    prices, buyers = prices_of("volumes"), MARKETS["volumes"].buyers
    joint = incentives(COST, [0, 0, 0])
    alone, _ = hypothetical_monopolist(prices, buyers, joint, np.array([1]))
    np.testing.assert_allclose(alone, prices, atol=1e-8)
    best, gain = hypothetical_monopolist(prices, buyers, joint, np.array([1, 2, 3]))
    np.testing.assert_allclose(best, prices_of("volumes", joint), atol=1e-8)
    assert gain > 0.0
    assert (best[1:] / prices[1:] - 1.0).min() > SSNIP


def test_options_that_nobody_can_buy_press_on_nothing():
    buyers = MARKETS["volumes"].buyers
    utility = buyers.utility.copy()
    utility[:, 3] = -np.inf
    less = replace(buyers, utility=utility)
    prices = nash_prices(np.array([0.0, 3.0, 3.0, 3.0]), less, APART)[0]
    assert pricing_pressure(prices, less, APART, incentives(COST, [0, 1, 0]))[2] == 0.0
    assert pass_through(prices, less, APART, np.eye(3))[2].sum() == 0.0
    assert first_order_prices(prices, less, TOGETHER)[3] == prices[3]
