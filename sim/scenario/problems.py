"""What can be wrong with a scenario, and where."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.scenario.months import MONTH_PATTERN

MOST_SHOWN = 20
NOTHING = "nothing (null)"


@dataclass(frozen=True)
class Origin:
    """Where a value was written.

    Attributes
    ----------
    file : str
        File as people should read it, or ``"--set"``, ``"with_ in Python"``, ``"default"``.
    line, column : int or None
        Place in the file, counted from 1; None where there is no file.
    """

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


COMMAND_LINE = Origin("--set")
PYTHON = Origin("with_ in Python")
DEFAULT = Origin("default")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, with its place and a way out.

    Attributes
    ----------
    file : str
        File that holds the value, or ``"--set"``.
    line, column : int or None
        Place in that file, counted from 1; None where the whole file is meant or there is none.
    key : str
        Dotted path of the value, empty where the file as a whole is meant.
    message : str
        What is wrong and what was expected.
    hint : str
        What to write instead, where that is clear.
    """

    file: str
    line: int | None
    column: int | None
    key: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        subject = f"{self.key}: " if self.key else ""
        return f"{place}: {subject}{self.message}" + (f" ({self.hint})" if self.hint else "")


def dotted(path: Sequence[str]) -> str:
    """Return a path as people read it: names with dots between them, positions in brackets."""
    return ".".join(path).replace(".[", "[")


def problem_at(origin: Origin, path: Sequence[str], message: str, hint: str = "") -> Problem:
    """Return the problem of the value at a path that was written at an origin."""
    return Problem(origin.file, origin.line, origin.column, dotted(path), message, hint)


def wrong_month(option: str, month: str | None, example: str) -> list[Problem]:
    """Return what is wrong with the month that an option of a command gives; nothing where none is given."""
    if month is None or re.fullmatch(MONTH_PATTERN, month):
        return []
    return [Problem(option, None, None, "", f'expected a month such as {example}, found "{month}"')]


def in_order(problems: Iterable[Problem], files: Sequence[str]) -> list[Problem]:
    """Return each problem once, by position: files in the given order, others (``--set``) after them.

    A value that could not be read is one problem: that nothing is there then goes without saying.
    """
    problems = list(problems)
    explained = {_place(one) for one in problems if one.line is not None and not one.message.endswith(NOTHING)}
    rank = {file: position for position, file in enumerate(files)}

    def position(problem: Problem) -> tuple[int, str, int, int, str, str]:
        line, column = problem.line or 0, problem.column or 0
        return (rank.get(problem.file, len(rank)), problem.file, line, column, problem.key, problem.message)

    told = (one for one in problems if not one.message.endswith(NOTHING) or _place(one) not in explained)
    return sorted(dict.fromkeys(told), key=position)


def _place(problem: Problem) -> tuple[str, int | None, int | None]:
    return problem.file, problem.line, problem.column


class ScenarioError(Exception):
    """A scenario that cannot be used; `problems` says all that is wrong with it, its text the first `MOST_SHOWN`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = list(problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        more = len(self.problems) - len(lines)
        return "\n".join([*lines, f"... and {more} more problems"] if more else lines)
