"""What a change of who owns what does to prices: pass-through, upward pricing pressure, efficiencies that undo it.

Formulas::

    marginal profit F_j = sum_g kept_jg D_gj + sum_gl margin_jgl dD_gl/dp_j,  0 in equilibrium (E10, E45)
    pass-through dp/dc = -(dF/dp)^-1 dF/dc,  dF_j/dc_k = -weight_jk dD_k/dp_j
    pressure on j = (F_j after - F_j before) / sum_g kept_jg (-dD_gj/dp_j)      (Jaffe and Weyl 2013)
    GUPPI_j = pressure_j / p_j;  two sellers of one product: D_jk m_k p_k / p_j      (Farrell and Shapiro 2010)
    first order: change of prices = -(d(F / own response)/dp)^-1 (F / own response)      (Jaffe and Weyl 2013)
    CMCR x: F_j after + sum_k x_k dD_k/dp_j = F_j before for every j and k of the merged firm       (Werden 1996)
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sim.arrays import Array, Flags, Integers
from sim.economics.competition.elasticities import Demand, demand_at
from sim.economics.pricing import Buyers, PricingIncentives, deciders_profit, nash_prices

# Prices are moved by this part, and by twice it, to see how conditions answer: an error of its fourth power.
_PROBE = 1e-3
SSNIP = 0.05
"""A small but significant rise of prices."""


def marginal_profit(prices: Array, buyers: Buyers, incentives: PricingIncentives) -> Array:
    """What a dollar more on each decided price brings its decider, bn USD per month; 0 in equilibrium.

    Parameters
    ----------
    prices : array, shape (options,)
        USD per Mtok.
    buyers : Buyers
        Long-run demand.
    incentives : PricingIncentives
        What deciders earn.
    """
    return _marginal_profit(demand_at(prices, buyers), buyers, incentives)


def _marginal_profit(demand: Demand, buyers: Buyers, incentives: PricingIncentives) -> Array:
    priced = incentives.priced
    margin = incentives.per_price * demand.prices + incentives.per_unit
    own = np.einsum("jg,gj->j", kept_by_deciders(buyers, incentives), demand.tokens[:, priced])
    others: Array = np.einsum("jgl,glj->j", margin[:, :, 1:], demand.slope[:, 1:, priced])
    return own + others


def kept_by_deciders(buyers: Buyers, incentives: PricingIncentives) -> Array:
    """Part of its own price that each decider minds in its condition, shape (priced, groups)."""
    if buyers.law == "volumes":
        return incentives.own_per_price
    return incentives.per_price[np.arange(incentives.priced.size), :, incentives.priced]


def _own_response(demand: Demand, buyers: Buyers, incentives: PricingIncentives) -> Array:
    """What a dollar more on each decided price takes of its own sales, as far as its price is kept."""
    own = -demand.slope[:, incentives.priced, incentives.priced]
    response: Array = np.einsum("jg,gj->j", kept_by_deciders(buyers, incentives), own)
    return response


def pass_through(prices: Array, buyers: Buyers, incentives: PricingIncentives, weight: Array) -> Array:
    """Rise of each decided price (row) per USD that each of them costs more (column), in equilibrium.

    Parameters
    ----------
    prices, buyers, incentives
        As for `marginal_profit`; prices of equilibrium.
    weight : array, shape (priced, priced)
        Part of what the second option costs that counts with who decides the first one's price: 1 for its own, its
        stake where it holds one.

    Returns
    -------
    array, shape (priced, priced)
        0 in rows and columns of options that nobody can buy.
    """
    asked = buyers.on_offer[incentives.priced]
    decided = incentives.priced[asked]

    def conditions(point: Array) -> Array:
        return marginal_profit(point, buyers, incentives)[asked]

    slope = demand_at(prices, buyers).total_slope
    by_cost = -weight[np.ix_(asked, asked)] * slope[np.ix_(decided, decided)].T
    found = np.zeros(weight.shape)
    found[np.ix_(asked, asked)] = -np.linalg.solve(_derivatives(conditions, prices, decided), by_cost)
    return found


def _derivatives(function: Callable[[Array], Array], prices: Array, options: Integers) -> Array:
    """Derivatives of a function of prices (rows) by some of them (columns), to the fourth order of the probe."""
    columns = []
    for option in options:
        at = {}
        for step in (-2.0, -1.0, 1.0, 2.0):
            moved = prices.copy()
            moved[option] *= 1.0 + step * _PROBE
            at[step] = function(moved)
        difference = 8.0 * (at[1.0] - at[-1.0]) - (at[2.0] - at[-2.0])
        columns.append(difference / (12.0 * _PROBE * prices[option]))
    return np.array(columns).T


def pricing_pressure(prices: Array, buyers: Buyers, before: PricingIncentives, after: PricingIncentives) -> Array:
    """How much more each decided price is pushed up once deciders earn something else, USD per Mtok.

    It is the rise of its cost that would push as hard. Over the price it is the GUPPI; negative where a margin falls
    away between two that now belong together.

    Parameters
    ----------
    prices : array, shape (options,)
        Before, USD per Mtok.
    buyers : Buyers
        Long-run demand.
    before, after : PricingIncentives
        What deciders earn; the same prices are decided.
    """
    demand = demand_at(prices, buyers)
    rise = _marginal_profit(demand, buyers, after) - _marginal_profit(demand, buyers, before)
    response = _own_response(demand, buyers, before)
    return np.divide(rise, response, out=np.zeros_like(rise), where=response > 0.0)


def guppi(diverted: Array, margin: Array, price: Array, gained: Array) -> Array:
    """Gross upward pricing pressure index: the value of diverted sales over the price (Farrell and Shapiro 2010).

    Parameters
    ----------
    diverted : array, shape (products, products)
        Tokens that the second product gains for each that the first one loses.
    margin : array, shape (products,)
        What a sale earns, as a part of the price.
    price : array, shape (products,)
        USD per Mtok.
    gained : array, shape (products, products)
        Part of the second product's profit that counts with the first one's owner by the change.
    """
    found: Array = (gained * diverted) @ (margin * price) / price
    return found


def cost_reductions(
    prices: Array, buyers: Buyers, before: PricingIncentives, after: PricingIncentives, merged: Flags
) -> Array:
    """Compensating marginal cost reductions: fall of costs at which the merged firm leaves its prices (Werden 1996).

    Parameters
    ----------
    prices, buyers, before, after
        As for `pricing_pressure`.
    merged : bool array, shape (priced,)
        Prices that the merged firm decides.

    Returns
    -------
    array, shape (priced,)
        USD per Mtok; 0 where another firm decides, negative where costs could rise.
    """
    demand = demand_at(prices, buyers)
    rise = _marginal_profit(demand, buyers, after) - _marginal_profit(demand, buyers, before)
    own = merged & buyers.on_offer[before.priced]
    options = before.priced[own]
    found = np.zeros(rise.size)
    found[own] = -np.linalg.solve(demand.total_slope[np.ix_(options, options)].T, rise[own])
    return found


def first_order_prices(prices: Array, buyers: Buyers, after: PricingIncentives) -> Array:
    """Prices after a change to the first order, from the prices before it alone (Jaffe and Weyl 2013).

    Parameters
    ----------
    prices : array, shape (options,)
        Before, USD per Mtok.
    buyers : Buyers
        Long-run demand.
    after : PricingIncentives
        What deciders earn after it.
    """
    asked = buyers.on_offer[after.priced]
    decided = after.priced[asked]

    def conditions(point: Array) -> Array:
        demand = demand_at(point, buyers)
        return (_marginal_profit(demand, buyers, after)[asked]) / _own_response(demand, buyers, after)[asked]

    found = prices.copy()
    found[decided] -= np.linalg.solve(_derivatives(conditions, prices, decided), conditions(prices))
    return found


def hypothetical_monopolist(
    prices: Array, buyers: Buyers, joint: PricingIncentives, candidate: Integers
) -> tuple[Array, float]:
    """What somebody would do who owned a candidate market and nothing else, all other prices unmoved.

    Parameters
    ----------
    prices : array, shape (options,)
        USD per Mtok.
    buyers : Buyers
        Long-run demand.
    joint : PricingIncentives
        What one owner of all these options earns.
    candidate : int array
        Options of the candidate market; their prices are decided.

    Returns
    -------
    prices : array, shape (options,)
        That maximise its profit: the market is one if the rise is `SSNIP` or more.
    gain : float
        What raising all of them by `SSNIP` brings it, bn USD per month.
    """
    chosen = np.isin(joint.priced, candidate)
    inside = np.isin(np.arange(prices.size), candidate)
    owned = replace(
        joint,
        priced=joint.priced[chosen],
        own_per_price=joint.own_per_price[chosen],
        per_price=np.where(inside, joint.per_price[chosen], 0.0),
        per_unit=np.where(inside, joint.per_unit[chosen], 0.0),
    )
    raised = np.where(inside, prices * (1.0 + SSNIP), prices)
    gain = deciders_profit(raised, buyers, owned)[0] - deciders_profit(prices, buyers, owned)[0]
    return nash_prices(prices, buyers, owned)[0], float(gain)
