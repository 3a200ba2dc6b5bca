"""Draws from a posterior: many proposals, weighted by what the emulated model says about them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array

DEGREES = 5
"""Degrees of freedom of the proposals: tails that are wider than those of any normal posterior."""
_AT_ONCE = 1024


@dataclass(frozen=True)
class Proposal:
    """A multivariate Student distribution, cut to the unit cube.

    Attributes
    ----------
    centre : array, shape (parameters,)
        Where it peaks.
    covariance : array, shape (parameters, parameters)
        Its scale matrix.
    """

    centre: Array
    covariance: Array

    def sample(self, rng: np.random.Generator, count: int) -> Array:
        """Return points within the unit cube, shape (at most count, parameters); those outside are left out."""
        normal = rng.standard_normal((count, len(self.centre))) @ np.linalg.cholesky(self.covariance).T
        points = self.centre + normal * np.sqrt(DEGREES / rng.chisquare(DEGREES, size=count))[:, None]
        inside: Array = points[((points >= 0) & (points <= 1)).all(axis=1)]
        return inside

    def log_density(self, points: Array) -> Array:
        """Return the logarithm of the density up to a constant, shape (points,)."""
        half = np.linalg.solve(np.linalg.cholesky(self.covariance), (points - self.centre).T)
        density: Array = -0.5 * (DEGREES + len(self.centre)) * np.log1p(np.sum(half**2, axis=0) / DEGREES)
        return density


def log_likelihood(mean: Array, variance: Array, error_variance: Array, bias: Array) -> Array:
    """Return the logarithm of the likelihood of emulated residuals up to a constant, shape (places,).

    Parameters
    ----------
    mean, variance : array, shape (places, observations)
        Of the residuals, as emulated.
    error_variance : array, shape (observations,)
        Of observation, model discrepancy and noise over seeds together.
    bias : array, shape (observations, biases)
        Effect of one prior standard deviation of each survey's bias, which is integrated out.
    """
    parts = range(0, len(mean), _AT_ONCE)
    return np.concatenate(
        [
            _log_likelihood(mean[start : start + _AT_ONCE], variance[start : start + _AT_ONCE] + error_variance, bias)
            for start in parts
        ]
        or [np.empty(0)]
    )


def _log_likelihood(mean: Array, variance: Array, bias: Array) -> Array:
    """Return the normal log density with covariance diag(variance) + bias bias', by Woodbury's identity."""
    scaled = mean / variance
    quadratic = np.sum(mean * scaled, axis=1)
    logarithm = np.sum(np.log(variance), axis=1)
    if bias.shape[1]:
        inner = np.eye(bias.shape[1]) + np.einsum("mg,pm,mh->pgh", bias, 1 / variance, bias)
        projected = scaled @ bias
        quadratic = quadratic - np.sum(projected * np.linalg.solve(inner, projected[..., None])[..., 0], axis=1)
        logarithm = logarithm + np.linalg.slogdet(inner)[1]
    density: Array = -0.5 * (quadratic + logarithm)
    return density


def normalised(log_weights: Array) -> Array:
    """Return weights that sum to one, from their logarithms."""
    weight = np.exp(log_weights - np.max(log_weights))
    normal: Array = weight / weight.sum()
    return normal


def effective_size(weight: Array) -> float:
    """Return how many equally weighted draws are worth as much (Kish 1965)."""
    return float(1 / np.sum(weight**2))


def resample(weight: Array, count: int, rng: np.random.Generator) -> NDArray[np.int_]:
    """Return the numbers of draws that represent the weights evenly (systematic resampling, Kitagawa 1996).

    A draw of weight w comes count w times, rounded up or down.
    """
    positions = (rng.random() + np.arange(count)) / count
    edges = np.cumsum(weight)
    return np.minimum(np.searchsorted(edges / edges[-1], positions, side="right"), len(weight) - 1)
