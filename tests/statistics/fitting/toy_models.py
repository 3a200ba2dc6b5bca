"""Models whose fit is known."""

import numpy as np

from sim.statistics.fitting.robust import Problem

MATRIX = np.array([[3.0, 0.0, 1.0], [0.0, 8.0, 2.0], [2.0, -5.0, 0.5], [1.0, 1.0, 9.0], [6.0, 0.0, -4.0]])
PRIOR_MEAN = np.full(3, 0.5)
PRIOR_SD = np.array([0.3, 0.2, 0.4])
NO_BIAS = np.empty((5, 0))


def linear(aim: np.ndarray, bias: np.ndarray = NO_BIAS) -> Problem:
    """A model that is linear in its parameters."""
    return Problem(lambda points: points @ MATRIX.T - aim, PRIOR_MEAN, PRIOR_SD, bias)


def bent(points: np.ndarray) -> np.ndarray:
    """Growth, its fading and a share: six numbers of three parameters, strongly bent."""
    growth, fading, taste = 0.5 + 2 * points[:, 0], 0.1 + 0.9 * points[:, 1], 6 * points[:, 2] - 3
    sizes = [growth * (1 - np.exp(-fading * year)) / fading for year in (1.0, 2.0, 4.0)]
    shares = [taste + slope * growth for slope in (0.0, 0.5, -0.5)]
    return np.column_stack([*sizes, *shares])
