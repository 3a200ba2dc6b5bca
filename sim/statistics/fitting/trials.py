"""Points at which a model was run."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array


@dataclass(frozen=True)
class Trials:
    """Points and what the model said there, in the order in which they were run.

    Attributes
    ----------
    stages : tuple of str
        For what each was run.
    points : array, shape (trials, parameters)
        In coordinates from 0 to 1.
    residuals : array, shape (trials, observations)
        In standard errors, mean over seeds; NaN where a run failed.
    variance : array, shape (trials, observations)
        Of the mean residual over seeds.
    """

    stages: tuple[str, ...]
    points: Array
    residuals: Array
    variance: Array

    @classmethod
    def none(cls, parameters: int, observations: int) -> "Trials":
        """Return no trials."""
        return cls((), np.empty((0, parameters)), np.empty((0, observations)), np.empty((0, observations)))

    def with_more(self, stage: str, points: Array, residuals: Array, variance: Array) -> "Trials":
        """Return these trials and some more of one stage."""
        return Trials(
            self.stages + (stage,) * len(points),
            np.vstack([self.points, points]),
            np.vstack([self.residuals, residuals]),
            np.vstack([self.variance, variance]),
        )

    def of_observations(self, chosen: NDArray[np.bool_]) -> "Trials":
        """Return the same trials with some of the observations."""
        return Trials(self.stages, self.points, self.residuals[:, chosen], self.variance[:, chosen])
