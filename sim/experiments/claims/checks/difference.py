"""One scenario against another: an outcome must differ in the predicted direction."""

from collections.abc import Sequence
from typing import Literal

from sim.experiments.claims.checks.form import Check, Value, difference
from sim.experiments.claims.observables import Observable
from sim.scenario.schema.quantities import choice


class Difference(Check):
    """The outcome under `in` less that under `against`, seed by seed."""

    check: Literal["difference"] = choice("Kind of check", law="")
    in_: str = choice("Scenario or variant", law="", alias="in")
    against: str = choice("Scenario or variant to take the difference to", law="")
    predicted: Literal["higher", "lower"] = choice("Sign of the difference", law="")

    @property
    def settings(self) -> tuple[str, ...]:
        """Names of the scenarios and variants that are compared."""
        return (self.in_, self.against)

    @property
    def sign(self) -> int:
        """Return 1 where a positive effect is predicted, -1 where a negative one is."""
        return 1 if self.predicted == "higher" else -1

    def effect(self, value: Value, of: Sequence[Observable]) -> float:
        """Return the difference."""
        return difference(value(self.in_, of[0]), value(self.against, of[0]))
