"""One scenario: an outcome must lie above or below a number."""

from collections.abc import Sequence
from typing import Literal

from sim.experiments.claims.checks.form import Check, Value, difference
from sim.experiments.claims.observables import Observable
from sim.scenario.schema.quantities import choice


class Level(Check):
    """The outcome less the number `than`."""

    check: Literal["level"] = choice("Kind of check", law="")
    in_: str = choice("Scenario or variant", law="", alias="in")
    predicted: Literal["above", "below"] = choice("On which side of the number", law="")
    than: float = choice("The number", law="", default=0.0)

    @property
    def settings(self) -> tuple[str, ...]:
        """Names of the scenarios and variants that are compared."""
        return (self.in_,)

    @property
    def sign(self) -> int:
        """Return 1 where a positive effect is predicted, -1 where a negative one is."""
        return 1 if self.predicted == "above" else -1

    def effect(self, value: Value, of: Sequence[Observable]) -> float:
        """Return how far the outcome lies above the number."""
        return difference(value(self.in_, of[0]), self.than)
