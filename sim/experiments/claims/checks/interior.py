"""Several scenarios in a row: an outcome must be best somewhere in the middle."""

import math
from collections.abc import Sequence
from typing import Literal

from sim.experiments.claims.checks.form import Check, Value, difference
from sim.experiments.claims.observables import Observable
from sim.scenario.schema.quantities import choice


class Interior(Check):
    """The best outcome inside the row less the better of those at its ends."""

    check: Literal["interior"] = choice("Kind of check", law="")
    along: list[str] = choice("Scenarios or variants, in order", law="", min_length=3)

    @property
    def settings(self) -> tuple[str, ...]:
        """Names of the scenarios and variants that are compared."""
        return tuple(self.along)

    def effect(self, value: Value, of: Sequence[Observable]) -> float:
        """Return by how much the middle beats both ends."""
        values = [value(setting, of[0]) for setting in self.along]
        if not all(map(math.isfinite, values)):
            return math.nan
        return difference(max(values[1:-1]), max(values[0], values[-1]))
