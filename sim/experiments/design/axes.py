"""One parameter of an experiment and the values that it takes."""

import math
from dataclasses import dataclass
from typing import Any, Literal

from sim.scenario.places import PARAMETERS

Kind = Literal["number", "whole number", "choice"]


@dataclass(frozen=True)
class Axis:
    """A parameter that is moved.

    Attributes
    ----------
    path : str
        Dotted path.
    kind : {"number", "whole number", "choice"}
        What its values are; a choice has no order.
    low, high : float
        Ends of the range; for a list of values of a choice, the first and last position.
    log : bool
        Whether equal steps are equal factors.
    levels : int or None
        Number of values in a grid.
    values : tuple
        The values themselves where the file lists them, else empty.
    """

    path: str
    kind: Kind
    low: float
    high: float
    log: bool = False
    levels: int | None = None
    values: tuple[Any, ...] = ()

    @property
    def unit(self) -> str:
        """Unit of the parameter, or empty text."""
        place = PARAMETERS.at(self.path.split("."))
        return place.unit if place is not None else ""

    @property
    def meaning(self) -> str:
        """What the parameter is, in plain words."""
        place = PARAMETERS.at(self.path.split("."))
        return str(place.field.description) if place is not None and place.field is not None else ""

    @property
    def range_text(self) -> str:
        """The values in words, e.g. ``"0 to 3"``."""
        if self.values:
            return ", ".join(map(str, self.values))
        return f"{self.low:g} to {self.high:g}" + (" (log)" if self.log else "")

    def value(self, unit: float) -> Any:
        """Return the value at a place between 0 (low, first) and 1 (high, last).

        Parameters
        ----------
        unit : float
            From 0 to 1.
        """
        if self.values:
            return self.values[min(int(unit * len(self.values)), len(self.values) - 1)]
        if self.kind == "whole number":  # each has an equal part of the range, the ends too
            return min(math.floor(self._between(unit, self.high + 1)), int(self.high))
        return self._between(unit, self.high)

    def _between(self, unit: float, high: float) -> float:
        """Return the number at a place between the low end (0) and another (1)."""
        if unit in (0.0, 1.0):
            return high if unit else self.low
        if self.log:
            return _twelve_digits(math.exp(math.log(self.low) + unit * (math.log(high) - math.log(self.low))))
        return _twelve_digits(self.low + unit * (high - self.low))

    def grid(self) -> tuple[Any, ...]:
        """Return the values of a grid, each once."""
        if self.values:
            return self.values
        assert self.levels is not None, "the file is checked for levels"
        numbers = (self._between(step / (self.levels - 1), self.high) for step in range(self.levels))
        return tuple(dict.fromkeys(round(number) if self.kind == "whole number" else number for number in numbers))

    def ends(self) -> tuple[Any, Any]:
        """Return the lowest and the highest value; of a choice, the first and the last."""
        if self.values and self.kind != "choice":
            return min(self.values), max(self.values)
        return self.value(0.0), self.value(1.0)

    def content(self) -> dict[str, Any]:
        """Return what determines the values, as plain data."""
        if self.values:
            return {"path": self.path, "values": list(self.values)}
        whole = {"whole": True} if self.kind == "whole number" else {}
        return {"path": self.path, "low": self.low, "high": self.high, "log": self.log, "levels": self.levels} | whole


def _twelve_digits(number: float) -> float:
    """Return a number without its last digits, which only rounding made: 0.3 in place of 0.30000000000000004."""
    return float(f"{number:.12g}")
