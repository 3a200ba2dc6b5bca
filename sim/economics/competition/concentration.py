"""How concentrated control is, and by how much a merger concentrates it (E34, E38).

Formulas::

    E38  index = sum over owners of (100 share)^2
    E34  rise of the index when a and b merge = 2 (100 share_a) (100 share_b)
    modified index = sum over owners a, b of weight_ab (100 share_a) (100 share_b),  weight_ab the stake of a in b
"""

import numpy as np

from sim.arrays import Array


def herfindahl(shares: Array) -> float:
    """Sum of squared shares in percentage points: 10 000 for one owner.

    Parameters
    ----------
    shares : array
        Any non-negative weights; they are scaled to sum to 100. All zero gives 0.
    """
    total = float(np.sum(shares))
    return float(np.sum((100.0 * np.asarray(shares) / total) ** 2)) if total > 0 else 0.0


def merger_increase(shares: Array, first: int, second: int) -> float:
    """Rise of the Herfindahl index when two owners become one."""
    percent = 100.0 * np.asarray(shares, dtype=float) / float(np.sum(shares))
    return float(2.0 * percent[first] * percent[second])


def modified_herfindahl(shares: Array, weight: Array) -> float:
    """Herfindahl index in which silent stakes count (O'Brien and Salop 2000).

    Parameters
    ----------
    shares : array, shape (owners,)
        As for `herfindahl`.
    weight : array, shape (owners, owners)
        What a dollar of the second owner's profit is worth to the first: 1 on the diagonal, elsewhere its stake.
    """
    total = float(np.sum(shares))
    percent = 100.0 * np.asarray(shares, dtype=float) / total if total > 0.0 else np.zeros(len(shares))
    return float(percent @ weight @ percent)
