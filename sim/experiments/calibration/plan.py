"""A calibration: what is fitted to what, frozen."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.arrays import Array
from sim.experiments.calibration.parameter import Fitted
from sim.experiments.observations import Observations
from sim.scenario import Scenario, value_at
from sim.statistics.fitting.posterior import Budget
from sim.statistics.fitting.robust import survey_bias

STANDARD_ERRORS = 2.0
"""A tolerance is about so many standard errors."""


@dataclass(frozen=True)
class Calibration:
    """What is fitted to what.

    Attributes
    ----------
    name, title : str
        Short name and one line of explanation.
    path : Path or None
        File it was read from.
    question : str
        What it asks: the first paragraph of the file's opening comment.
    base : Scenario
        The scenario at its full length, as its file has it with the changes of the calibration.
    scenario : Scenario
        The same, no longer than the observations need.
    parameters : tuple of Fitted
        What is fitted.
    unmeasured : tuple of Fitted
        What is drawn from its range, because no observation says anything about it.
    observations : Observations
        To what.
    surveys : dict of str to float
        Standard deviation of the bias of each survey, in log odds.
    budget : Budget
        How many points are run.
    seeds : tuple of int
        Replications of each point.
    """

    name: str
    title: str
    path: Path | None
    question: str
    base: Scenario
    scenario: Scenario
    parameters: tuple[Fitted, ...]
    unmeasured: tuple[Fitted, ...]
    observations: Observations
    surveys: dict[str, float]
    budget: Budget
    seeds: tuple[int, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """What is fitted, by dotted path."""
        return tuple(one.path for one in self.parameters)

    @property
    def first(self) -> Array:
        """The values of the scenario itself, in coordinates from 0 to 1; the nearest end where one lies outside."""
        places = [one.place(float(value_at(self.scenario.parameters, one.path))) for one in self.parameters]
        return np.clip(places, 0.0, 1.0)

    @property
    def standard_errors(self) -> Array:
        """Standard error of each observation on its scale of comparison."""
        return self.observations.targets.tolerances / STANDARD_ERRORS

    def bias(self) -> tuple[Array, list[str]]:
        """Return the effect of each survey's bias on the residuals, and what the biases are called.

        A survey has one bias for each firm, and only on shares.
        """
        names, spread = [], {}
        for row in self.observations:
            is_biased = row.transform == "logit" and row.survey in self.surveys
            names.append(f"{row.survey}: {row.entity or row.observable.name}" if is_biased else "")
            if is_biased:
                spread[names[-1]] = self.surveys[row.survey]
        return survey_bias(names, self.standard_errors, spread)

    def questions(self) -> dict[str, Any]:
        """Return what determines the answers of a run apart from the values of the parameters, as plain data."""
        rows = [[row.id, *row.series, row.since, row.until, row.period.aggregate] for row in self.observations]
        return {"scenario": self.scenario.digest(), "observations": rows, "seeds": list(self.seeds)}

    def content(self) -> dict[str, Any]:
        """Return what determines the results, as plain data."""
        targets = [[row.transform, row.value, row.tolerance, row.survey] for row in self.observations]
        return self.questions() | {
            "base": self.base.digest(),
            "parameters": [one.content() for one in self.parameters],
            "unmeasured": [one.content() for one in self.unmeasured],
            "targets": targets,
            "surveys": self.surveys,
            "budget": vars(self.budget),
        }
