"""Robust least squares with biases that surveys have of their own.

Residuals count standard errors, half of a tolerance. The loss of one is pseudo-Huber: quadratic near zero, linear far
away, so that an observation that cannot be met does not pull the whole fit.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.arrays import Array

Residuals = Callable[[Array], Array]
THRESHOLD = 2.0
"""Standard errors at which the loss turns from quadratic to linear."""
_ROUNDS = 30


def pseudo_huber(residuals: Array, threshold: float = THRESHOLD) -> Array:
    """Return the loss of each residual: its square near zero, twice threshold times its size far away."""
    return 2 * threshold**2 * (np.sqrt(1 + (residuals / threshold) ** 2) - 1)


def weights(residuals: Array, threshold: float = THRESHOLD) -> Array:
    """Return the weights with which weighted least squares has the gradient of `pseudo_huber`."""
    return 1 / np.sqrt(1 + (residuals / threshold) ** 2)


@dataclass(frozen=True)
class Problem:
    """What is to be fitted, in coordinates in which each parameter runs from 0 to 1.

    Attributes
    ----------
    residuals : callable
        Takes points, shape (points, parameters), and returns residuals in standard errors, shape
        (points, observations). The same luck at every point (common random numbers), or differences mean nothing.
    prior_mean, prior_sd : array, shape (parameters,)
        Normal prior; of a uniform one its mean and standard deviation.
    bias : array, shape (observations, biases)
        Effect on the residuals of one prior standard deviation of each survey's bias; no column without any.
    """

    residuals: Residuals
    prior_mean: Array
    prior_sd: Array
    bias: Array

    def biases(self, residuals: Array) -> Array:
        """Return the biases that fit best given the residuals, in prior standard deviations.

        Parameters
        ----------
        residuals : array, shape (points, observations)
            Residuals before biases.

        Returns
        -------
        array, shape (points, biases)
            Minimum of the loss plus the square of the biases, by reweighted least squares.
        """
        count = self.bias.shape[1]
        found = np.zeros((len(residuals), count))
        if not count:
            return found
        for _ in range(_ROUNDS):
            weight = weights(residuals + found @ self.bias.T)
            normal = np.einsum("mg,pm,mh->pgh", self.bias, weight, self.bias) + np.eye(count)
            right = -np.einsum("mg,pm->pg", self.bias, weight * residuals)
            found = np.linalg.solve(normal, right[..., None])[..., 0]
        return found

    def loss(self, points: Array, residuals: Array) -> Array:
        """Return twice the negative logarithm of the posterior density up to a constant, shape (points,).

        Infinite where a residual is missing.
        """
        whole = np.isfinite(residuals).all(axis=1)
        found = np.full(len(points), np.inf)
        kept = residuals[whole]
        biases = self.biases(kept)
        prior = ((points[whole] - self.prior_mean) / self.prior_sd) ** 2
        data = pseudo_huber(kept + biases @ self.bias.T)
        found[whole] = data.sum(axis=1) + (biases**2).sum(axis=1) + prior.sum(axis=1)
        return found


def survey_bias(surveys: list[str], standard_errors: Array, prior_sd: dict[str, float]) -> tuple[Array, list[str]]:
    """Return the effect of each survey's bias on the residuals, and what the biases are called.

    Parameters
    ----------
    surveys : list of str
        For each observation, what it shares its bias with, e.g. ``"survey:entity"``; empty where there is none.
    standard_errors : array, shape (observations,)
        On the scale of comparison, half of the tolerance.
    prior_sd : dict
        Standard deviation of each bias on the scale of comparison.

    Returns
    -------
    bias : array, shape (observations, biases)
        As in `Problem`.
    names : list of str
        Names of the columns, in order of first use.
    """
    names = [name for name in dict.fromkeys(surveys) if prior_sd.get(name, 0.0) > 0]
    belongs = np.array([[survey == name for name in names] for survey in surveys], dtype=float)
    spread = np.array([prior_sd[name] for name in names])
    return belongs.reshape(len(surveys), len(names)) * spread / standard_errors[:, None], names
