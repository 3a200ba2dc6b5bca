"""How demand answers prices, against finite differences and hand formulas."""

import numpy as np
import pytest

from sim.economics.competition.elasticities import (
    demand_at,
    diversion,
    elasticities,
    lerner,
    long_run_diversion,
    market_elasticity,
    token_diversion,
)
from sim.economics.pricing import DemandLaw, long_run_demand
from tests.economics.random_markets import OPTIONS, random_market
from tests.economics.small_markets import logit_market, owned_equilibrium

PRICES = np.concatenate(([0.0], np.linspace(2.0, 6.0, OPTIONS)))
LAWS: tuple[DemandLaw, ...] = ("volumes", "budgets")


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("seed", range(5))
def test_slopes_are_the_derivatives_of_the_demand_that_prices_are_set_on(law, seed):
    buyers = random_market(seed, law=law).buyers
    demand = demand_at(PRICES, buyers)
    np.testing.assert_allclose(demand.tokens[:, 1:], long_run_demand(PRICES, buyers)[:, 1:], rtol=1e-9)
    for option in range(1, OPTIONS + 1):
        step = np.zeros_like(PRICES)
        step[option] = 1e-4
        rise = long_run_demand(PRICES + step, buyers) - long_run_demand(PRICES - step, buyers)
        np.testing.assert_allclose(demand.slope[:, 1:, option], rise[:, 1:] / 2e-4, atol=1e-7)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("seed", range(5))
def test_what_an_option_loses_goes_somewhere_and_doing_without_is_somewhere(law, seed):
    buyers = random_market(seed, law=law).buyers
    marginal, long_run = diversion(demand_at(PRICES, buyers)), long_run_diversion(PRICES, buyers)
    for table in (marginal, long_run):
        np.testing.assert_allclose(table[1:].sum(axis=1), 1.0, atol=1e-9)
        np.testing.assert_array_equal(np.diag(table), 0.0)
    assert long_run.min() > -1e-9


def test_one_type_of_logit_buyers_diverts_by_shares_at_the_margin_and_in_the_long_run():
    market = logit_market([1.0, 2.0, 0.5], 0.5)
    prices = np.array([0.0, 2.0, 3.0, 1.0])
    shares = market.shares(prices[1:])
    expected = shares[1] / (1.0 - shares[0])
    assert diversion(demand_at(prices, market.buyers))[1, 2] == pytest.approx(expected, rel=1e-10)
    assert long_run_diversion(prices, market.buyers)[1, 2] == pytest.approx(expected, rel=1e-10)
    assert token_diversion(demand_at(prices, market.buyers))[1, 2] == pytest.approx(expected, rel=1e-10)


def test_with_budgets_and_one_log_price_the_elasticity_is_known():
    market = random_market(3, law="budgets").buyers
    demand = demand_at(PRICES, market)
    own = np.diag(elasticities(demand))[1:]
    spend = np.diag(demand.spread_slope)[1:] / demand.spread[1:]
    np.testing.assert_allclose(own, spend - 1.0, rtol=1e-9)


def test_the_market_answers_a_rise_of_all_prices():
    buyers = random_market(1).buyers
    up, down = (long_run_demand(PRICES * factor, buyers)[:, 1:].sum() for factor in (1.0 + 1e-4, 1.0 - 1e-4))
    here = long_run_demand(PRICES, buyers)[:, 1:].sum()
    assert market_elasticity(demand_at(PRICES, buyers)) == pytest.approx((up - down) / (2e-4 * here), rel=1e-6)


def test_lerners_index_of_a_seller_of_one_product_is_one_over_its_elasticity_whatever_it_passes_on():
    market, cost = logit_market([3.0, 2.5], 0.5), np.array([1.0, 1.5])
    prices = np.concatenate(([0.0], owned_equilibrium(market, cost, [0, 1], kept=0.8)))
    index = lerner(prices, np.concatenate(([0.0], cost)), np.full(3, 0.8))
    own = np.diag(elasticities(demand_at(prices, market.buyers)))
    np.testing.assert_allclose(index[1:], -1.0 / own[1:], rtol=1e-9)
