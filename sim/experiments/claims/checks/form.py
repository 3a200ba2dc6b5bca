"""What every check has in common."""

import math
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from sim.experiments.claims.observables import Observable
from sim.scenario.schema.quantities import Section, choice

Value = Callable[[str, Observable], float]
"""The number that an observable has in a setting, in one world under one seed."""

ROUNDING = 1e-9
"""What two numbers may differ by, relative to the larger, and still be the same: prices settle to about as much."""


class Check(Section):
    """A condition of a claim: what is looked at, where, and what must hold.

    The effect of a check is a number in the unit of what it looks at; the prediction holds where the effect, times
    `sign`, is above zero.
    """

    takes_several: ClassVar[bool] = False

    says: str = choice("What must hold, in one sentence", law="")
    check: str = choice("Kind of check", law="")
    of: Any = choice("What is looked at", law="")

    @property
    def settings(self) -> tuple[str, ...]:
        """Names of the scenarios and variants that are compared."""
        raise NotImplementedError

    @property
    def sign(self) -> int:
        """Return 1 where a positive effect is predicted, -1 where a negative one is."""
        return 1

    def effect(self, value: Value, of: Sequence[Observable]) -> float:
        """Return the effect in one world under one seed; NaN where a number is missing."""
        raise NotImplementedError


def difference(there: float, here: float) -> float:
    """Return the first less the second: exactly zero where only rounding made a difference."""
    if not (math.isfinite(there) and math.isfinite(here)):
        return math.nan
    return 0.0 if abs(there - here) <= ROUNDING * max(abs(there), abs(here)) else there - here
