"""A scenario: read from files, checked, and frozen."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

from sim.scenario.assembly import Assembly, assemble, with_changes
from sim.scenario.changes import Change, changes_from_python, changes_from_texts
from sim.scenario.events import DatedEvent
from sim.scenario.files import GivenFile
from sim.scenario.heads import read_heads
from sim.scenario.origins import origins_of
from sim.scenario.problems import COMMAND_LINE, Origin, Problem, ScenarioError, in_order
from sim.scenario.rule_files import RuleTrust, untrusted_code, with_rule_code
from sim.scenario.schema.root import SCHEMA_VERSION, Parameters
from sim.scenario.states import states_of


@dataclass(frozen=True, eq=False)
class Scenario:
    """Everything that determines a run, apart from the code.

    Two scenarios are equal when nothing in them can make results differ; name, title and seeds do not count.

    Attributes
    ----------
    name, title : str
        Short name and one line of explanation.
    path : Path or None
        File it was read from.
    question : str
        What it asks: the first paragraph of the file's opening comment.
    seeds : tuple of int
        Replications.
    parameters : Parameters
        All parameters as at the start, before any event.
    events : tuple of DatedEvent
        Dated changes, by month.
    """

    name: str
    title: str
    path: Path | None
    question: str
    seeds: tuple[int, ...]
    parameters: Parameters
    events: tuple[DatedEvent, ...]
    _later: tuple[tuple[int, Parameters], ...] = field(repr=False)
    _assembly: Assembly = field(repr=False)

    def parameters_at(self, month: int) -> Parameters:
        """Return the parameters in a month, with all events up to and including that month applied."""
        position = bisect_right(self._later, month, key=lambda state: state[0])
        return self._later[position - 1][1] if position else self.parameters

    @property
    def parameters_over_time(self) -> tuple[Parameters, ...]:
        """The parameters at the start, and those from each month with events on."""
        return (self.parameters, *(later for _, later in self._later))

    @property
    def own_file(self) -> str:
        """The file that it was read from, as messages name it; empty text where that has to say everything itself."""
        return self._assembly.files[0] if len(self._assembly.files) > 1 else ""

    def with_(self, **changes: Any) -> "Scenario":
        """Return a scenario with changes.

        Parameters
        ----------
        **changes
            New values by dotted path, such as ``**{"rules.pricing": "fixed"}``; also ``name``, ``title``,
            ``seeds`` and ``events``. Maps merge into what is there; None removes an entry of a named map.

        Raises
        ------
        ScenarioError
            If a path leads nowhere or the changed scenario is not valid.
        """
        problems: list[Problem] = []
        return self.changed(changes_from_python(changes, problems), problems)

    def changed(self, changes: Sequence[Change], problems: Sequence[Problem] = ()) -> "Scenario":
        """Return a scenario with changes that know where they were written.

        Parameters
        ----------
        changes : sequence of Change
            New values by path.
        problems : sequence of Problem
            What is already known to be wrong.

        Raises
        ------
        ScenarioError
            If there are problems, a path leads nowhere, or the changed scenario is not valid.
        """
        found = list(problems)
        return _scenario(with_changes(self._assembly, changes, found), found)

    @property
    def rule_files(self) -> tuple[Path, ...]:
        """Rule files that were read: their code runs with the scenario."""
        return tuple(self._assembly.rule_files)

    def refuse_untrusted_rules(self) -> None:
        """Refuse to go on where code of rules came inside a scenario file, and nobody said that it is trusted.

        Raises
        ------
        ScenarioError
            With each such rule and where it comes from.
        """
        one = self._assembly
        found = untrusted_code(one.parameters, one.heads.get("events"), one.trust, one.rule_files)
        if found:
            raise ScenarioError(found)

    @cached_property
    def origins(self) -> Mapping[str, Origin]:
        """Where each value was written: by dotted path, events as ``events.2025-01.<path>``."""
        return origins_of(self._assembly.heads, self._assembly.parameters, self.parameters, self.events)

    def resolved(self) -> dict[str, Any]:
        """Return the whole scenario as plain data that make a scenario file of their own."""
        return {
            "schema": SCHEMA_VERSION,
            "name": self.name,
            "title": self.title,
            "seeds": list(self.seeds),
            "events": [{"when": event.when, "set": dict(event.changes), "note": event.note} for event in self.events],
            **self.parameters.model_dump(),
        }

    def content(self) -> str:
        """Return what determines results as canonical JSON: parameters and events."""
        return self._content

    @cached_property
    def _content(self) -> str:
        dated: dict[str, dict[str, Any]] = {}
        for event in self.events:  # how changes of one month are spread over events makes no difference
            month = dated.setdefault(event.when, {"set": {}, "notes": []})
            month["set"] |= event.changes
            month["notes"] = sorted({*month["notes"], event.note} - {""})
        whole = {"parameters": self.parameters.model_dump(), "events": dated}
        return json.dumps(whole, sort_keys=True, separators=(",", ":"), allow_nan=False)

    def digest(self) -> str:
        """Return a short fingerprint of `content`."""
        return hashlib.sha256(self.content().encode()).hexdigest()[:12]

    def __eq__(self, other: object) -> bool:
        return self.content() == other.content() if isinstance(other, Scenario) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.content())


def load(
    path: GivenFile,
    overrides: Sequence[str] = (),
    *,
    trust_rules: bool = False,
    rule_files: Iterable[Path] | None = None,
) -> Scenario:
    """Read a scenario file. Reading runs no code of rules.

    Parameters
    ----------
    path : path
        The file, or the bare name of a scenario that comes with the package, such as ``"exclusive"``; or what was read
        from it.
    overrides : sequence of str
        Changes as ``"path.to.key=value"``, applied last; values are YAML.
    trust_rules : bool
        Whether code of rules that stands inside the file, as in a resolved scenario, may run.
    rule_files : iterable of Path, optional
        The only rule files that may be read; by default any that the file or `overrides` name.

    Raises
    ------
    ScenarioError
        With every problem of the file and of the files that it extends.
    """
    problems: list[Problem] = []
    texts = (overrides,) if isinstance(overrides, str) else tuple(overrides)
    files = None if rule_files is None else frozenset(file.resolve() for file in rule_files)
    assembly = assemble(path, RuleTrust(trust_rules, files), problems)
    changed = with_changes(assembly, changes_from_texts(texts, problems), problems)
    try:
        return _scenario(changed, problems)
    except ScenarioError as error:
        if not assembly.complete:
            raise
        below = assembly.path if texts else Path(assembly.files[1]) if len(assembly.files) > 1 else None
        cause = COMMAND_LINE.file if texts else assembly.files[0] if assembly.files else ""
        raise ScenarioError([*_with_cause(error.problems, cause, below)]) from None


def _with_cause(problems: Sequence[Problem], cause: str, below: Path | None) -> Iterator[Problem]:
    """Yield problems; one that shows in another file than the one that causes it names the cause.

    Parameters
    ----------
    problems : sequence of Problem
        What is wrong.
    cause : str
        The file that was read, or ``--set``.
    below : Path or None
        What it changes: problems that are there already are not its own.
    """
    known: dict[tuple[str, int | None, str], Problem] = {}
    if below is not None and any(problem.file != cause for problem in problems):
        try:
            load(below)
        except ScenarioError as error:
            known = {(one.file, one.line, one.key): one for one in error.problems}
    for problem in problems:
        if below is None or problem.file == cause or problem.message.startswith("from "):
            yield problem
        else:
            here = (problem.file, problem.line, problem.key)
            yield known.get(here) or replace(problem, message=f"{problem.message} under {cause}")


def scenario_from(given: Scenario | str | PathLike[str]) -> Scenario:
    """Return a scenario, read from its file where a path or the name of a shipped one is given.

    Raises
    ------
    ScenarioError
        If the file is wrong.
    TypeError
        If it is something else.
    """
    if isinstance(given, Scenario):
        return given
    if isinstance(given, str | PathLike):
        return load(given)
    raise TypeError(f"expected a scenario or the path of its file, found {type(given).__name__}")


def load_all(
    paths: Sequence[str | PathLike[str]], overrides: Sequence[str] = (), *, trust_rules: bool = False
) -> list[Scenario]:
    """Read several scenario files with the same overrides.

    Raises
    ------
    ScenarioError
        With every problem of all files.
    """
    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            scenarios.append(load(path, overrides, trust_rules=trust_rules))
        except ScenarioError as error:
            problems.extend(problem for problem in error.problems if problem not in problems)
    if problems:
        raise ScenarioError(problems)
    return scenarios


def _scenario(assembly: Assembly, problems: list[Problem]) -> Scenario:
    """Check an assembled scenario and freeze it."""
    coded, read = with_rule_code(
        assembly.parameters, assembly.heads.get("events"), assembly.trust, assembly.rule_files, problems
    )
    assembly = replace(assembly, parameters=coded, rule_files=read)
    heads = read_heads(assembly.heads, assembly.parameters, problems) if assembly.files else None
    states, events = states_of(
        assembly.parameters,
        assembly.heads.get("events"),
        assembly.files,
        problems,
        complete=assembly.complete,
    )
    if problems or heads is None:
        raise ScenarioError(in_order(problems, assembly.files))
    accepted = [(state.month, state.parameters) for state in states if state.parameters is not None]
    return Scenario(
        name=heads.name,
        title=heads.title,
        path=assembly.path,
        question=assembly.question,
        seeds=heads.seeds,
        parameters=accepted[0][1],
        events=events,
        _later=tuple(accepted[1:]),
        _assembly=assembly,
    )
