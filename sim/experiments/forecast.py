"""A forecast that can fail: what will be observed in each quarter of the last year of a run, over draws."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Unpack

import numpy as np
import pandas as pd

from sim.arrays import Array
from sim.experiments.draws import Draws, load_draws
from sim.experiments.execution import Execution, ExecutionOptions
from sim.experiments.observables import OBSERVABLES
from sim.experiments.observations import Observation, Observations, Registry
from sim.experiments.observations.answers import ask, in_order
from sim.experiments.observations.observable import MONEY, Aggregate, Period
from sim.experiments.unappraised import UNAPPRAISED
from sim.market.measures import EVERYBODY
from sim.results.files import short_hash
from sim.results.records import Failure
from sim.results.store import Contents
from sim.results.stored import Stored
from sim.results.version import model_version
from sim.scenario import Scenario, load
from sim.scenario.files import shipped_seed
from sim.scenario.months import month_name

KIND, SCENARIO, DRAWS = "forecast", "forecast", "posterior"
QUARTERS, MONTHS = 4, 3
POINTS = {"low": 0.1, "median": 0.5, "high": 0.9}
FORECAST_FILE = "forecast.csv"


@dataclass(frozen=True)
class Forecast:
    """What will be observed, quarter by quarter.

    Attributes
    ----------
    scenario : Scenario
        What was run.
    draws : Draws
        Values of parameters, each set run once.
    seeds : tuple of int
        Replications, which draws take in turn.
    questions : Observations
        What is asked, one for each quarter, without an answer from the world yet.
    answers : array, shape (draws, questions)
        Numbers of the runs.
    failures : tuple of Failure
        Replications that failed.
    folder : Path or None
        Where the answers lie.
    made_by : str
        Version of the model.
    date : str
        Day on which the runs were done (YYYY-MM-DD); empty where nothing is stored.
    """

    scenario: Scenario
    draws: Draws
    seeds: tuple[int, ...]
    questions: Observations
    answers: Array
    failures: tuple[Failure, ...]
    folder: Path | None
    made_by: str
    date: str

    @property
    def table(self) -> pd.DataFrame:
        """One row per observable and quarter: 10, 50 and 90 % points over the draws, shares in per cent."""
        rows = []
        for question, answers in zip(self.questions, self.answers.T, strict=True):
            known = answers[np.isfinite(answers)]
            points = np.quantile(known, list(POINTS.values())) if len(known) else np.full(len(POINTS), np.nan)
            size = 100.0 if question.observable.unit == "%" else 1.0
            about: dict[str, Any] = {
                "observable": question.observable.name,
                "entity": question.entity,
                "unit": _unit(question),
            }
            about |= {"from": question.since, "to": question.until, "draws": len(known)}
            rows.append(about | dict(zip(POINTS, map(float, size * points), strict=True)))
        return pd.DataFrame(rows)

    @property
    def hash(self) -> str:
        """Short hash of the numbers: whoever scores them later can tell that they are these."""
        return short_hash(self.table.round(6).to_csv(index=False))

    def content(self) -> dict[str, Any]:
        """Return the forecast as plain data."""
        return {
            "scenario": self.scenario.digest(),
            "draws": len(self.draws),
            "model_version": self.made_by,
            "date": self.date,
            "hash": self.hash,
            "forecast": self.table.to_dict(orient="records"),
        }


def forecast(
    scenario: Scenario | str | PathLike[str] = SCENARIO,
    draws: str | PathLike[str] = DRAWS,
    seeds: Sequence[int] | None = None,
    *,
    out: str | Path | None = None,
    registry: Registry = OBSERVABLES,
    questions: Sequence[tuple[str, str]] | None = None,
    **how: Unpack[ExecutionOptions],
) -> Forecast:
    """Run a scenario under draws, and say what will be observed in each quarter of its last year.

    Parameters
    ----------
    scenario : Scenario or path
        What is run; the dated record with the year 2027 by default.
    draws : path
        Values of parameters, each set run once; those that come with the package by default.
    seeds : sequence of int, optional
        Replications instead of those of the scenario; draws take them in turn.
    out : path, optional
        Where to put the folder. What is stored there is not run again.
    registry : mapping of str to Observable
        What can be observed.
    questions : sequence of (str, str), optional
        Observable and entity; those of ``seeds/forecast.csv`` by default.
    **how
        As for `sim.run`.

    Raises
    ------
    Interrupted, LostWorkersError, ResultsError, WorkersError
        As for `sim.run`.
    ScenarioError
        If a file is wrong.
    """
    execution = Execution(**how)
    read = scenario if isinstance(scenario, Scenario) else load(scenario)
    read.refuse_untrusted_rules()
    read = read.with_(**UNAPPRAISED)  # no observable asks for appraisals
    given = load_draws(draws, [read])
    numbers = tuple(sorted(read.seeds if seeds is None else seeds))
    asked = questions_of(read, registry, shipped_questions() if questions is None else questions)
    taken = [given.seed(number, numbers) for number in range(len(given))]
    contents = Contents(
        kind=KIND,
        name=f"{read.name}-{KIND}",
        determined_by=[read.digest(), [dict(one) for one in given.values], taken, list(asked.ids)],
        combine=in_order,
        about={"scenario": {"name": read.name, "title": read.title, "digest": read.digest()}},
    )
    place = None if out is None else Path(out)
    answers, results = ask(contents, asked, read, given.values, [(seed,) for seed in taken], place, execution)
    ended = results.manifest.ended or "" if isinstance(results, Stored) else ""
    return Forecast(read, given, numbers, asked, answers, results.failures, results.folder, model_version(), ended[:10])


def shipped_questions() -> list[tuple[str, str]]:
    """Return observable and entity of each question that comes with the package."""
    with shipped_seed(FORECAST_FILE).open(newline="", encoding="utf-8") as text:
        return [(row["observable"], row["entity"]) for row in csv.DictReader(text)]


def questions_of(scenario: Scenario, registry: Registry, asked: Sequence[tuple[str, str]]) -> Observations:
    """Return what is asked of each quarter of the last year of a run; about whom is not in it, nothing is asked."""
    end = scenario.parameters.horizon.months
    known = [(registry[name], entity) for name, entity in asked if entity in (*registry[name].entities(scenario), "")]
    rows = []
    for observable, entity in known:
        aggregate: Aggregate = "annualised" if observable.unit == MONEY else "mean"
        for quarter in range(QUARTERS):
            period = Period(end - MONTHS * (QUARTERS - quarter), end - MONTHS * (QUARTERS - quarter - 1), aggregate)
            start = scenario.parameters.horizon.start
            since, until = month_name(start, period.first), month_name(start, period.end - 1)
            named = f"{observable.name}.{entity}.{since}"
            rows.append(
                Observation(
                    *(named, observable, entity, EVERYBODY, since, until, period),
                    transform="identity",
                    value=np.nan,
                    tolerance=np.nan,
                    survey="",
                    cells={},
                )
            )
    return Observations(tuple(rows), {})


def _unit(question: Observation) -> str:
    return f"{MONEY} per year" if question.observable.unit == MONEY else question.observable.unit
