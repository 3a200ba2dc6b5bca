"""Prices equal those that scipy finds from first-order conditions written down anew, on random markets of both laws.

Shares come from the Wright omega form of E2, slopes from its implicit derivative, and each condition is the slope of an
owner's whole profit in one price.
"""

import numpy as np
import pytest
from scipy.optimize import root
from scipy.special import logsumexp, wrightomega

from sim.economics.pricing import long_run_demand, long_run_spend, nash_prices
from tests.economics.random_markets import OPTIONS, random_market

MARKETS = 100


def shares_of(utility, concentration):
    """Shares of E2 and what each gives way to a rise of the common level, shape (types, options)."""
    cost = np.where(np.arange(utility.shape[1]) > 0, concentration[:, None], 0.0)
    level = logsumexp(utility, axis=1) - 1.0
    for _ in range(60):
        logit = utility - level[:, None] - 1.0
        steep = np.where(cost > 0.0, cost, 1.0)
        shares = np.where(cost > 0.0, wrightomega(logit + np.log(steep)).real / steep, np.exp(logit))
        weight = shares / (1.0 + cost * shares)
        step = (shares.sum(axis=1) - 1.0) / weight.sum(axis=1)
        level = level + step
        if np.abs(step).max() < 1e-15:
            break
    return shares, weight


def tokens_and_slopes(prices, buyers):
    """Tokens by group and option, and their slopes in every price, shape (groups, options, options)."""
    in_logs = buyers.law == "budgets"
    felt = np.concatenate(([0.0], np.log(prices[1:]) if in_logs else prices[1:]))
    shares, weight = shares_of(buyers.utility - np.outer(buyers.price_sensitivity, felt), buyers.concentration)
    per_dollar = np.concatenate(([0.0], 1.0 / prices[1:] if in_logs else np.ones(prices.size - 1)))
    tokens, slopes = np.zeros((2, prices.size)), np.zeros((2, prices.size, prices.size))
    for i, group in enumerate(buyers.group):
        response = np.diag(weight[i]) - np.outer(weight[i], weight[i]) / weight[i].sum()
        bought = buyers.size[i] * shares[i] * per_dollar
        slope = -buyers.size[i] * buyers.price_sensitivity[i] * per_dollar[:, None] * response
        tokens[group] += bought
        slopes[group] += slope * per_dollar - (np.diag(bought * per_dollar) if in_logs else 0.0)
    return tokens, slopes


def profit_slopes(prices, market):
    """Slope of each decider's profit in its price, over the own slope of its demand."""
    tokens, slopes = tokens_and_slopes(prices, market.buyers)
    earned = market.incentives
    found = np.empty(OPTIONS)
    for j, k in enumerate(earned.priced):
        margin = earned.per_price[j] * prices + earned.per_unit[j]
        direct = earned.per_price[j, :, k] @ tokens[:, k]
        found[j] = (direct + np.einsum("gl,gl->", margin, slopes[:, :, k])) / -slopes[:, k, k].sum()
    return found


def by_scipy(market, start):
    """Prices at which scipy finds no slope left."""

    def conditions(log_prices):
        prices = np.concatenate(([1.0], np.exp(log_prices)))
        return profit_slopes(prices, market) / prices[1:]

    solution = root(conditions, np.log(start), tol=1e-13)
    assert np.abs(solution.fun).max() < 1e-9
    return np.exp(solution.x)


@pytest.mark.parametrize("law", ["volumes", "budgets"])
def test_prices_are_those_of_an_independent_solver(law):
    for seed in range(MARKETS):
        market = random_market(seed, law=law)
        found, _ = nash_prices(np.full(OPTIONS + 1, 5.0), market.buyers, market.incentives, tolerance=1e-11)
        start = found[1:] * np.random.default_rng(seed).uniform(0.8, 1.25, OPTIONS)
        np.testing.assert_allclose(found[1:], by_scipy(market, start), rtol=1e-9, err_msg=f"market {seed}")


@pytest.mark.parametrize("law", ["volumes", "budgets"])
@pytest.mark.parametrize("seed", range(10))
def test_tokens_and_spend_are_those_of_the_wright_omega_form(law, seed):
    market = random_market(seed, law=law)
    prices = np.concatenate(([1.0], np.random.default_rng(seed).uniform(0.5, 9.0, OPTIONS)))
    tokens, _ = tokens_and_slopes(prices, market.buyers)
    np.testing.assert_allclose(long_run_demand(prices, market.buyers)[:, 1:], tokens[:, 1:], rtol=1e-9)
    np.testing.assert_allclose(long_run_spend(prices, market.buyers)[:, 1:], (tokens * prices)[:, 1:], rtol=1e-9)
