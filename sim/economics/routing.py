"""How an app spreads its requests over the models it may use (E7, E56) and what that gives its users (E8).

Formulas::

    E7   shares over models = allocation of E2 with v_m = quality_m - price_weight wholesale price_m
    E56  they maximise sum_m z_m v_m + dispersion H(z) - 1/2 concentration_cost sum_m z_m^2
         quality of the app Q = sum_m z_m quality_m + dispersion H(z),  H(z) = -sum_m z_m ln z_m
         price_weight = 1 / ((1 - s) (price - cost)),  cost = sum_m z_m wholesale price_m,  s = logit(Q - alternative)
         There s (price - cost) is largest: what the app earns at its price, whether its buyers have volumes or budgets
    E8   bonus of a user = bonus sum over surfaces of weight [uses it] - penalty without the suite
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import entr, log_expit

from sim.arrays import Array
from sim.economics.allocation import allocate

# A margin, in USD per Mtok, that is none, and how narrowly the log of the weight of cost is searched for.
_NOTHING, _NARROW = 1e-300, 1e-10


def cost_quality_routing(
    quality: Array, wholesale_price: Array, price_weight: float, dispersion: float, concentration_cost: float
) -> Array:
    """Spread requests by quality and cost, with a dislike of depending on one model (E7, E56).

    Parameters
    ----------
    quality : array, shape (models,)
        Quality of each licensed model on the app's task, utils; ``-inf`` where it cannot be had.
    wholesale_price : array, shape (models,)
        What the app pays per Mtok.
    price_weight : float
        Quality given up per USD per Mtok saved.
    dispersion, concentration_cost : float
        Spread of needs (mu_R) and dislike of depending on one model (gamma_D, the owner's insurance), utils.

    Returns
    -------
    array, shape (models,)
        Shares of requests; they sum to 1.
    """
    net = (quality - price_weight * wholesale_price) / dispersion
    with_outside = np.concatenate(([-np.inf], net))[None, :]
    shares, _ = allocate(with_outside, 1.0, np.array([concentration_cost / dispersion]))
    routed: Array = shares[0, 1:]
    return routed


def single_source_routing(
    quality: Array, wholesale_price: Array, price_weight: float, dispersion: float, concentration_cost: float
) -> Array:
    """Send every request to the one model that is best for its cost (E7 without a router)."""
    del dispersion, concentration_cost
    shares = np.zeros_like(quality)
    shares[int(np.argmax(quality - price_weight * wholesale_price))] = 1.0
    return shares


def routed_quality(quality: Array, shares: Array, dispersion: float) -> float:
    """Quality of an app that sends each request to the model that suits it, utils (E56).

    Parameters
    ----------
    quality : array, shape (models,)
        Quality of each model on the app's task, utils; not read where no request goes.
    shares : array, shape (models,)
        Shares of requests.
    dispersion : float
        Spread of needs (mu_R), utils: the value of matching requests and models.
    """
    used = shares > 0.0
    return float(shares[used] @ quality[used] + dispersion * entr(shares).sum())


@dataclass(frozen=True)
class AppMarket:
    """What an app knows of its buyers when it routes their requests.

    Attributes
    ----------
    price : float
        Its price, USD per Mtok.
    alternative : float
        Quality at which half of its buyers would take the app at that price, utils.
    """

    price: float
    alternative: float

    def log_profit(self, quality: float, unit_cost: float) -> float:
        """Log of what a unit of the market earns the app, up to a constant; minus infinity where it earns nothing."""
        margin = 1.0 - unit_cost / self.price
        return float(log_expit(quality - self.alternative)) + math.log(margin) if margin > 0.0 else -math.inf


def most_profitable_routing(
    route: Callable[[float], Array],
    quality: Array,
    wholesale_price: Array,
    market: AppMarket,
    dispersion: float,
    concentration_cost: float,
) -> Array:
    """Spread requests such that the app earns most, as far as a rule of routing reaches that (E56).

    The owner looks for the weight of cost that is right at its own price, and uses one model alone where that earns
    more. With the rule of `cost_quality_routing` and without concentration cost nothing earns more, so that one more
    model never lowers what the app earns.

    Parameters
    ----------
    route : callable
        Shares of requests given the weight of cost, in utils per USD per Mtok.
    quality, wholesale_price : array, shape (models,)
        As for `cost_quality_routing`.
    market : AppMarket
        Price and buyers of the app; the price must be above that of the cheapest model.
    dispersion, concentration_cost : float
        As for `cost_quality_routing`.

    Returns
    -------
    array, shape (models,)
        Shares of requests; they sum to 1.
    """
    if quality.size == 1:
        return np.ones(1)

    def felt(shares: Array) -> float:
        return routed_quality(quality, shares, dispersion) - 0.5 * concentration_cost * float(shares @ shares)

    def routed(log_weight: float) -> Array:  # of a price as high as the app's own
        return route(math.exp(log_weight) / market.price)

    def excess(log_weight: float) -> float:
        shares = routed(log_weight)
        margin = 1.0 - float(shares @ wholesale_price) / market.price
        return log_weight + float(log_expit(market.alternative - felt(shares))) + math.log(max(margin, _NOTHING))

    from scipy.optimize import brentq  # slow to import, and needed only where an app has several models

    low, high = 0.0, 1.0
    while excess(high) < 0.0:
        low, high = high, 2.0 * high - low
    found = float(brentq(excess, low, high, xtol=_NARROW)) if excess(low) < 0.0 else low
    candidates = [routed(found + step) for step in (-_NARROW, _NARROW)]
    candidates += [*np.eye(quality.size)]
    earned = [market.log_profit(felt(shares), float(shares @ wholesale_price)) for shares in candidates]
    return candidates[int(np.argmax(earned))]


def integration_bonus(bonus: float, surface_weight: Array, uses: Array, penalty: Array) -> Array:
    """What an app gains from standing where its users already are (E8).

    Parameters
    ----------
    bonus : float
        Bonus of a user of every surface, utils.
    surface_weight : array, shape (surfaces,)
        Weight of each surface.
    uses : bool array, shape (users, surfaces)
        Who uses which surface.
    penalty : array, shape (users,)
        Utility lost for want of the suite.

    Returns
    -------
    array, shape (users,)
        Utils.
    """
    return bonus * (uses @ surface_weight) - penalty
