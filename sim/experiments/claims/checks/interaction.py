"""One change must do more where something else holds than where it does not."""

from collections.abc import Sequence
from typing import Literal

from sim.experiments.claims.checks.form import Check, Value, difference
from sim.experiments.claims.observables import Observable
from sim.scenario.schema.quantities import choice


class Interaction(Check):
    """The difference between the first pair of scenarios less that between the second (first less second in each)."""

    check: Literal["interaction"] = choice("Kind of check", law="")
    effect_in: list[str] = choice("Two scenarios or variants", law="", min_length=2, max_length=2)
    less_effect_in: list[str] = choice("Two others", law="", min_length=2, max_length=2)
    sizes: bool = choice("Whether only the sizes of both differences are compared", law="", default=False)
    predicted: Literal["higher", "lower"] = choice("Sign of the difference of differences", law="")

    @property
    def settings(self) -> tuple[str, ...]:
        """Names of the scenarios and variants that are compared."""
        return (*self.effect_in, *self.less_effect_in)

    @property
    def sign(self) -> int:
        """Return 1 where a positive effect is predicted, -1 where a negative one is."""
        return 1 if self.predicted == "higher" else -1

    def effect(self, value: Value, of: Sequence[Observable]) -> float:
        """Return the difference of differences."""
        one, other = (
            difference(value(first, of[0]), value(second, of[0]))
            for first, second in (self.effect_in, self.less_effect_in)
        )
        return difference(abs(one), abs(other)) if self.sizes else difference(one, other)
