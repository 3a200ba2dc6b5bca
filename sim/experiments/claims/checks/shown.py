"""What lies behind a verdict: a number, or a difference, about which nothing is predicted."""

from collections.abc import Sequence
from typing import Literal

from sim.experiments.claims.checks.form import Check, Value, difference
from sim.experiments.claims.observables import Observable
from sim.scenario.schema.quantities import choice


class Shown(Check):
    """The outcome under `in`, less that under `against` where it is given, seed by seed. It decides nothing."""

    check: Literal["shown"] = choice("Kind of check", law="", default="shown")
    in_: str = choice("Scenario or variant", law="", alias="in")
    against: str | None = choice("Scenario or variant to take the difference to", law="", default=None)

    @property
    def settings(self) -> tuple[str, ...]:
        """Names of the scenarios and variants that are looked at."""
        return (self.in_,) if self.against is None else (self.in_, self.against)

    def effect(self, value: Value, of: Sequence[Observable]) -> float:
        """Return the number or the difference."""
        here = value(self.in_, of[0])
        return here if self.against is None else difference(here, value(self.against, of[0]))
