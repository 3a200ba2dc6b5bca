"""Reading a file of observations: every problem at once, with file and line."""

import csv
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

from sim.experiments.observations.observable import Registry
from sim.experiments.observations.observation import Observation, Observations
from sim.experiments.observations.rows import COLUMNS, RowReader
from sim.scenario import Scenario, ScenarioError
from sim.scenario.files import bounded_bytes, shipped_seed, shown_path
from sim.scenario.problems import Origin, Problem, in_order, problem_at
from sim.scenario.wording import found, suggestion


def shipped_observations() -> Path:
    """Return the observations that come with the package."""
    return shipped_seed("observations.csv")


@dataclass
class _Row:
    """One line of the file.

    Attributes
    ----------
    line : int
        Where it begins.
    cells : dict of str to str
        By column, without blanks around them.
    """

    line: int
    cells: dict[str, str] = field(default_factory=dict)


def load_observations(
    path: str | PathLike[str], scenario: Scenario, registry: Registry, months: int | None = None
) -> Observations:
    """Read observations and check them against a scenario.

    Parameters
    ----------
    path : path
        CSV file with the columns `COLUMNS`.
    scenario : Scenario
        What will answer: its run, firms, clouds and segments.
    registry : mapping of str to Observable
        What can be observed.
    months : int, optional
        Length of the run, if it is cut short.

    Raises
    ------
    ScenarioError
        With every problem of the file.
    """
    file = Path(path)
    problems: list[Problem] = []
    shown = shown_path(file)
    rows = _rows(file, shown, problems)
    reader = RowReader(scenario, registry, scenario.parameters.horizon.months if months is None else months)
    observations: list[Observation] = []
    refused: dict[str, str] = {}
    seen: dict[str, int] = {}
    for row in rows:
        origin = Origin(shown, row.line)
        before = len(problems)
        _check_id(row, origin, seen, problems)
        why = reader.refusal(row.cells)
        if why:
            refused[row.cells["id"]] = why
            continue
        observation = reader.read(row.cells, origin, problems)
        if len(problems) == before and observation is not None:
            observations.append(observation)
    if not rows and not problems:
        problems.append(Problem(shown, None, None, "", "the file has no observation"))
    if problems:
        raise ScenarioError(in_order(problems, [shown]))
    return Observations(tuple(observations), refused)


def _rows(path: Path, shown: str, problems: list[Problem]) -> list[_Row]:
    """Return the rows of a file, noting what is wrong with it as a whole."""
    try:
        text = bounded_bytes(path).decode("utf-8-sig")
    except FileNotFoundError:
        problems.append(Problem(shown, None, None, "", "there is no such file"))
        return []
    except (OSError, ValueError) as error:
        problems.append(Problem(shown, None, None, "", f"cannot be read: {error}"))
        return []
    lines = csv.reader(text.splitlines(keepends=True), strict=True)
    rows: list[_Row] = []
    header: list[str] | None = None
    line = 1
    try:
        for cells in lines:
            if header is None:
                header = [cell.strip() for cell in cells]
                _check_header(header, shown, problems)
                if problems:
                    return []
            elif any(cell.strip() for cell in cells):
                rows += _row(header, cells, Origin(shown, line), problems)
            line = lines.line_num + 1
    except csv.Error as error:
        problems.append(Problem(shown, line, None, "", f"not a row of comma-separated values: {error}"))
    if header is None and not problems:
        problems.append(Problem(shown, None, None, "", "the file is empty", f"its first line is {','.join(COLUMNS)}"))
    return rows


def _check_header(header: list[str], shown: str, problems: list[Problem]) -> None:
    """Note columns that are missing, unknown or given twice."""
    for number, name in enumerate(header):
        if name not in COLUMNS:
            problems.append(Problem(shown, 1, None, name, "no such column", suggestion(name, COLUMNS, "columns")))
        elif name in header[:number]:
            problems.append(Problem(shown, 1, None, name, "this column is given twice"))
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        problems.append(Problem(shown, 1, None, "", f"missing columns: {', '.join(missing)}"))


def _row(header: list[str], cells: list[str], origin: Origin, problems: list[Problem]) -> list[_Row]:
    if len(cells) != len(header):
        message = f"expected {len(header)} values, found {len(cells)}"
        problems.append(problem_at(origin, (), message, "put a text with commas in quotes"))
        return []
    line = origin.line or 0
    return [_Row(line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})]


def _check_id(row: _Row, origin: Origin, seen: dict[str, int], problems: list[Problem]) -> None:
    """Note an id that is missing or taken."""
    name = row.cells["id"]
    if not name:
        problems.append(problem_at(origin, ("id",), "expected a short name such as O31, found nothing"))
    elif name in seen:
        problems.append(problem_at(origin, ("id",), f"{found(name)} is already the id of line {seen[name]}"))
    else:
        seen[name] = row.line
