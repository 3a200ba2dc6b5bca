"""The hindcast: a dated scenario against what was observed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Unpack

import numpy as np
import pandas as pd

from sim.arrays import Array
from sim.experiments.execution import Execution, ExecutionOptions
from sim.experiments.hindcast.scores import Scores
from sim.experiments.observations import Observation, Observations
from sim.experiments.observations.answers import ask, in_order
from sim.results.files import write_text
from sim.results.records import Failure
from sim.results.store import Contents
from sim.scenario import Scenario
from sim.scenario.describe import resolved_text
from sim.scenario.months import month_index
from sim.statistics.scoring.skill import Skill

KIND = "hindcast"
SCORES_FILE = "scores.csv"
MONTHS = "horizon.months"


@dataclass(frozen=True)
class HindcastResult:
    """What a hindcast found.

    Attributes
    ----------
    scenario : Scenario
        What was run.
    scores : Scores
        Forecasts against observed numbers.
    refused : dict of str to str
        Observations that the market has no answer to, and why.
    failures : tuple of Failure
        Replications that failed.
    folder : Path or None
        Where the answers and the scores lie.
    """

    scenario: Scenario
    scores: Scores
    refused: Mapping[str, str]
    failures: tuple[Failure, ...]
    folder: Path | None

    def content(self) -> dict[str, Any]:
        """Return the result as plain data, as ``alliance hindcast --json`` prints it."""
        table = self.scores.table
        columns = ["id", "observed", "model", "low", "high", "miss", "inside"]
        return {
            "observations": table[columns].to_dict(orient="records"),
            "skill": {
                group: {rival: skill_content(one) for rival, one in against.items()}
                for group, against in self.scores.skill.items()
            },
            "coverage": self.scores.coverage,
            "crps": self.scores.crps,
            "inside": self.scores.inside,
            "count": len(table),
            "refused": [{"id": name, "why": why} for name, why in self.refused.items()],
        }


def skill_content(skill: Skill) -> dict[str, float | int]:
    """Return a skill as plain data."""
    return {"skill": skill.skill, "low": skill.low, "high": skill.high, "count": skill.count}


def hindcast(
    scenario: Scenario,
    observations: Observations,
    seeds: Sequence[int],
    *,
    draws: pd.DataFrame | None = None,
    known: Sequence[Observation] = (),
    origin: str | None = None,
    out: str | Path | None = None,
    **how: Unpack[ExecutionOptions],
) -> HindcastResult:
    """Score a scenario on what was observed.

    Parameters
    ----------
    scenario : Scenario
        What is run; its values are the base to which draws are compared.
    observations : Observations
        What is scored.
    seeds : sequence of int
        Replications of the scenario. A draw runs with one of them, in turn.
    draws : DataFrame, optional
        Values of parameters, one draw a row, as ``posterior.parquet`` of a calibration holds them.
    known : sequence of Observation
        What rivals may know besides the observations themselves.
    origin : str, optional
        Month (YYYY-MM) in which all forecasts are made; by default each when its own period begins.
    out : path, optional
        Where to put folders. What is stored there is not run again.
    **how
        As for `sim.run`.

    Raises
    ------
    Interrupted, LostWorkersError, ResultsError, WorkersError
        As for `sim.run`.
    """
    execution = Execution(**how)
    needed = max(row.period.end for row in observations)
    shortened = scenario.with_(**{MONTHS: min(needed, scenario.parameters.horizon.months)})
    points = [{}] if draws is None else [_changes(row) for row in draws.to_dict(orient="records")]
    of_points = [tuple(seeds)] if draws is None else [(seeds[number % len(seeds)],) for number in range(len(points))]
    place = None if out is None else Path(out)
    runs = _Runs(shortened, observations, place, execution)
    answers, failures, folder = runs.answers(KIND, points, of_points)
    base = None
    if draws is not None:
        base, of_base, _ = runs.answers(f"{KIND}-base", [{}], [tuple(seeds)])
        failures += of_base
    kept, refused = _answered(observations, answers)
    columns = [observations.ids.index(name) for name in kept.ids]
    scores = Scores(
        kept,
        answers[:, columns],
        None if base is None else base[:, columns],
        _all_known(observations, known),
        _known_before(kept, scenario, origin),
    )
    result = HindcastResult(scenario, scores, refused, failures, folder)
    if folder is not None:
        write_text(folder / SCORES_FILE, scores.table.to_csv(index=False))
    return result


@dataclass(frozen=True)
class _Runs:
    """Runs of one scenario that answer the same questions."""

    scenario: Scenario
    observations: Observations
    out: Path | None
    execution: Execution

    def answers(
        self, name: str, points: Sequence[Mapping[str, Any]], seeds: Sequence[Sequence[int]]
    ) -> tuple[Array, tuple[Failure, ...], Path | None]:
        """Return answers, failures, and where they lie."""
        questions = [[row.id, *row.series, row.since, row.until, row.period.aggregate] for row in self.observations]
        contents = Contents(
            kind=KIND,
            name=f"{self.scenario.name}-{name}",
            determined_by=[self.scenario.digest(), questions, list(points), [list(one) for one in seeds]],
            combine=in_order,
            about={"name": self.scenario.name, "title": self.scenario.title, "points": len(points)},
            texts={"scenario.yaml": resolved_text(self.scenario)},
        )
        answers, results = ask(contents, self.observations, self.scenario, points, seeds, self.out, self.execution)
        return answers, results.failures, results.folder


def _changes(draw: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a draw as changes by dotted path."""
    return {str(path): value for path, value in draw.items() if path != "draw"}


def _answered(observations: Observations, answers: Array) -> tuple[Observations, dict[str, str]]:
    """Return the observations that some run has a number for, and why the others are refused."""
    has_number = np.isfinite(answers).any(axis=0)
    why = "the market has no such number in any run"
    silent = {name: why for name, known in zip(observations.ids, has_number, strict=True) if not known}
    kept = observations.chosen([name for name in observations.ids if name not in silent])
    return replace(kept, refused=dict(observations.refused)), dict(observations.refused) | silent


def _all_known(observations: Observations, known: Sequence[Observation]) -> tuple[Observation, ...]:
    own = {(*row.series, row.since, row.until) for row in observations}
    return (*observations, *(row for row in known if (*row.series, row.since, row.until) not in own))


def _known_before(observations: Observations, scenario: Scenario, origin: str | None) -> Array:
    """Return the month in which each forecast is made."""
    if origin is None:
        return np.array([float(row.period.first) for row in observations])
    return np.full(len(observations), float(month_index(scenario.parameters.horizon.start, origin)))
