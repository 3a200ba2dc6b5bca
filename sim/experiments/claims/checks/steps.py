"""Several scenarios in a row: an outcome must rise, or fall, from each to the next."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from sim.experiments.claims.checks.form import Check, Value, difference
from sim.experiments.claims.observables import Observable
from sim.scenario.schema.quantities import choice


class Steps(Check):
    """The smallest step in the predicted direction, along a list of scenarios or variants."""

    check: Literal["steps"] = choice("Kind of check", law="")
    along: list[str] = choice("Scenarios or variants, in order", law="", min_length=2)
    predicted: Literal["rising", "falling"] = choice("Direction of every step", law="")

    @property
    def settings(self) -> tuple[str, ...]:
        """Names of the scenarios and variants that are compared."""
        return tuple(self.along)

    def effect(self, value: Value, of: Sequence[Observable]) -> float:
        """Return the smallest step, counted in the predicted direction."""
        direction = 1.0 if self.predicted == "rising" else -1.0
        values = [value(setting, of[0]) for setting in self.along]
        steps = [direction * difference(there, here) for here, there in pairwise(values)]
        return min(steps) if all(map(math.isfinite, steps)) else math.nan
