"""When and where an enterprise moves its home cloud (E5), and whether it takes a second one (E49).

Formulas::

    worth_c = horizon gain_c + base_spend (pull_c - switching_cost [c is not home])
    Pr(c) = exp(worth_c / (dispersion base_spend)) / sum over clouds of the same
    E49  Pr(second cloud) = Logit((horizon gain - cost) / dispersion)
"""

import numpy as np
from scipy.special import expit

from sim.arrays import Array, Flags, Integers


def move_utility(
    gain: Array,
    is_home: Flags,
    pull: Array,
    base_spend: Array,
    *,
    horizon: float,
    switching_cost: float,
) -> Array:
    """Value of each cloud as a home, net of moving, bn USD (E5).

    Parameters
    ----------
    gain : array, shape (enterprises, clouds)
        Consumer surplus per month with the cloud as home less that at the present home, bn USD.
    is_home : bool array, shape (enterprises, clouds)
        The present home.
    pull : array, shape (enterprises, clouds)
        Draw of the cloud's owner through its coding environment, months of base spend.
    base_spend : array, shape (enterprises,)
        Base cloud spend, bn USD per month.
    horizon : float
        Months of benefits counted.
    switching_cost : float
        Cost of moving, months of base spend.
    """
    moving = np.where(is_home, 0.0, switching_cost)
    return horizon * gain + base_spend[:, None] * (pull - moving)


def home_probabilities(utility: Array, base_spend: Array, dispersion: float) -> Array:
    """Probability that a reviewing enterprise settles on each cloud (E5).

    Parameters
    ----------
    utility : array, shape (enterprises, clouds)
        Value of each cloud as a home, bn USD.
    base_spend : array, shape (enterprises,)
        Base cloud spend, bn USD per month.
    dispersion : float
        Spread of unobserved reasons, months of base spend.

    Returns
    -------
    array, shape (enterprises, clouds)
        Rows sum to 1.
    """
    scaled = utility / (dispersion * base_spend)[:, None]
    weight = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True)


def draw_home(probabilities: Array, uniform: Array) -> Integers:
    """Pick a cloud for each row by inverting its distribution at `uniform`."""
    reached = probabilities.cumsum(axis=1) > uniform[:, None]
    return np.where(reached.any(axis=1), reached.argmax(axis=1), probabilities.shape[1] - 1)


def second_cloud_probability(gain: Array, *, horizon: float, cost: Array, dispersion: Array) -> Array:
    """Probability that an enterprise with one cloud, which reviews this, takes a second one (E49).

    Parameters
    ----------
    gain : array, shape (enterprises,)
        Consumer surplus per month with the second cloud less that without it, bn USD.
    horizon : float
        Months of benefits counted.
    cost, dispersion : array, shape (enterprises,)
        Cost of a second cloud, and spread of unobserved reasons, bn USD.
    """
    return np.asarray(expit((horizon * gain - cost) / dispersion))
