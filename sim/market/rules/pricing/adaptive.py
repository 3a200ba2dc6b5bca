"""Prices found by trial and error: post a little more or less than seems best, and learn from what it earned."""

import numpy as np

from sim.arrays import Array
from sim.economics.adaptive_pricing import adjusted_log_price, posted_log_price, running_mean
from sim.economics.pricing import Buyers, PricingIncentives, deciders_profit, price_residual
from sim.market.catalogue import Catalogue
from sim.market.rules.memory import PriceMemory
from sim.market.rules.pricing.nash import expected_prices
from sim.scenario.schema.root import Parameters

# While the market stands still, trials lead to the prices of equilibrium (E11); so those are expected.
__all__ = ["expected_prices", "post_prices"]


def post_prices(
    prices: Array,
    buyers: Buyers,
    incentives: PricingIncentives,
    parameters: Parameters,
    catalogue: Catalogue,
    memory: PriceMemory,
) -> tuple[Array, float]:
    """Try a price for each option and note what it earned its decider (E11)."""
    trials, priced = parameters.trials, incentives.priced
    believed = memory.recall("believed", np.log(np.maximum(prices, 1e-6)))[priced]
    sign = np.array([memory.luck(catalogue.options[option]).choice((-1.0, 1.0)) for option in priced])
    posted = prices.copy()
    posted[priced] = np.exp(posted_log_price(believed, trials.size, sign))
    profit = deciders_profit(posted, buyers, incentives)
    earned = np.zeros_like(prices)
    earned[priced] = profit
    usual = memory.recall("usual", earned)[priced]
    better = adjusted_log_price(believed, sign, profit, usual, step=trials.step, perturbation=trials.size)
    memory.note("believed", priced, better)
    memory.note("usual", priced, running_mean(usual, profit, trials.memory))
    return posted, float(np.max(np.abs(price_residual(posted, buyers, incentives)), initial=0.0))
