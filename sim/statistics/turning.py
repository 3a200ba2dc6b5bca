"""The month in which the sign of a difference turns."""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Array
from sim.statistics.intervals import mean, t_interval


@dataclass(frozen=True)
class Turn:
    """A difference that has one sign up to a month and the other from then on.

    Attributes
    ----------
    month : int
        First month, counted from the start, of the later part.
    before, after : float
        What the difference adds up to in both parts, mean over seeds.
    """

    month: int
    before: float
    after: float


def turn(differences: Array) -> Turn | None:
    """Return where a paired difference turns its sign for good; None where it does not, or seeds leave it open.

    The months are parted where the running total is farthest from both its ends on one side; both parts must have an
    interval of their total (Student's t, 95 %) that leaves out zero.

    Parameters
    ----------
    differences : array, shape (months, seeds)
        Other less base.
    """
    months, seeds = differences.shape
    if months < 2 or seeds < 2:
        return None
    running = np.cumsum(mean(differences))
    found = [_parts(differences, int(month) + 1) for month in {np.argmin(running), np.argmax(running)}]
    turns = [one for one in found if one is not None]
    return max(turns, key=lambda one: min(abs(one.before), abs(one.after)), default=None)


def _parts(differences: Array, month: int) -> Turn | None:
    if not 0 < month < len(differences):
        return None
    totals = np.array([differences[:month].sum(axis=0), differences[month:].sum(axis=0)])
    low, high = t_interval(totals)
    clear = (low > 0) | (high < 0)
    before, after = mean(totals)
    return Turn(month, float(before), float(after)) if clear.all() and before * after < 0 else None
