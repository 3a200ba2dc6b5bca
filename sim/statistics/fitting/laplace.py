"""How sure a fit is: a normal approximation that knows the model misses and that runs are noisy."""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Array
from sim.statistics.fitting.gauss_newton import Fit
from sim.statistics.fitting.robust import THRESHOLD, Problem


@dataclass(frozen=True)
class Laplace:
    """Normal approximation of the posterior.

    Attributes
    ----------
    mean : array, shape (parameters,)
        The fitted point.
    covariance : array, shape (parameters, parameters)
        In coordinates from 0 to 1.
    error_variance : array, shape (observations,)
        Variance of each residual, in squared standard errors: at least 1, more where the model misses.
    inflation : float
        Factor by which misfit raises the variance of all observations.
    """

    mean: Array
    covariance: Array
    error_variance: Array
    inflation: float


def laplace(problem: Problem, fit: Fit, noise_variance: Array) -> Laplace:
    """Return the normal approximation at a fit.

    An observation that the fit misses by more than `THRESHOLD` standard errors gets the variance with which it misses
    by just that many (model discrepancy). If the sum of squares is then still more than the degrees of freedom allow,
    all variances rise by that factor. The noise of the model over seeds comes on top.

    Parameters
    ----------
    problem : Problem
        What was fitted.
    fit : Fit
        The best point.
    noise_variance : array, shape (observations,)
        Variance over seeds of the mean residual, in squared standard errors.
    """
    left = fit.residuals + problem.bias @ fit.biases
    own = np.maximum(1.0, (left / THRESHOLD) ** 2)
    free = max(1.0, len(left) - _effective_parameters(problem, fit, own + noise_variance))
    misfit = float(np.sum(left**2 / (own + noise_variance)) + np.sum(fit.biases**2)) / free
    inflation = max(1.0, misfit)
    variance = inflation * own
    covariance = np.linalg.inv(_precision(problem, fit, variance + noise_variance))
    return Laplace(fit.point, (covariance + covariance.T) / 2, variance, inflation)


def _effective_parameters(problem: Problem, fit: Fit, variance: Array) -> float:
    """Return how many parameters the data determine rather than the prior."""
    covariance = np.linalg.inv(_precision(problem, fit, variance))
    return float(np.sum(1 - np.diag(covariance) / problem.prior_sd**2))


def _precision(problem: Problem, fit: Fit, variance: Array) -> Array:
    """Return the precision of the parameters, the biases of the surveys integrated out."""
    errors = np.diag(variance) + problem.bias @ problem.bias.T
    precision: Array = fit.jacobian.T @ np.linalg.solve(errors, fit.jacobian) + np.diag(problem.prior_sd**-2.0)
    return precision
