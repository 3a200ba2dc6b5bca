"""What is believed of parameters before any data."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array

UNIFORM_SD = float(1 / np.sqrt(12))


@dataclass(frozen=True)
class Prior:
    """Independent priors in coordinates from 0 to 1: uniform, or normal and cut at the ends.

    Attributes
    ----------
    mean, sd : array, shape (parameters,)
        Of the normal; of a uniform one 1/2 and 1/sqrt(12).
    is_uniform : array of bool, shape (parameters,)
        Which are uniform.
    """

    mean: Array
    sd: Array
    is_uniform: NDArray[np.bool_]

    @classmethod
    def uniform(cls, parameters: int) -> "Prior":
        """Return uniform priors."""
        return cls(np.full(parameters, 0.5), np.full(parameters, UNIFORM_SD), np.ones(parameters, dtype=bool))

    def log_density(self, points: Array) -> Array:
        """Return the logarithm of the density up to a constant, shape (points,); points lie in the unit cube."""
        distance = np.where(self.is_uniform, 0.0, (points - self.mean) / self.sd)
        density: Array = -0.5 * np.sum(distance**2, axis=1)
        return density
