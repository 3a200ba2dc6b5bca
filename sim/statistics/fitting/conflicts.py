"""Observations that the model cannot meet, and pairs of which it can meet only one."""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Array

LEAST_EXPECTED = 5.0
"""Points that would meet both observations of a pair if these had nothing to do with each other. With fewer, that none
does says nothing."""


@dataclass(frozen=True)
class Conflict:
    """Two observations that are met alone and never together.

    Attributes
    ----------
    first, second : int
        Numbers of the observations.
    met_first, met_second : int
        Points that meet one of them.
    expected : float
        Points that would meet both if they had nothing to do with each other.
    nearest : float
        The smaller it is, the closer it gets: the larger of the two misses where that is smallest, in tolerances.
    """

    first: int
    second: int
    met_first: int
    met_second: int
    expected: float
    nearest: float


def never_met(misses: Array) -> list[int]:
    """Return the numbers of the observations that no point meets, shape of misses (points, observations)."""
    return np.flatnonzero(~(np.abs(misses) <= 1).any(axis=0)).tolist()


def conflicts(misses: Array) -> list[Conflict]:
    """Return the pairs that are never met together, the surest first.

    Parameters
    ----------
    misses : array, shape (points, observations)
        In tolerances, at points all over the space of parameters; where a point is emulated, less what the emulator
        may be wrong by, so that no pair is blamed for the emulator's errors.
    """
    size = np.abs(misses)
    met = (size <= 1).astype(float)
    together, alone = met.T @ met, met.sum(axis=0)
    expected = np.outer(alone, alone) / max(1, len(met))
    first, second = np.nonzero(np.triu((together == 0) & (expected >= LEAST_EXPECTED), k=1))
    found = [pair(misses, int(i), int(j)) for i, j in zip(first, second, strict=True)]
    return sorted(found, key=lambda one: (-one.expected, one.first, one.second))


def pair(misses: Array, first: int, second: int) -> Conflict:
    """Return how often two observations are met alone, and how close any point comes to both."""
    size = np.abs(misses[:, [first, second]])
    alone = (size <= 1).sum(axis=0)
    expected = float(alone[0] * alone[1]) / max(1, len(size))
    nearest = float(np.nanmin(size.max(axis=1)))
    return Conflict(first, second, int(alone[0]), int(alone[1]), expected, nearest)
