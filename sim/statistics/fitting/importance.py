"""Draws from a posterior: many proposals, weighted by what the emulated model says about them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular
from scipy.special import ndtr, ndtri

from sim.arrays import Array
from sim.statistics.fitting.history_matching import IMPLAUSIBLE, Emulator, implausibility
from sim.statistics.fitting.laplace import Laplace
from sim.statistics.fitting.prior import Prior

_AT_ONCE = 1024
ROUNDS = 3
"""Times that proposals adapt to the weighted draws before the last one (population Monte Carlo, Cappé et al. 2004)."""
_WIDER = 2.0
_LEAST_SD = 1e-3


@dataclass(frozen=True)
class Proposal:
    """A normal distribution that is cut to the unit cube, parameter after parameter.

    Each parameter is drawn from its normal given those before it, between 0 and 1 (Geweke, Hajivassiliou and Keane). So
    no draw is lost, however many parameters lie at an end, and the density is known exactly.

    Attributes
    ----------
    centre : array, shape (parameters,)
        Mean before the cut, within the cube.
    covariance : array, shape (parameters, parameters)
        Covariance before the cut.
    """

    centre: Array
    covariance: Array

    def sample(self, rng: np.random.Generator, count: int) -> Array:
        """Return points within the unit cube, shape (count, parameters)."""
        factor = np.linalg.cholesky(self.covariance)
        luck = rng.random((count, len(self.centre)))
        standard = np.zeros_like(luck)
        for parameter in range(len(self.centre)):
            low, high = self._ends(factor, standard, parameter)
            upper = low > 0  # in the upper tail probabilities are close to one, and only their complements are exact
            low, high = np.where(upper, -high, low), np.where(upper, -low, high)
            below, above = ndtr(low), ndtr(high)
            drawn = np.clip(ndtri(below + luck[:, parameter] * (above - below)), low, high)
            standard[:, parameter] = np.where(upper, -drawn, drawn)
        return np.clip(self.centre + standard @ factor.T, 0.0, 1.0)

    def log_density(self, points: Array) -> Array:
        """Return the logarithm of the density up to a constant, shape (points,)."""
        factor = np.linalg.cholesky(self.covariance)
        standard = solve_triangular(factor, (points - self.centre).T, lower=True).T
        density = -0.5 * np.sum(standard**2, axis=1)
        for parameter in range(len(self.centre)):
            low, high = self._ends(factor, standard, parameter)
            upper = low > 0
            mass = np.where(upper, ndtr(-low) - ndtr(-high), ndtr(high) - ndtr(low))
            density -= np.log(np.maximum(mass, np.finfo(float).tiny))
        return density

    def _ends(self, factor: Array, standard: Array, parameter: int) -> tuple[Array, Array]:
        """Return where a parameter meets 0 and 1, in its standard normal given those before it."""
        given = self.centre[parameter] + standard[:, :parameter] @ factor[parameter, :parameter]
        own = factor[parameter, parameter]
        return -given / own, (1 - given) / own


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


@dataclass(frozen=True)
class Draws:
    """Draws from a posterior.

    Attributes
    ----------
    points : array, shape (draws, parameters)
        In coordinates from 0 to 1, all of the same weight; one that weighs much comes several times.
    effective : float
        How many independent draws the weighted proposals are worth.
    kept : float
        Part of the last proposals that is not ruled out.
    """

    points: Array
    effective: float
    kept: float


def weighted_draws(
    emulator: Emulator,
    prior: Prior,
    normal: Laplace,
    bias: Array,
    noise: Array,
    surprise: float,
    count: int,
    proposals: int,
    rng: np.random.Generator,
) -> Draws:
    """Return draws from the posterior of the emulated model.

    Parameters
    ----------
    emulator : Emulator
        Stands in for the model.
    prior : Prior
        What is believed before.
    normal : Laplace
        Where to propose first, and the variance of the observations.
    bias : array, shape (observations, biases)
        Effect of one prior standard deviation of each survey's bias.
    noise : array, shape (observations,)
        Variance over seeds of the mean residuals.
    surprise : float
        Factor by which the emulator is less sure than it says.
    count : int
        Number of draws.
    proposals : int
        Number of the last proposals; a quarter as many in each round before.
    rng : Generator
        Source of the draws.
    """
    errors = normal.error_variance + noise
    proposal = Proposal(normal.mean, _WIDER * normal.covariance)
    kept = 0.0
    for size in (*(proposals // 4,) * ROUNDS, proposals):
        points = proposal.sample(rng, size)
        mean, variance = emulator.predict(points)
        variance = surprise * variance
        logs = prior.log_density(points) + log_likelihood(mean, variance, errors, bias) - proposal.log_density(points)
        possible = implausibility(mean, variance, errors + np.sum(bias**2, axis=1)) < IMPLAUSIBLE
        kept = float(possible.mean())
        weight = normalised(np.where(possible, logs, -np.inf) if possible.any() else logs)
        centre = weight @ points
        away = points - centre
        covariance = (weight[:, None] * away).T @ away + _LEAST_SD**2 * np.eye(len(centre))
        proposal = Proposal(centre, _WIDER * covariance)
    return Draws(points[resample(weight, count, rng)], effective_size(weight), kept)
