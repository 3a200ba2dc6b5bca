"""Draws: sets of values of parameters, one a row, as a calibration leaves them in ``posterior.parquet``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import Any

import numpy as np
import pandas as pd

from sim.results.files import ResultsError
from sim.results.tables import read_parquet
from sim.scenario import Scenario, ScenarioError, value_at
from sim.scenario.changes import Change
from sim.scenario.files import named, shown_path
from sim.scenario.problems import Origin, Problem, in_order
from sim.scenario.tree import Node

NUMBER = "draw"
"""A column of this name only counts the draws."""
_CONTRACTS = "contracts."


@dataclass(frozen=True)
class Draws:
    """Sets of values that nobody can tell from each other by what was observed.

    Attributes
    ----------
    values : tuple of dict of str to object
        Values by dotted path, one set a draw.
    """

    values: tuple[Mapping[str, Any], ...]

    def __len__(self) -> int:
        return len(self.values)

    @property
    def paths(self) -> tuple[str, ...]:
        """What is drawn."""
        return tuple(self.values[0])

    @property
    def frame(self) -> pd.DataFrame:
        """Values by draw (index) and path (columns)."""
        return pd.DataFrame(list(self.values), index=pd.RangeIndex(len(self), name=NUMBER))

    def seed(self, number: int, seeds: Sequence[int]) -> int:
        """Return the seed with which a draw runs, the same in every scenario: the seeds in turn."""
        return seeds[number % len(seeds)]


def load_draws(path: str | PathLike[str], scenarios: Sequence[Scenario]) -> Draws:
    """Read draws and check them against the scenarios in which they will be run.

    Parameters
    ----------
    path : path
        Parquet file, or the bare name of one that comes with the package: one draw a row, columns are dotted paths; a
        column ``draw`` counts them.
    scenarios : sequence of Scenario
        Each draw changes all of them alike.

    Raises
    ------
    ScenarioError
        With every problem of the file.
    """
    file = named(path, ".parquet")
    shown = shown_path(file)
    try:
        frame = read_parquet(file).to_pandas().drop(columns=NUMBER, errors="ignore")
    except ResultsError as error:
        raise ScenarioError([Problem(shown, None, None, "", str(error))]) from error
    problems = _problems(frame, shown, scenarios)
    if problems:
        raise ScenarioError(in_order(problems, [shown]))
    return Draws(tuple({str(path): value for path, value in row.items()} for row in frame.to_dict(orient="records")))


def _problems(frame: pd.DataFrame, shown: str, scenarios: Sequence[Scenario]) -> list[Problem]:
    """Return what is wrong with the draws."""
    if frame.empty:
        return [Problem(shown, None, None, "", "no draw: expected one row for each, and a column for each parameter")]
    problems = [
        Problem(shown, None, None, str(path), "contracts are given by the scenario, or bargained, and are never drawn")
        for path in frame
        if str(path).startswith(_CONTRACTS)
    ]
    numbers = frame.select_dtypes("number")
    for path in frame:
        if path not in numbers:
            problems.append(Problem(shown, None, None, str(path), "expected a column of numbers"))
        elif not np.isfinite(numbers[path]).all():
            row = int(np.flatnonzero(~np.isfinite(numbers[path]))[0])
            problems.append(Problem(shown, row + 1, None, str(path), "expected a number, found none"))
    return (
        problems
        or [one for scenario in scenarios for one in _refused(numbers, shown, scenario)]
        or _levers(frame, shown, scenarios)
    )


def _refused(numbers: pd.DataFrame, shown: str, scenario: Scenario) -> list[Problem]:
    """Return what a scenario says to the least and to the most of each parameter."""
    problems: list[Problem] = []
    for rows in (numbers.to_numpy().argmin(axis=0), numbers.to_numpy().argmax(axis=0)):
        changes = []
        for path, row in zip(numbers, rows, strict=True):
            origin = Origin(shown, int(row) + 1)
            changes.append(Change(tuple(str(path).split(".")), Node(numbers[path].iloc[row].item(), origin, origin)))
        try:
            scenario.changed(changes)
        except ScenarioError as error:
            problems += error.problems
    return problems


def _levers(frame: pd.DataFrame, shown: str, scenarios: Sequence[Scenario]) -> list[Problem]:
    """Return which parameters the scenarios differ in: a draw would make them equal there."""
    first, *others = scenarios
    return [
        Problem(
            shown,
            None,
            None,
            str(path),
            f"{first.name} and {other.name} differ in it, and a draw would make them equal: leave the column out",
        )
        for path in frame
        for other in others
        if value_at(first.parameters, str(path)) != value_at(other.parameters, str(path))
    ]
