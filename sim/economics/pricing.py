"""Bertrand-Nash prices on the split matrix (E10), and the elasticity that a margin implies.

Formulas::

    0 = earned_j D_j + sum_l (per_price_l p_l + per_unit_l) dD_l/dp_j   for every price p_j that somebody decides
    residual_j = that condition / (earned_j |own response of D_j|), in USD per Mtok
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.economics.allocation import demand_sums

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Buyers:
    """The long-run demand on which prices are set: rows of buyers, each in a group that shares its cells.

    Attributes
    ----------
    utility : array, shape (buyers, options)
        Utility without the price; ``-inf`` where an option is not on offer. Option 0 is doing without AI.
    price_sensitivity, volume, concentration : array, shape (buyers,)
        Utils per USD per Mtok; Qt per month; utils.
    group : int array, shape (buyers,)
        Group of each buyer.
    groups : int
        Number of groups.
    guess : array, shape (buyers, options)
        Log shares of the last evaluation, from which the next one starts; it changes speed, not results.
    """

    utility: Array
    price_sensitivity: Array
    volume: Array
    concentration: Array
    group: Integers
    groups: int
    guess: Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "guess", np.full_like(self.utility, np.nan))


@dataclass(frozen=True)
class PricingIncentives:
    """What each priced option earns its decider, from every option, per group (E9 read by the decider of E10).

    Attributes
    ----------
    priced : int array, shape (priced,)
        Options whose price is decided; all others keep theirs.
    own_per_price : array, shape (priced, groups)
        Part of the option's own price that its decider receives.
    per_price, per_unit : array, shape (priced, groups, options)
        What the decider of the priced option receives from each option, silent stakes included: per USD of its price,
        and in USD per Mtok.
    """

    priced: Integers
    own_per_price: Array
    per_price: Array
    per_unit: Array


class NoEquilibriumError(RuntimeError):
    """Prices did not settle."""


def long_run_demand(prices: Array, buyers: Buyers) -> Array:
    """Volume that buyers would use in the long run, shape (groups, options), Qt per month."""
    return _sums(prices, buyers)[0]


def deciders_profit(prices: Array, buyers: Buyers, incentives: PricingIncentives) -> Array:
    """What the decider of each priced option earns in all at some prices, shape (priced,), bn USD per month."""
    demand = long_run_demand(prices, buyers)
    margin = incentives.per_price * prices + incentives.per_unit
    return np.einsum("jgl,gl->j", margin[:, :, 1:], demand[:, 1:])


def _sums(prices: Array, buyers: Buyers) -> tuple[Array, Array, Array]:
    """Demand and its price derivatives by group."""
    sums: tuple[Array, Array, Array] = demand_sums(
        prices,
        buyers.utility,
        buyers.price_sensitivity,
        buyers.volume,
        buyers.concentration,
        buyers.group,
        buyers.groups,
        buyers.guess,
    )
    return sums


def price_residual(prices: Array, buyers: Buyers, incentives: PricingIncentives) -> Array:
    """Distance of each decided price from its first-order condition (E10).

    The condition is divided by the option's own price response, so that the residual is in USD per Mtok and does not
    vanish where demand does.

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
    demand, own_slope, cross_slope = _sums(prices, buyers)
    priced = incentives.priced
    own_earnings = incentives.own_per_price
    margin = incentives.per_price * prices + incentives.per_unit
    diagonal = own_slope[:, priced].T
    own_margin = margin[np.arange(priced.size), :, priced]
    diversion = np.einsum("jgl,glj->j", margin, cross_slope[:, :, priced])
    condition = (own_earnings * demand[:, priced].T).sum(1) - (own_margin * diagonal).sum(1) + diversion
    own_response = diagonal - cross_slope[:, priced, priced].T
    steepness = (own_earnings * own_response).sum(1)
    sold = steepness > 0.0
    scaled = condition / np.where(sold, steepness, 1.0)
    # At an absurd price demand vanishes altogether, and with it the condition: such a price has to come down.
    on_offer = np.isfinite(buyers.utility[:, priced]).any(axis=0)
    return np.where(sold, scaled, np.where(on_offer, -0.5 * np.abs(prices[priced]), 0.0))


def nash_prices(
    start: Array,
    buyers: Buyers,
    incentives: PricingIncentives,
    *,
    tolerance: float = 1e-9,
    memory: int = 6,
    steps: int = 500,
) -> tuple[Array, float]:
    """Solve for prices from which no decider wants to move (E10).

    Damped fixed-point steps on the scaled conditions, accelerated over the last few steps (Anderson mixing).

    Parameters
    ----------
    start : array, shape (options,)
        First guess, and the prices of options that nobody decides.
    buyers : Buyers
        Long-run demand.
    incentives : PricingIncentives
        What deciders earn.
    tolerance : float
        Largest residual accepted, USD per Mtok.
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
    """
    prices = start.copy()

    def residual_at(decided: Array) -> Array:
        prices[incentives.priced] = decided
        return price_residual(prices, buyers, incentives)

    decided, residual = _settle(residual_at, start[incentives.priced], tolerance, memory, steps)
    prices[incentives.priced] = decided
    return prices, residual


def _settle(
    residual_at: Callable[[Array], Array], start: Array, tolerance: float, memory: int, steps: int
) -> tuple[Array, float]:
    """Find a root of the residual by Anderson mixing, restarting when a step makes things much worse."""
    point = start.copy()
    residual = residual_at(point)
    moves: list[Array] = []
    changes: list[Array] = []
    for _ in range(steps):
        size = float(np.max(np.abs(residual), initial=0.0))
        if size <= tolerance:
            return point, size
        step = residual
        if changes:
            basis = np.array(changes).T
            weights, *_ = np.linalg.lstsq(basis, residual, rcond=1e-12)
            step = residual - (np.array(moves).T + basis) @ weights
        farthest = np.maximum(5.0, 0.5 * np.abs(point))
        candidate = point + np.clip(step, -farthest, farthest)
        candidate_residual = residual_at(candidate)
        if changes and float(np.max(np.abs(candidate_residual))) > 2.0 * size:
            moves, changes = [], []
            candidate = point + np.clip(residual, -farthest, farthest)
            candidate_residual = residual_at(candidate)
        moves.append(candidate - point)
        changes.append(candidate_residual - residual)
        moves, changes = moves[-memory:], changes[-memory:]
        point, residual = candidate, candidate_residual
    raise NoEquilibriumError(f"prices did not settle in {steps} steps; largest residual {size:.2g} USD per Mtok")


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
