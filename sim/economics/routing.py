"""How an app spreads its requests over the models it may use (E7, E56) and what that gives its users (E8).

Formulas::

    E7   shares over models = allocation of E2 with v_m = quality_m - price_weight wholesale price_m
    E56  they maximise sum_m z_m v_m + dispersion H(z) - 1/2 concentration_cost sum_m z_m^2
         quality of the app Q = sum_m z_m quality_m + dispersion H(z),  H(z) = -sum_m z_m ln z_m
         price_weight = slope of what a price takes from utility, at the unit cost sum_m z_m wholesale price_m:
         the sensitivity where buyers have volumes (E1), sensitivity / cost where they have budgets (E44)
    E8   bonus of a user = bonus sum over surfaces of weight [uses it] - penalty without the suite
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import entr

from sim.arrays import Array
from sim.economics.allocation import allocate
from sim.economics.pricing import DemandLaw

# How narrowly the log of the weight of cost is searched for, and from how many places.
_NARROW, _WEIGHTS = 1e-10, 13


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
class PriceEffect:
    """What a price takes from the utility of an app's buyers (E1, E44).

    Attributes
    ----------
    sensitivity : float
        Utils per USD per Mtok, or with budgets per log point of the price.
    law : {"volumes", "budgets"}
        What buyers have given.
    """

    sensitivity: float
    law: DemandLaw

    def of(self, cost: float, cheapest: float) -> float:
        """Utils that a price in proportion to a cost takes, against one in proportion to the cheapest model's."""
        if self.law == "budgets":
            return self.sensitivity * math.log(cost / cheapest)
        return self.sensitivity * (cost - cheapest)


def most_profitable_routing(
    route: Callable[[float], Array],
    quality: Array,
    wholesale_price: Array,
    effect: PriceEffect,
    dispersion: float,
    concentration_cost: float,
) -> Array:
    """Spread requests such that the app earns most, as far as a rule of routing reaches that (E56).

    What an app earns at a given markup rises with its quality less what its price takes, and its price with its cost:
    with volumes price = cost + markup, with budgets price = cost x markup. So its owner weighs cost by the slope of
    that effect at the cost it comes to, looks at every weight that is right for itself, and uses one model alone
    where that is better. With the rule of `cost_quality_routing` and no concentration cost nothing earns more, so that
    one more model never lowers what the app earns.

    Parameters
    ----------
    route : callable
        Shares of requests given the weight of cost, in utils per USD per Mtok.
    quality, wholesale_price : array, shape (models,)
        As for `cost_quality_routing`; with budgets prices are above 0.
    effect : PriceEffect
        What a price takes from buyers.
    dispersion, concentration_cost : float
        As for `cost_quality_routing`.

    Returns
    -------
    array, shape (models,)
        Shares of requests; they sum to 1.
    """
    if quality.size == 1:
        return np.ones(1)
    cheapest = float(wholesale_price.min())
    candidates = [*np.eye(quality.size)]
    if effect.law == "volumes":
        candidates.append(route(effect.sensitivity))
    else:
        candidates += _routings_at_their_own_cost(route, wholesale_price, effect.sensitivity)

    def worth(shares: Array) -> float:
        felt = routed_quality(quality, shares, dispersion) - 0.5 * concentration_cost * float(shares @ shares)
        return felt - effect.of(float(shares @ wholesale_price), cheapest)

    return candidates[int(np.argmax([worth(shares) for shares in candidates]))]


def _routings_at_their_own_cost(
    route: Callable[[float], Array], wholesale_price: Array, sensitivity: float
) -> list[Array]:
    """Return every routing whose weight of cost is the sensitivity over the unit cost that it comes to."""
    from scipy.optimize import brentq  # slow to import, and needed only where an app has several models

    cheapest, dearest = float(wholesale_price.min()), float(wholesale_price.max())

    def routed(log_weight: float) -> Array:  # of a price as high as the cheapest model's
        return route(math.exp(log_weight) / cheapest)

    def excess(log_weight: float) -> float:
        return log_weight - math.log(sensitivity * cheapest / float(routed(log_weight) @ wholesale_price))

    highest = math.log(sensitivity)
    lowest = highest - math.log(dearest / cheapest)
    weights = np.linspace(lowest - _NARROW, highest + _NARROW, _WEIGHTS).tolist()
    found = [excess(weight) for weight in weights]
    own = [
        float(brentq(excess, low, high, xtol=_NARROW))
        for low, high, before, after in zip(weights, weights[1:], found, found[1:], strict=False)
        if before < 0.0 <= after
    ]
    return [routed(weight + step) for weight in own for step in (-_NARROW, _NARROW)]


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
