"""Of two causes, one must move an outcome as much as predicted."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from sim.experiments.claims.checks.form import Check, Value, difference
from sim.experiments.claims.observables import Observable
from sim.scenario.schema.quantities import choice


class VarianceShare(Check):
    """Share of the variance over a table of scenarios that is due to its rows, less the number `than`.

    Scenarios of one row differ in one cause, those of one column in the other. What both causes do together counts for
    neither (two-way analysis of variance).
    """

    check: Literal["variance_share"] = choice("Kind of check", law="")
    table: list[list[str]] = choice("Rows of scenarios or variants", law="", min_length=2)
    predicted: Literal["above", "below"] = choice("On which side of the number", law="")
    than: float = choice("The number", law="", ge=0.0, le=1.0)

    @property
    def settings(self) -> tuple[str, ...]:
        """Names of the scenarios and variants that are compared."""
        return tuple(setting for row in self.table for setting in row)

    @property
    def sign(self) -> int:
        """Return 1 where a positive effect is predicted, -1 where a negative one is."""
        return 1 if self.predicted == "above" else -1

    def effect(self, value: Value, of: Sequence[Observable]) -> float:
        """Return how far the share lies above the number; NaN where nothing varies."""
        values = np.array([[value(setting, of[0]) for setting in row] for row in self.table])
        total = float(((values - values.mean()) ** 2).sum())
        if not np.isfinite(total) or total == 0.0:
            return float("nan")
        rows = float(values.shape[1] * ((values.mean(axis=1) - values.mean()) ** 2).sum())
        return difference(rows / total, self.than)
