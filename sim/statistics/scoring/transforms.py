"""The scales on which observed and modelled numbers are compared, and misses in units of tolerance."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from sim.arrays import Array

Transform = Literal["identity", "log", "logit"]
TRANSFORMS: tuple[str, ...] = get_args(Transform)

FARTHEST = float(np.log(1000.0))
"""A share or amount of zero counts as one that is a thousand times smaller (in odds), and so on upwards: without it,
one number would be infinitely far off and outweigh all others."""


def to_scale(values: Array, transforms: NDArray[np.str_]) -> Array:
    """Return values on the scales on which they are compared.

    Parameters
    ----------
    values : array, shape (..., observations)
        Numbers in their units; shares from 0 to 1.
    transforms : array of str, shape (observations,)
        One of `TRANSFORMS` each.

    Returns
    -------
    array, shape (..., observations)
        Infinite for shares of 0 and 1 and for amounts of 0; NaN outside the domain.
    """
    scaled = np.array(values, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        for name, function in (("log", np.log), ("logit", logit)):
            chosen = transforms == name
            scaled[..., chosen] = function(scaled[..., chosen])
    return scaled


def from_scale(scaled: Array, transforms: NDArray[np.str_]) -> Array:
    """Return numbers in their units, the inverse of `to_scale`."""
    values = np.array(scaled, dtype=float)
    for name, function in (("log", np.exp), ("logit", expit)):
        chosen = transforms == name
        values[..., chosen] = function(values[..., chosen])
    return values


def factor_on_scale(factor: Array | float) -> Array:
    """Return the tolerance "factor 1.3" on the scale of logarithms."""
    return np.log(np.asarray(factor, dtype=float))


def amount_on_scale(value: Array, tolerance: Array, transforms: NDArray[np.str_]) -> Array:
    """Return a tolerance in the unit of the value on the scale of comparison, to first order (delta method).

    Symmetric there: 4 % with a tolerance of 2 points reaches from 2.4 to 6.6 %, and 7 % with 8 points does not reach
    below zero.

    Parameters
    ----------
    value, tolerance : array, shape (observations,)
        What was observed, and the tolerance in the same unit.
    transforms : array of str, shape (observations,)
        One of `TRANSFORMS` each.
    """
    value = np.asarray(value, dtype=float)
    slope = np.ones_like(value)
    slope[transforms == "log"] = 1 / value[transforms == "log"]
    share = value[transforms == "logit"]
    slope[transforms == "logit"] = 1 / (share * (1 - share))
    return slope * tolerance


@dataclass(frozen=True)
class Targets:
    """What was observed, ready to be compared.

    Attributes
    ----------
    values : array, shape (observations,)
        Observed numbers in their units, shares from 0 to 1.
    tolerances : array, shape (observations,)
        About two standard errors, definition included, on the scale of comparison.
    transforms : array of str, shape (observations,)
        One of `TRANSFORMS` each.
    """

    values: Array
    tolerances: Array
    transforms: NDArray[np.str_]

    def distances(self, model: Array) -> Array:
        """Return modelled less observed numbers on the scale of comparison, shape (..., observations).

        At most `FARTHEST` either way on the scales of logarithms; an amount below zero, such as a loss where there is
        a profit, counts as zero. NaN where the model has no number.
        """
        low = np.where(self.transforms == "identity", -np.inf, 0.0)
        high = np.where(self.transforms == "logit", 1.0, np.inf)
        distance = to_scale(np.clip(model, low, high), self.transforms) - to_scale(self.values, self.transforms)
        limit = np.where(self.transforms == "identity", np.inf, FARTHEST)
        return np.clip(distance, -limit, limit)

    def misses(self, model: Array) -> Array:
        """Return modelled less observed numbers in tolerances, shape (..., observations)."""
        return self.distances(model) / self.tolerances

    def bounds(self) -> tuple[Array, Array]:
        """Return the numbers that are just within tolerance, in their units, lower and upper."""
        centre = to_scale(self.values, self.transforms)
        low, high = (from_scale(centre + side * self.tolerances, self.transforms) for side in (-1, 1))
        return low, high
