"""One scenario: outcomes must come in the predicted order."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar, Literal

from sim.experiments.claims.checks.form import Check, Value, difference
from sim.experiments.claims.observables import Observable
from sim.scenario.schema.quantities import choice


class Ordering(Check):
    """Each outcome in the list must exceed the next; the effect is the smallest of the gaps."""

    takes_several: ClassVar[bool] = True

    check: Literal["ordering"] = choice("Kind of check", law="")
    in_: str = choice("Scenario or variant", law="", alias="in")

    @property
    def settings(self) -> tuple[str, ...]:
        """Names of the scenarios and variants that are compared."""
        return (self.in_,)

    def effect(self, value: Value, of: Sequence[Observable]) -> float:
        """Return the smallest gap; below zero where the order is another."""
        values = [value(self.in_, one) for one in of]
        gaps = [difference(first, second) for first, second in pairwise(values)]
        return min(gaps) if all(map(math.isfinite, gaps)) else math.nan
