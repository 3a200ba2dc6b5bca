"""History matching: what can be ruled out, given what stands in for the model (Craig et al. 1997)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array
from sim.statistics.fitting.gaussian_process import GaussianProcess, fit_process

IMPLAUSIBLE = 3.0
"""Standard deviations beyond which a point is ruled out (three-sigma rule of Pukelsheim 1994)."""
_AT_ONCE = 2048


@dataclass(frozen=True)
class Emulator:
    """One process for each residual.

    Attributes
    ----------
    processes : sequence of GaussianProcess
        In the order of the observations.
    """

    processes: Sequence[GaussianProcess]

    @classmethod
    def of(cls, points: Array, residuals: Array) -> "Emulator":
        """Return the emulator of residuals at points, shapes (points, parameters) and (points, observations)."""
        return cls([fit_process(points, column) for column in residuals.T])

    def predict(self, places: Array) -> tuple[Array, Array]:
        """Return mean and variance of the residuals, shape (places, observations) each."""
        parts = [places[start : start + _AT_ONCE] for start in range(0, len(places), _AT_ONCE)]
        found = [[process.predict(part) for process in self.processes] for part in parts]
        mean, variance = (np.vstack([np.column_stack([pair[i] for pair in part]) for part in found]) for i in (0, 1))
        return mean, variance


def implausibility(mean: Array, variance: Array, error_variance: Array) -> Array:
    """Return the largest distance of each place from what was observed, in standard deviations, shape (places,).

    Parameters
    ----------
    mean, variance : array, shape (places, observations)
        Of the residuals, as emulated.
    error_variance : array, shape (observations,)
        Of observation, model discrepancy, bias of the survey, and noise over seeds together.
    """
    distance: Array = np.abs(mean) / np.sqrt(variance + error_variance)
    return distance.max(axis=1)


def spread_out(places: Array, count: int) -> NDArray[np.int_]:
    """Return the numbers of places that lie far from each other, beginning with the first one.

    Parameters
    ----------
    places : array, shape (places, parameters)
        Choices.
    count : int
        How many to choose, at most; places that repeat a chosen one are left out.
    """
    if not len(places) or count < 1:
        return np.empty(0, dtype=int)
    chosen = [0]
    nearest = np.sum((places - places[0]) ** 2, axis=1)
    while len(chosen) < count and nearest.max() > 0:
        chosen.append(int(np.argmax(nearest)))
        nearest = np.minimum(nearest, np.sum((places - places[chosen[-1]]) ** 2, axis=1))
    return np.array(chosen)
