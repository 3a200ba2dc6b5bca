"""What every check has in common."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Self

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

    def elsewhere(self, names: Mapping[str, str]) -> Self:
        """Return the same check in other settings.

        Parameters
        ----------
        names : mapping of str to str
            The other setting by the name of the one that it stands for.
        """
        data = self.model_dump(by_alias=True)
        return type(self).model_validate(
            {key: value if key in _WORDS else _renamed(value, names) for key, value in data.items()}
        )

    @property
    def sign(self) -> int:
        """Return 1 where a positive effect is predicted, -1 where a negative one is."""
        return 1

    def effect(self, value: Value, of: Sequence[Observable]) -> float:
        """Return the effect in one world under one seed; NaN where a number is missing."""
        raise NotImplementedError


_WORDS = ("says", "check", "of", "predicted")
"""Keys of a check that name no setting."""


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value


def difference(there: float, here: float) -> float:
    """Return the first less the second: exactly zero where only rounding made a difference."""
    if not (math.isfinite(there) and math.isfinite(here)):
        return math.nan
    return 0.0 if abs(there - here) <= ROUNDING * max(abs(there), abs(here)) else there - here
