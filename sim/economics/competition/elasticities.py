"""How demand answers prices, as competition authorities ask: elasticities, diversion ratios, Lerner's index.

Formulas::

    elasticity of D_l in p_j = (p_j / D_l) dD_l/dp_j,  of the market: (sum_l sum_j p_j dD_l/dp_j) / (sum_l D_l)
    tokens diverted from j to l = dD_l/dp_j / (-dD_j/dp_j)                        (Farrell and Shapiro 2010)
    diverted from j to l, 0 doing without = dX_l/dt_j / (-dX_j/dt_j),  X what buyers spread, t the price or its log
    long-run diversion from j to l = (X_l without j - X_l) / X_j                   (Conlon and Mortimer 2021)
    Lerner's index = (p - c / k) / p,  k the part of the price that the seller keeps: 1 / elasticity of one product
"""

from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import Array
from sim.economics.pricing import Buyers, demand_and_slopes

_ROUNDING = 1e-12


@dataclass(frozen=True)
class Demand:
    """Long-run demand at some prices, and how it answers them.

    Attributes
    ----------
    prices : array, shape (options,)
        USD per Mtok.
    tokens : array, shape (groups, options)
        Qt per month.
    slope : array, shape (groups, options, options)
        Change of the tokens of the first option per USD of the second one's price.
    spread : array, shape (options,)
        What buyers spread: volume, Qt per month, or budget, bn USD per month; doing without first.
    spread_slope : array, shape (options, options)
        Change of what goes to the first option per USD, or log point, of the second one's price.
    """

    prices: Array
    tokens: Array
    slope: Array
    spread: Array
    spread_slope: Array

    @property
    def total(self) -> Array:
        """Tokens of each option, Qt per month."""
        total: Array = self.tokens.sum(axis=0)
        return total

    @property
    def total_slope(self) -> Array:
        """Change of the tokens of the first option per USD of the second one's price, all groups together."""
        total: Array = self.slope.sum(axis=0)
        return total


def demand_at(prices: Array, buyers: Buyers) -> Demand:
    """Long-run demand with its slopes, from the same function that prices are set on (E1, E44).

    Parameters
    ----------
    prices : array, shape (options,)
        USD per Mtok.
    buyers : Buyers
        Long-run demand.
    """
    amount, own, cross = demand_and_slopes(prices, buyers)
    slope = cross - own[:, None, :] * np.eye(prices.size)
    spread, spread_slope = amount.sum(axis=0), slope.sum(axis=0)
    spread[0] = max(float(buyers.size.sum() - spread[1:].sum()), 0.0)
    spread_slope[0] = -spread_slope[1:].sum(axis=0)
    if buyers.law == "volumes":
        return Demand(prices, amount, slope, spread, spread_slope)
    paid = np.where(buyers.on_offer, prices, 1.0)
    tokens = amount / paid
    slope = slope / paid[:, None] / paid - tokens[:, None, :] / paid * np.eye(prices.size)
    return Demand(prices, tokens, slope, spread, spread_slope)


def elasticities(demand: Demand) -> Array:
    """Change of the tokens of each option (row) in per cent per per cent of each price (column); 0 where not bought."""
    return _ratio(demand.total_slope * demand.prices, demand.total[:, None])


def market_elasticity(demand: Demand) -> float:
    """Change of all tokens in per cent where all prices rise by one per cent."""
    bought = float(demand.total[1:].sum())
    risen = float((demand.total_slope[1:, 1:] @ demand.prices[1:]).sum())
    return risen / bought if bought > 0.0 else 0.0


def diversion(demand: Demand) -> Array:
    """Part of what an option (row) loses by a small rise of its price that goes to each other one (column).

    What is counted is what buyers spread: volume, or budget. Column 0 is doing without; rows of options that are bought
    sum to 1.
    """
    return _diverted(demand.spread_slope)


def token_diversion(demand: Demand) -> Array:
    """Tokens that each other option (column) gains for each token that an option (row) loses by a rise of its price."""
    return _diverted(demand.total_slope)


def _diverted(slope: Array) -> Array:
    to_others = np.where(np.eye(len(slope), dtype=bool), 0.0, slope.T)
    return _ratio(to_others, -np.diag(slope)[:, None])


def long_run_diversion(prices: Array, buyers: Buyers) -> Array:
    """Part of what goes to an option (row) that would go to each other one (column) if it were gone, prices unmoved.

    Column 0 is doing without; rows of options that are bought sum to 1.
    """
    before = demand_at(prices, buyers).spread
    gone = np.zeros((prices.size, prices.size))
    for option in np.flatnonzero(buyers.on_offer):
        utility = buyers.utility.copy()
        utility[:, option] = -np.inf
        gone[option] = demand_at(prices, replace(buyers, utility=utility)).spread - before
        gone[option, option] = 0.0
    gone[np.abs(gone) < _ROUNDING * before.sum()] = 0.0
    return _ratio(gone, before[:, None])


def lerner(prices: Array, unit_cost: Array, kept: Array) -> Array:
    """Lerner's index of each option: margin over price, where the seller keeps a part of the price.

    Parameters
    ----------
    prices, unit_cost : array, shape (options,)
        USD per Mtok.
    kept : array, shape (options,)
        Part of the price that the seller does not pass on.
    """
    return _ratio(prices - _ratio(unit_cost, kept), prices)


def _ratio(above: Array, below: Array) -> Array:
    """Quotient; 0 where nothing is to be shared."""
    shape = np.broadcast_shapes(above.shape, below.shape)
    return np.divide(above, below, out=np.zeros(shape), where=np.broadcast_to(below, shape) != 0.0)
