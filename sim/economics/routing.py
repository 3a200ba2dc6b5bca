"""How an app spreads its requests over the models it may use (E7, E56) and what that gives its users (E8).

Formulas::

    E7   shares over models = allocation of E2 with v_m = quality_m - price_weight wholesale price_m
    E56  they maximise sum_m z_m v_m + dispersion H(z) - 1/2 concentration_cost sum_m z_m^2
         quality of the app = sum_m z_m quality_m + dispersion H(z),  H(z) = -sum_m z_m ln z_m
    E8   bonus of a user = bonus sum over surfaces of weight [uses it] - penalty without the suite
"""

import numpy as np
from scipy.special import entr

from sim.arrays import Array
from sim.economics.allocation import allocate


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
