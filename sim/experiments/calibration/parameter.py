"""One parameter that is fitted: its range and what is believed of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arrays import Array
from sim.experiments.design.axes import Axis
from sim.experiments.design.placing import points_at
from sim.statistics.fitting.prior import UNIFORM_SD, Prior


@dataclass(frozen=True)
class Fitted:
    """A parameter that is fitted.

    Attributes
    ----------
    axis : Axis
        Path, range and scale.
    mean, sd : float or None
        Normal prior in the unit of the parameter; the standard deviation in log points on a log scale. None where
        anything in the range is as likely.
    """

    axis: Axis
    mean: float | None = None
    sd: float | None = None

    @property
    def path(self) -> str:
        """Dotted path."""
        return self.axis.path

    def place(self, value: float) -> float:
        """Return where a value lies between 0 (low) and 1 (high); beyond where it is outside the range."""
        scale = math.log if self.axis.log else float
        return (scale(value) - scale(self.axis.low)) / self._width

    @property
    def prior_place(self) -> float:
        """The mean of the prior between 0 and 1."""
        return 0.5 if self.mean is None else self.place(self.mean)

    @property
    def prior_width(self) -> float:
        """The standard deviation of the prior as a part of the range."""
        return UNIFORM_SD if self.sd is None else self.sd / self._width

    @property
    def _width(self) -> float:
        return math.log(self.axis.high / self.axis.low) if self.axis.log else self.axis.high - self.axis.low

    def content(self) -> dict[str, Any]:
        """Return what determines values and prior, as plain data."""
        return {"axis": self.axis.content(), "mean": self.mean, "sd": self.sd}


def prior_of(parameters: Sequence[Fitted]) -> Prior:
    """Return the prior of some parameters."""
    return Prior(
        np.array([one.prior_place for one in parameters]),
        np.array([one.prior_width for one in parameters]),
        np.array([one.mean is None for one in parameters]),
    )


def values_at(parameters: Sequence[Fitted], points: Array) -> list[dict[str, Any]]:
    """Return the values by dotted path at each point, shape (points, parameters) in coordinates from 0 to 1."""
    return points_at([one.axis for one in parameters], points)
