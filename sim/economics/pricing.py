"""Bertrand-Nash prices on the split matrix, when buyers have volumes (E10) or budgets (E45), and what a margin implies.

Formulas::

    E10  0 = earned_j D_j + sum_l (per_price_l p_l + per_unit_l) dD_l/dp_j   for every price p_j that somebody decides
         residual_j = that condition / (earned_j |own response of D_j|), in USD per Mtok
    E44  spend S_l = budget share_l, tokens D_l = S_l / p_l, utility falls by price_sensitivity ln p_l
    E45  0 = sum_l (per_price_l + per_unit_l / p_l) dS_l/d ln p_j - (per_unit_j / p_j) S_j
         residual_j = ln(cost_j / kept_j),  R_j = own response -dS_j/d ln p_j
         cost_j = -(per_unit_j / p_j) (S_j + R_j),  kept_j = per_price_j R_j - sum over l /= j of the terms of E45
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numba import njit

from sim.arrays import Array, Flags, Integers
from sim.economics.allocation import demand_sums
from sim.economics.price_search import NoEquilibriumError as NoEquilibriumError
from sim.economics.price_search import root

DemandLaw = Literal["volumes", "budgets"]

# Times its unit cost beyond which no price rises: there an option is as good as withdrawn. A seller wants that where
# what a buyer would spend on the option earns more with another one that the seller has a part in.
HIGHEST_MARKUP = 1e4
# How far a price is moved to see how residuals answer, as a part of it, and how unlike these answers may be at most.
_PROBE, _STABLE = 1e-5, 1e6


@dataclass(frozen=True)
class Buyers:
    """The long-run demand on which prices are set: rows of buyers, each in a group that shares its cells.

    Attributes
    ----------
    utility : array, shape (buyers, options)
        Utility without the price; ``-inf`` where an option is not on offer. Option 0 is doing without AI.
    price_sensitivity, size, concentration : array, shape (buyers,)
        Utils per USD per Mtok, volume in Qt per month, and utils; with budgets utils per log point of price, budget in
        bn USD per month, and utils.
    group : int array, shape (buyers,)
        Group of each buyer.
    groups : int
        Number of groups.
    law : {"volumes", "budgets"}
        Whether buyers spread a volume (E1) or a budget (E44).
    reference_price : float
        USD per Mtok; budgets: the price of which the log is 0, so that no unit of tokens matters (E46).
    on_offer : bool array, shape (options,)
        Options that somebody can buy who buys anything.
    guess : array, shape (2, buyers, options)
        Log shares and shares of the last evaluation, from which the next one starts; it changes speed, not results.
    response : array, shape (options, options)
        Where the search for prices goes for a residual of 1, as far as that is known; it changes speed, not results.
    """

    utility: Array
    price_sensitivity: Array
    size: Array
    concentration: Array
    group: Integers
    groups: int
    law: DemandLaw = "volumes"
    reference_price: float = 1.0
    on_offer: Flags = field(init=False, repr=False)
    guess: Array = field(init=False, repr=False)
    response: Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        on_offer = np.isfinite(self.utility[self.size > 0.0]).any(axis=0)
        on_offer[0] = False
        object.__setattr__(self, "on_offer", on_offer)
        object.__setattr__(self, "guess", np.full((2, *self.utility.shape), np.nan))
        object.__setattr__(self, "response", np.eye(self.utility.shape[1]))


@dataclass(frozen=True)
class PricingIncentives:
    """What each priced option earns its decider, from every option, per group (E9 read by the decider of E10).

    Attributes
    ----------
    priced : int array, shape (priced,)
        Options whose price is decided; all others keep theirs.
    own_per_price : array, shape (priced, groups)
        Part of the option's own price that its decider receives; E45 reads it in `per_price`.
    per_price, per_unit : array, shape (priced, groups, options)
        What the decider of the priced option receives from each option, silent stakes included: per USD of its price,
        and in USD per Mtok.
    """

    priced: Integers
    own_per_price: Array
    per_price: Array
    per_unit: Array


def long_run_demand(prices: Array, buyers: Buyers) -> Array:
    """Tokens that buyers would use in the long run, shape (groups, options), Qt per month."""
    demand = demand_and_slopes(prices, buyers)[0]
    if buyers.law == "volumes":
        return demand
    return demand / np.where(buyers.on_offer, prices, 1.0)


def long_run_spend(prices: Array, buyers: Buyers) -> Array:
    """What buyers would spend in the long run, shape (groups, options), bn USD per month."""
    demand = demand_and_slopes(prices, buyers)[0]
    return demand if buyers.law == "budgets" else demand * np.where(buyers.on_offer, prices, 0.0)


def deciders_profit(prices: Array, buyers: Buyers, incentives: PricingIncentives) -> Array:
    """What the decider of each priced option earns in all at some prices, shape (priced,), bn USD per month."""
    demand = long_run_demand(prices, buyers)
    margin = incentives.per_price * prices + incentives.per_unit
    return np.einsum("jgl,gl->j", margin[:, :, 1:], demand[:, 1:])


def price_term(prices: Array, law: DemandLaw, reference_price: float = 1.0) -> Array:
    """What a unit of price sensitivity takes from the utility of each option (E1, E44); 0 for doing without AI."""
    return np.asarray(_price_term(prices, law == "budgets", reference_price))


@njit(cache=True, nogil=True)
def _price_term(prices: Array, in_logs: bool, reference_price: float) -> Array:
    term = np.zeros(prices.size)
    for k in range(1, prices.size):
        if not in_logs:
            term[k] = prices[k]
        elif prices[k] > 0.0:
            term[k] = np.log(prices[k] / reference_price)
    return term


def demand_and_slopes(prices: Array, buyers: Buyers) -> tuple[Array, Array, Array]:
    """Volume or spend and its derivatives by group, as `demand_sums` gives them."""
    _refuse_free_options(prices, buyers)
    return _sums(prices, buyers)


def _sums(prices: Array, buyers: Buyers) -> tuple[Array, Array, Array]:
    sums: tuple[Array, Array, Array] = demand_sums(
        price_term(prices, buyers.law, buyers.reference_price),
        buyers.utility,
        buyers.price_sensitivity,
        buyers.size,
        buyers.concentration,
        buyers.group,
        buyers.groups,
        buyers.guess,
    )
    return sums


def _refuse_free_options(prices: Array, buyers: Buyers) -> None:
    if buyers.law == "budgets" and not (prices[buyers.on_offer] > 0.0).all():
        raise ValueError("with budgets every option on offer needs a price above 0")


def price_residual(prices: Array, buyers: Buyers, incentives: PricingIncentives) -> Array:
    """Distance of each decided price from its first-order condition (E10, E45), measured against its own response.

    So it is in USD per Mtok, or with budgets in log points of the price, and does not vanish where demand does.

    Parameters
    ----------
    prices : array, shape (options,)
        USD per Mtok.
    buyers : Buyers
        Long-run demand.
    incentives : PricingIncentives
        What deciders earn.

    Returns
    -------
    array, shape (priced,)
        Positive where the decider wants a higher price; 0 for an option that nobody can buy.
    """
    _refuse_free_options(prices, buyers)
    return _residual(prices, buyers, incentives)


def _residual(prices: Array, buyers: Buyers, incentives: PricingIncentives) -> Array:
    """Distance of each decided price from its condition, at prices above 0."""
    sums = _sums(prices, buyers)
    priced, received = incentives.priced, (incentives.per_price, incentives.per_unit)
    if buyers.law == "volumes":
        own = incentives.own_per_price
        return np.asarray(_residual_of_volumes(prices, *sums, buyers.on_offer, priced, own, *received))
    return np.asarray(_residual_of_budgets(prices, *sums, buyers.on_offer, priced, *received))


@njit(cache=True, nogil=True)
def _residual_of_volumes(
    prices: Array,
    demand: Array,
    own_slope: Array,
    cross_slope: Array,
    on_offer: Flags,
    priced: Integers,
    own_per_price: Array,
    per_price: Array,
    per_unit: Array,
) -> Array:
    """Return the residual of E10."""
    residual = np.zeros(priced.size)
    for j in range(priced.size):
        k = priced[j]
        condition, steepness, dearest = 0.0, 0.0, 0.0
        for g in range(demand.shape[0]):
            condition += own_per_price[j, g] * demand[g, k]
            condition -= (per_price[j, g, k] * prices[k] + per_unit[j, g, k]) * own_slope[g, k]
            for other in range(prices.size):
                margin = per_price[j, g, other] * prices[other] + per_unit[j, g, other]
                condition += margin * cross_slope[g, other, k]
            steepness += own_per_price[j, g] * (own_slope[g, k] - cross_slope[g, k, k])
            dearest = max(dearest, -per_unit[j, g, k])
        if steepness > 0.0:
            residual[j] = condition / steepness
        elif on_offer[k]:  # nobody buys at such a price: it comes down to cost, where what nobody wants may stay
            residual[j] = 0.5 * (dearest - prices[k])
        residual[j] = residual[j] if prices[k] > 0.0 else max(residual[j], 0.0)  # nobody is paid for buying
    return residual


@njit(cache=True, nogil=True)
def _residual_of_budgets(
    prices: Array,
    spend: Array,
    own_slope: Array,
    cross_slope: Array,
    on_offer: Flags,
    priced: Integers,
    per_price: Array,
    per_unit: Array,
) -> Array:
    """Return the residual of E45: one log point at most where no price would satisfy it at the present responses."""
    residual = np.zeros(priced.size)
    for j in range(priced.size):
        k = priced[j]
        if not on_offer[k]:
            continue
        cost, kept, dearest = 0.0, 0.0, 0.0
        for g in range(spend.shape[0]):
            response = own_slope[g, k] - cross_slope[g, k, k]
            cost -= per_unit[j, g, k] / prices[k] * (spend[g, k] + response)
            kept += per_price[j, g, k] * response
            dearest = max(dearest, -per_unit[j, g, k])
            for other in range(1, prices.size):
                if other != k and cross_slope[g, other, k] != 0.0:
                    margin = per_price[j, g, other] + per_unit[j, g, other] / prices[other]
                    kept -= margin * cross_slope[g, other, k]
        if cost > 0.0 and kept > 0.0:
            residual[j] = np.log(cost / kept)
        elif cost != kept:
            residual[j] = (cost - kept) / (abs(cost) + abs(kept))
        else:  # nobody buys at such a price: it comes down to cost, where what nobody wants may stay
            residual[j] = min(max(np.log(max(dearest, 1.0 / HIGHEST_MARKUP) / prices[k]), -1.0), 1.0)
        if residual[j] > 0.0 and dearest > 0.0 and prices[k] >= (1.0 - 1e-12) * HIGHEST_MARKUP * dearest:
            residual[j] = 0.0
    return residual


def nash_prices(
    start: Array,
    buyers: Buyers,
    incentives: PricingIncentives,
    *,
    tolerance: float = 1e-9,
    memory: int = 6,
    steps: int = 500,
) -> tuple[Array, float]:
    """Solve for prices from which no decider wants to move (E10, E45), none below 0.

    Damped steps on the scaled conditions, by `Buyers.response`, accelerated over the last few steps (Anderson mixing).

    Parameters
    ----------
    start : array, shape (options,)
        First guess, and the prices of options that nobody decides.
    buyers : Buyers
        Long-run demand.
    incentives : PricingIncentives
        What deciders earn.
    tolerance : float
        Largest residual accepted: USD per Mtok, or with budgets log points.
    memory : int
        Steps that the acceleration remembers.
    steps : int
        Steps after which the search gives up.

    Returns
    -------
    prices : array, shape (options,)
        USD per Mtok.
    residual : float
        Largest remaining residual.

    Raises
    ------
    NoEquilibriumError
        When the prices have not settled.
    ValueError
        When with budgets an option on offer starts without a price above 0.
    """
    prices = start.copy()
    asked = buyers.on_offer[incentives.priced]
    decided = incentives.priced[asked]
    in_logs, unit = buyers.law == "budgets", buyers.reference_price
    _refuse_free_options(start, buyers)

    def residual_at(point: Array) -> Array:
        prices[decided] = unit * np.exp(point) if in_logs else point
        return _residual(prices, buyers, incentives)[asked]

    _, residual = root(
        residual_at,
        np.log(start[decided] / unit) if in_logs else start[decided],
        buyers.response[np.ix_(decided, decided)],
        np.full(decided.size, -np.inf if in_logs else 0.0),
        _log_ceiling(incentives, unit)[asked] if in_logs else np.full(decided.size, np.inf),
        is_relative=in_logs,
        tolerance=tolerance,
        memory=memory,
        steps=steps,
    )
    return prices, residual


def price_response(prices: Array, buyers: Buyers, incentives: PricingIncentives) -> Array:
    """Where Newton's step goes for a residual of 1 near some prices, for `Buyers.response`, shape (options, options).

    Options whose price nobody decides answer to nothing but themselves.
    """
    asked = buyers.on_offer[incentives.priced]
    decided = incentives.priced[asked]
    here = price_residual(prices, buyers, incentives)[asked]
    slopes = np.empty((decided.size, decided.size))
    for column, option in enumerate(decided):
        moved = prices.copy()
        moved[option] *= 1.0 + _PROBE
        distance = np.log1p(_PROBE) if buyers.law == "budgets" else moved[option] - prices[option]
        slopes[:, column] = (price_residual(moved, buyers, incentives)[asked] - here) / distance
    response = np.eye(prices.size)
    if decided.size and np.linalg.cond(slopes) < _STABLE:
        response[np.ix_(decided, decided)] = np.linalg.inv(-slopes)
    return response


def _log_ceiling(incentives: PricingIncentives, reference_price: float) -> Array:
    """Log of the highest price that each option may reach, over the reference; infinite where it costs nothing."""
    own = incentives.per_unit[np.arange(incentives.priced.size), :, incentives.priced]
    dearest = -own.min(axis=1)
    return np.log(HIGHEST_MARKUP * dearest / reference_price, out=np.full(dearest.size, np.inf), where=dearest > 0.0)


def implied_elasticity(margin: float, revenue_share: float = 0.0) -> float:
    """Price elasticity, as a positive number, of a seller with the given margin (Lerner's rule).

    Parameters
    ----------
    margin : float
        Price less unit cost, over price.
    revenue_share : float
        Part of the price that the seller passes on.
    """
    return 1.0 / (1.0 - (1.0 - margin) / (1.0 - revenue_share))
