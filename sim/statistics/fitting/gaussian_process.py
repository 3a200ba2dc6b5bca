"""A Gaussian process: what a model would say at points where it was not run, and how sure that is.

Linear mean, squared-exponential covariance with a length for each parameter, and a nugget for noise (Rasmussen and
Williams 2006, chapters 2 and 5). Lengths, signal and nugget maximise the marginal likelihood.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.optimize import minimize

from sim.arrays import Array

MOST_POINTS_FOR_LENGTHS = 160
"""Points on which lengths are estimated; the process itself rests on all."""
_LENGTHS = (0.1, 10.0)
_SIGNAL = (1e-2, 10.0)
_NUGGET = (1e-4, 1.0)
_RIDGE = 1e-6


@dataclass(frozen=True)
class GaussianProcess:
    """A fitted process.

    Attributes
    ----------
    points : array, shape (points, parameters)
        Where the model was run, in coordinates from 0 to 1.
    coefficients : array, shape (1 + parameters,)
        Of the linear mean.
    lengths : array, shape (parameters,)
        Over which the deviation from the mean changes.
    signal, nugget : float
        Variances of the deviation and of the noise.
    factor : array, shape (points, points)
        Lower Cholesky factor of the covariance of what was found at the points.
    solved : array, shape (points,)
        Inverse covariance times deviations from the linear mean.
    """

    points: Array
    coefficients: Array
    lengths: Array
    signal: float
    nugget: float
    factor: Array
    solved: Array

    def predict(self, places: Array) -> tuple[Array, Array]:
        """Return the mean and the variance of the noise-free value.

        Parameters
        ----------
        places : array, shape (places, parameters)
            In coordinates from 0 to 1.

        Returns
        -------
        mean, variance : array, shape (places,)
        """
        cross = self.signal * _correlation(places, self.points, self.lengths)
        mean = _with_one(places) @ self.coefficients + cross @ self.solved
        half = solve_triangular(self.factor, cross.T, lower=True)
        return mean, np.maximum(self.signal - np.sum(half**2, axis=0), 0.0)


def fit_process(points: Array, values: Array) -> GaussianProcess:
    """Return the process that fits best.

    Parameters
    ----------
    points : array, shape (points, parameters)
        Where the model was run, in coordinates from 0 to 1; more than there are parameters.
    values : array, shape (points,)
        What it said.
    """
    mean = _with_one(points)
    ridge = _RIDGE * np.eye(mean.shape[1])
    coefficients = np.linalg.solve(mean.T @ mean + ridge, mean.T @ values)
    deviations = values - mean @ coefficients
    scale = float(np.std(deviations)) or 1.0
    stride = -(-len(points) // MOST_POINTS_FOR_LENGTHS)
    found = _most_likely(points[::stride], deviations[::stride] / scale)
    lengths, signal, nugget = found[:-2], float(found[-2]) * scale**2, float(found[-1]) * scale**2
    covariance = signal * _correlation(points, points, lengths) + nugget * np.eye(len(points))
    factor = np.linalg.cholesky(covariance)
    solved = cho_solve((factor, True), deviations)
    return GaussianProcess(points, coefficients, lengths, signal, nugget, factor, solved)


def _most_likely(points: Array, deviations: Array) -> Array:
    """Return lengths, signal and nugget that maximise the marginal likelihood of deviations of unit variance."""
    parameters = points.shape[1]
    squares = (points[:, None, :] - points[None, :, :]) ** 2
    start = np.log(np.concatenate([np.full(parameters, np.sqrt(parameters)), [1.0, 0.05]]))
    bounds = [np.log(_LENGTHS)] * parameters + [np.log(_SIGNAL), np.log(_NUGGET)]
    found = minimize(_unlikelihood, start, (squares, deviations), "L-BFGS-B", jac=True, bounds=bounds)
    return np.exp(found.x)


def _unlikelihood(logs: Array, squares: Array, deviations: Array) -> tuple[float, Array]:
    """Return the negative logarithm of the marginal likelihood and its gradient in logarithms."""
    lengths, signal, nugget = np.exp(logs[:-2]), np.exp(logs[-2]), np.exp(logs[-1])
    structured = signal * np.exp(-0.5 * squares @ lengths**-2.0)
    count = len(deviations)
    factor = cho_factor(structured + nugget * np.eye(count), lower=True)
    solved = cho_solve(factor, deviations)
    value = 0.5 * deviations @ solved + np.sum(np.log(np.diag(factor[0])))
    pull = cho_solve(factor, np.eye(count)) - np.outer(solved, solved)
    by_length = (pull * structured).ravel() @ squares.reshape(count**2, -1) / lengths**2
    gradient = 0.5 * np.concatenate([by_length, [np.sum(pull * structured), nugget * np.trace(pull)]])
    return float(value), gradient


def _correlation(first: Array, second: Array, lengths: Array) -> Array:
    a, b = first / lengths, second / lengths
    squares = np.sum(a**2, axis=1)[:, None] + np.sum(b**2, axis=1) - 2 * a @ b.T
    correlation: Array = np.exp(-0.5 * np.maximum(squares, 0.0))
    return correlation


def _with_one(points: Array) -> Array:
    return np.hstack([np.ones((len(points), 1)), points])
