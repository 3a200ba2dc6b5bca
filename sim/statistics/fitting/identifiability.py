"""What the data say about each parameter, and what they leave open."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh

from sim.arrays import Array

CORRELATED = 0.7
FLAT = 0.9
"""Where the posterior is at least this wide, as a part of the prior, the data say nothing."""


@dataclass(frozen=True)
class Direction:
    """A combination of parameters.

    Attributes
    ----------
    width : float
        Standard deviation of the posterior along it, as a part of that of the prior.
    loadings : array, shape (parameters,)
        Unit vector in prior standard deviations.
    """

    width: float
    loadings: Array


def contraction(prior_sd: Array, posterior_sd: Array) -> Array:
    """Return by which part the data narrow each parameter: 0 nothing, 1 fixed. Never below 0."""
    return np.maximum(0.0, 1 - posterior_sd / prior_sd)


def correlated_pairs(covariance: Array, least: float = CORRELATED) -> list[tuple[int, int, float]]:
    """Return the pairs of parameters that move together, with their correlation, strongest first.

    Parameters
    ----------
    covariance : array, shape (parameters, parameters)
        Of the posterior.
    least : float
        Absolute correlation above which a pair is named.
    """
    spread = np.sqrt(np.diag(covariance))
    scale = np.outer(spread, spread)
    correlation = np.divide(covariance, scale, out=np.zeros_like(covariance), where=scale > 0)
    first, second = np.nonzero(np.triu(np.abs(correlation) > least, k=1))
    pairs = [(int(i), int(j), float(correlation[i, j])) for i, j in zip(first, second, strict=True)]
    return sorted(pairs, key=lambda pair: (-abs(pair[2]), pair[:2]))


def directions(prior_sd: Array, covariance: Array) -> list[Direction]:
    """Return the directions of the posterior in prior standard deviations, the widest first.

    Parameters
    ----------
    prior_sd : array, shape (parameters,)
        Independent priors.
    covariance : array, shape (parameters, parameters)
        Of the posterior.
    """
    variance, vectors = eigh(covariance / np.outer(prior_sd, prior_sd))
    order = np.argsort(variance)[::-1]
    signed = vectors * np.sign(np.take_along_axis(vectors, np.abs(vectors).argmax(axis=0)[None], axis=0))
    return [Direction(float(np.sqrt(max(variance[i], 0.0))), signed[:, i]) for i in order]


def flat_directions(prior_sd: Array, covariance: Array, least: float = FLAT) -> list[Direction]:
    """Return the directions on which the data say nothing, as `directions` does."""
    return [direction for direction in directions(prior_sd, covariance) if direction.width >= least]
