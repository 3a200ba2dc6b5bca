"""What a visitor asks: one or two scenarios, changes to them, and seeds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sim.app.cost import LIMITS, Cost, cost_of, excesses
from sim.app.levers import text_at
from sim.app.scenario_files import GivenRules
from sim.experiments.draws import Draws, load_draws
from sim.scenario import Scenario, ScenarioError, parse_seeds, seeds_text

Side = Literal["base", "other"]
BASE: Side = "base"
OTHER: Side = "other"
POSTERIOR = "posterior"
"""Draws of the assumptions that come with the package."""


class QuestionError(Exception):
    """A question that cannot be asked; the text says all that is wrong with it."""


class TooLargeError(QuestionError):
    """A question that takes more than the page gives."""


@dataclass(frozen=True)
class Asked:
    """A question that can be simulated.

    Attributes
    ----------
    scenarios : tuple of Scenario
        The base, and the other where there is one.
    seeds : tuple of int
        Replications of each.
    draws : Draws or None
        Values of the assumptions, each run once in each scenario.
    """

    scenarios: tuple[Scenario, ...]
    seeds: tuple[int, ...]
    draws: Draws | None = None

    @property
    def cost(self) -> Cost:
        """What it takes, as far as one can tell before."""
        parameters = [scenario.parameters for scenario in self.scenarios]
        return cost_of(parameters, len(self.seeds), draws=0 if self.draws is None else len(self.draws))


@dataclass
class Question:
    """Scenarios to start from, and what the visitor has changed.

    Attributes
    ----------
    files : mapping of side to Path
        Scenario files; without ``other`` there is only one scenario.
    seeds : str
        Seeds as text.
    changes : mapping of side to mapping of str to str
        New values by dotted path, as text.
    apart : set of str
        Paths that the visitor sets in each scenario by itself.
    rules : GivenRules
        Code of rules that may run.
    over_assumptions : bool
        Whether to run the draws of the assumptions, too, that come with the package.
    """

    files: dict[Side, Path]
    seeds: str = ""
    changes: dict[Side, dict[str, str]] = field(default_factory=lambda: {BASE: {}, OTHER: {}})
    apart: set[str] = field(default_factory=set)
    rules: GivenRules = field(default_factory=GivenRules)
    over_assumptions: bool = False
    _read: dict[Path, Scenario] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.seeds = self.seeds or seeds_text(self.original(BASE).seeds)

    @property
    def sides(self) -> tuple[Side, ...]:
        """The base, and the other where there is one."""
        return (BASE, OTHER) if OTHER in self.files else (BASE,)

    def choose(self, side: Side, file: Path | None) -> None:
        """Start from another scenario file; changes stay. None: no other scenario."""
        if file is None:
            self.files.pop(side)
            return
        self.files[side] = file

    def original(self, side: Side) -> Scenario:
        """Return the scenario without changes.

        Raises
        ------
        ScenarioError
            If its file is not valid.
        """
        file = self.files[side]
        if file not in self._read:
            self._read[file] = self.rules.load(file)
        return self._read[file]

    def own_text(self, side: Side, path: str) -> str:
        """Return the value that the scenario's file gives a path."""
        return text_at(self.original(side), path)

    def text(self, side: Side, path: str) -> str:
        """Return the value in force at a path, as text."""
        return self.changes[side].get(path, self.own_text(side, path))

    def is_apart(self, path: str) -> bool:
        """Whether the scenarios have values of their own at a path, or the visitor wants to give them some."""
        return len(self.sides) == 2 and (path in self.apart or self.text(BASE, path) != self.text(OTHER, path))

    def set(self, side: Side, path: str, text: str) -> None:
        """Give a path a value; nothing, or what the file says anyway, takes the change back."""
        text = text.strip()
        if text in ("", self.own_text(side, path)):
            self.changes[side].pop(path, None)
        else:
            self.changes[side][path] = text

    def set_both(self, path: str, text: str) -> None:
        """Give a path a value in every scenario."""
        self.apart.discard(path)
        for side in self.sides:
            self.set(side, path, text)

    def reset(self) -> None:
        """Take all changes back."""
        for changed in self.changes.values():
            changed.clear()
        self.apart.clear()

    def check_change(self, path: str, text: str) -> None:
        """Refuse a change that no scenario would take.

        Raises
        ------
        QuestionError
            With what the command line would say.
        """
        try:
            for side in self.sides:
                self.rules.load(self.files[side], [*overrides(self.changes[side]), f"{path}={text}"])
        except ScenarioError as error:
            raise QuestionError(str(error)) from error

    def summary(self) -> list[str]:
        """Return the changes in force as ``path=value``, with the side where they are not for both."""
        changes = {side: self.changes[side] for side in self.sides}
        paths = dict.fromkeys(path for changed in changes.values() for path in changed)
        lines = []
        for path in paths:
            values = {side: changed[path] for side, changed in changes.items() if path in changed}
            if len(values) == len(changes) and len(set(values.values())) == 1:
                lines.append(f"{path}={values[BASE]}")
            else:
                lines += [f"{side}: {path}={value}" for side, value in values.items()]
        return lines

    def asked(self) -> Asked:
        """Return what to simulate.

        Raises
        ------
        QuestionError
            With every problem of the scenarios and the seeds, as the command line words them.
        TooLargeError
            With all that takes more than the page gives.
        """
        problems: list[str] = []
        scenarios: list[Scenario] = []
        seeds: tuple[int, ...] = ()
        for side in self.sides:
            try:
                scenarios.append(self.rules.load(self.files[side], overrides(self.changes[side])))
            except ScenarioError as error:
                problems += [str(problem) for problem in error.problems if str(problem) not in problems]
        try:
            seeds = tuple(sorted(parse_seeds(self.seeds)))
        except ValueError as error:
            problems.append(f"--seeds: {error}")
        draws = None
        if self.over_assumptions and not problems:
            try:
                draws = load_draws(POSTERIOR, scenarios)
            except ScenarioError as error:
                problems.append(str(error))
        if problems:
            raise QuestionError("\n".join(problems))
        asked = Asked(tuple(scenarios), seeds, draws)
        if too_large := list(excesses(asked.cost)):
            raise TooLargeError("\n".join([*too_large, LIMITS]))
        return asked


def overrides(changes: Mapping[str, str]) -> list[str]:
    """Return changes as the command line takes them after ``--set``."""
    return [f"{path}={text}" for path, text in changes.items()]


def path_and_value(text: str) -> tuple[str, str]:
    """Read ``path=value``.

    Raises
    ------
    QuestionError
        If there is no path or no value.
    """
    path, equals, value = (part.strip() for part in text.partition("="))
    if not (path and equals and value):
        raise QuestionError(f'expected path.to.key=value, found "{text.strip()[:60]}"')
    return path, value
