"""How the market grows: diffusion, budgets and new work (E37, E41 to E43).

Formulas::

    E37  left = (1 - adopted) / (innovation + imitation adopted) exp(-(innovation + imitation) years)
         next adopted = (1 - innovation left) / (1 + imitation left)
    E41  an enterprise buys from the month in which the curve of its segment reaches its draw
    E42  B(t) = B(0) exp(growth (1 - exp(-fading t)) / fading), t in years; fading 0: exp(growth t)
    E43  a workload slot is new work with probability new_work (1 - b(t - 1) / b(t)), and has no incumbent then
"""

import numpy as np
from scipy.special import exprel

from sim.arrays import Array, Flags, Integers


def next_adoption(adopted: float, innovation: float, imitation: float, years: float = 1.0 / 12.0) -> float:
    """Adopted share after a step of the Bass curve, without discretisation error (E37).

    Parameters
    ----------
    adopted : float
        Share adopted now, 0 to 1.
    innovation, imitation : float
        Coefficients p > 0 and q >= 0, per year.
    years : float
        Length of the step.
    """
    left = (1.0 - adopted) / (innovation + imitation * adopted) * np.exp(-(innovation + imitation) * years)
    return float((1.0 - innovation * left) / (1.0 + imitation * left))


def stratified_draws(order: Integers, uniform: Array) -> Array:
    """Draws between 0 and 1 of which each of equally wide strata holds one, so that few firms follow a curve closely.

    Parameters
    ----------
    order : int array, shape (enterprises,)
        A permutation of 0 to enterprises - 1: the stratum of each enterprise.
    uniform : array, shape (enterprises,)
        Uniform draws that place each enterprise within its stratum.
    """
    return (order + uniform) / order.size


def has_adopted(curve: Array, segment: Integers, draw: Array) -> Flags:
    """Enterprises that buy AI: those whose draw the curve of their segment has reached (E41).

    Parameters
    ----------
    curve : array, shape (segments,)
        Share of each segment that has adopted.
    segment : int array, shape (enterprises,)
        Segment of each enterprise.
    draw : array, shape (enterprises,)
        Uniform draws of the segment's enterprises (`stratified_draws`).
    """
    return np.asarray(draw < curve[segment])


def budget(start: float | Array, growth: float | Array, fading: float, years: float | Array) -> Array:
    """Budget of a task after some years, in the unit of `start` (E42).

    Parameters
    ----------
    start : float or array
        Budget at the start.
    growth : float or array
        Growth at first, log points per year.
    fading : float
        Rate at which growth fades, per year; with 0 it does not.
    years : float or array
        Years since the start.
    """
    span = np.asarray(years, dtype=float)
    return np.asarray(start * np.exp(growth * span * exprel(-fading * span)))


def new_work_probability(before: float | Array, now: float | Array, new_work: float) -> Array:
    """Probability that a workload slot is new work this month; 0 where the budget has not grown (E43).

    Parameters
    ----------
    before, now : float or array
        Budget last month, and this month; what is 0 stays 0.
    new_work : float
        Part of growth that is new work (nu), 0 to 1.
    """
    grown = np.asarray(now, dtype=float) > before
    return np.asarray(new_work * np.where(grown, 1.0 - np.asarray(before) / np.where(grown, now, 1.0), 0.0))
