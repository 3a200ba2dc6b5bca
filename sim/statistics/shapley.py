"""How a difference is shared out among its causes: Shapley values, exact or sampled, and interactions of pairs.

A set of causes is a number whose bits say which are in it: 0 is none, 2^k - 1 all of k causes.
"""

from collections.abc import Mapping
from itertools import combinations
from math import factorial

import numpy as np

from sim.arrays import Array, Integers


def all_sets(causes: int) -> list[int]:
    """Return every set of some causes."""
    return list(range(1 << causes))


def shapley(values: Mapping[int, Array], causes: int) -> Array:
    """Share out the value of all causes less that of none: the mean of what each adds, over all orders.

    Parameters
    ----------
    values : mapping of int to array
        Value of every set.
    causes : int
        How many there are.

    Returns
    -------
    array, shape (causes, ...)
        Shares; they sum to the value of all less that of none.
    """
    shares = []
    for cause in range(causes):
        bit, share = 1 << cause, np.zeros_like(values[0])
        for one in all_sets(causes):
            if not one & bit:
                share = share + _weight(one.bit_count(), causes) * (values[one | bit] - values[one])
        shares.append(share)
    return np.array(shares)


def _weight(before: int, causes: int) -> float:
    """Part of all orders in which a given set comes before a cause."""
    return factorial(before) * factorial(causes - before - 1) / factorial(causes)


def interactions(values: Mapping[int, Array], causes: int) -> dict[tuple[int, int], Array]:
    """What each pair of causes does together beyond what both do alone (Grabisch and Roubens 1999).

    Parameters
    ----------
    values, causes
        As for `shapley`.
    """
    found = {}
    for first, second in combinations(range(causes), 2):
        one, other, total = 1 << first, 1 << second, np.zeros_like(values[0])
        for rest in all_sets(causes):
            if not rest & (one | other):
                together = values[rest | one | other] - values[rest | one] - values[rest | other] + values[rest]
                total = total + _weight(rest.bit_count(), causes - 1) * together
        found[first, second] = total
    return found


def orders(causes: int, pairs: int, rng: np.random.Generator) -> Integers:
    """Draw orders of causes, each followed by its reverse, shape (2 pairs, causes)."""
    drawn = [rng.permutation(causes) for _ in range(pairs)]
    return np.array([order for one in drawn for order in (one, one[::-1])], dtype=np.int64)


def sets_of(drawn: Integers) -> list[int]:
    """Return the sets that some orders pass through, each once, none and all first."""
    causes = drawn.shape[1]
    passed = {0: None, (1 << causes) - 1: None}
    for order in drawn:
        passed.update(dict.fromkeys(_passed(order)))
    return list(passed)


def _passed(order: Integers) -> list[int]:
    """Return the sets that one order passes through, none first."""
    return [0, *np.cumsum(1 << order).tolist()]


def sampled_shapley(values: Mapping[int, Array], drawn: Integers) -> tuple[Array, Array]:
    """Share out a value as `shapley` does, from some orders.

    Parameters
    ----------
    values : mapping of int to array, shape (seeds,)
        Value of every set of `sets_of`.
    drawn : int array, shape (orders, causes)
        What `orders` has drawn.

    Returns
    -------
    shares : array, shape (causes, seeds)
        They sum to the value of all less that of none.
    error : array, shape (causes,)
        Standard error of the mean share over seeds that is left by drawing orders; NaN with one pair.
    """
    added = np.zeros((len(drawn), drawn.shape[1], *np.shape(values[0])))
    for place, order in enumerate(drawn):
        passed = _passed(order)
        for step, cause in enumerate(order):
            added[place, cause] = values[passed[step + 1]] - values[passed[step]]
    pairs = added.reshape(-1, 2, *added.shape[1:]).mean(axis=(1, 3))
    error = pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs)) if len(pairs) > 1 else np.full(drawn.shape[1], np.nan)
    return added.mean(axis=0), error
