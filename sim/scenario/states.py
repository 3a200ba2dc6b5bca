"""The scenario through time: as it is at the start, and from each month with events on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from sim.scenario.changes import Change, apply_changes
from sim.scenario.checks import Draft, check_all
from sim.scenario.events import DatedEvent, WrittenEvent, allowed_changes, written_events
from sim.scenario.problems import Problem
from sim.scenario.schema.frozen import FrozenMap
from sim.scenario.schema.root import Parameters
from sim.scenario.tree import Node, Path, find, leaves, plain
from sim.scenario.validation import read_parameters


@dataclass(frozen=True)
class State:
    """The parameters from one month on, until the next state.

    Attributes
    ----------
    month : int
        Months after the start.
    tree : Node
        Values with their origins.
    parameters : Parameters or None
        None where something is wrong.
    horizon : (str, int) or None
        First month and number of months; None where they are wrong.
    access : mapping of str to (str, int)
        Access that each contract gives, and since which month.
    known_problems : frozenset of (str, str)
        Key and message of what the checks found, so that later states do not repeat it.
    """

    month: int
    tree: Node
    parameters: Parameters | None
    horizon: tuple[str, int] | None
    access: Mapping[str, tuple[str, int]]
    known_problems: frozenset[tuple[str, str]]


def states_of(
    tree: Node, events: Node | None, files: Sequence[str], problems: list[Problem], *, complete: bool = True
) -> tuple[tuple[State, ...], tuple[DatedEvent, ...]]:
    """Follow the parameters from the start through all events, checking each state.

    Parameters
    ----------
    tree : Node
        The parameters at the start.
    events : Node or None
        What stands under ``events``.
    files : sequence of str
        Files of the scenario, itself first, then its parents.
    problems : list of Problem
        Collects what is wrong.
    complete : bool
        False where a file of the chain could not be read, so that gaps are no news.

    Returns
    -------
    states : tuple of State
        The start, then one for each month with events.
    events : tuple of DatedEvent
        By month; incomplete where there are problems.
    """
    state, found = _state(0, tree, None, files, problems, complete=complete)
    problems.extend(found)
    states: list[State] = [state]
    dated: list[DatedEvent] = []
    written = written_events(events, state.horizon, problems)
    for month in sorted({event.month for event in written}):
        now = [event for event in written if event.month == month]
        changes = [
            change for event in now for change in allowed_changes(event, state.tree, problems, complete=complete)
        ]
        changed = apply_changes(state.tree, changes, problems, complete=complete)
        state, found = _state(month, changed, state, files, problems, complete=complete)
        problems.extend(_from_then_on(problem, now[0].when, changes) for problem in found)
        states.append(state)
        if not problems:
            dated.extend(sorted((_dated_event(event, state) for event in now), key=_canonical_order))
    return tuple(states), tuple(dated)


def _state(
    month: int,
    tree: Node,
    before: State | None,
    files: Sequence[str],
    problems: list[Problem],
    *,
    complete: bool,
) -> tuple[State, list[Problem]]:
    """Return a state and what the checks newly found; values that do not fit the schema go to `problems`."""
    parameters, data = read_parameters(tree, problems, complete=complete)
    access = _access(data, before.access if before is not None else {}, month)
    draft = Draft(tree, data, files, _head_starts(data, access, month), month if before is not None else None)
    if complete:
        check_all(draft)
    known = before.known_problems if before is not None else frozenset()
    signatures = frozenset((problem.key, problem.message) for problem in draft.problems)
    new = [problem for problem in draft.problems if (problem.key, problem.message) not in known]
    return State(month, tree, parameters, _horizon(data), access, known | signatures), new


def _horizon(data: dict[str, Any]) -> tuple[str, int] | None:
    horizon = data.get("horizon")
    if not isinstance(horizon, dict) or not {"start", "months"} <= set(horizon):
        return None
    return horizon["start"], horizon["months"]


def _contracts(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    contracts = data.get("contracts")
    entries = contracts.items() if isinstance(contracts, dict) else ()
    return {key: contract for key, contract in entries if isinstance(contract, dict)}


def _access(data: dict[str, Any], before: Mapping[str, tuple[str, int]], month: int) -> dict[str, tuple[str, int]]:
    """Return the access that each contract gives, and since which month."""
    access: dict[str, tuple[str, int]] = {}
    for key, contract in _contracts(data).items():
        kind = contract.get("access", "none")
        earlier = before.get(key)
        access[key] = earlier if earlier is not None and earlier[0] == kind else (kind, month)
    return access


def _head_starts(data: dict[str, Any], access: Mapping[str, tuple[str, int]], month: int) -> set[str]:
    """Return the preferred contracts whose head start still runs."""
    running: set[str] = set()
    for key, contract in _contracts(data).items():
        kind, since = access[key]
        if kind == "preferred" and month < since + contract.get("preferred_lag", 0):
            running.add(key)
    return running


def _from_then_on(problem: Problem, when: str, changes: Sequence[Change]) -> Problem:
    """Return a problem that an event causes: with its month, and at the event where it points elsewhere."""
    message = f"from {when} on: {problem.message}"
    written = [leaf.place for change in changes for _, leaf in leaves(change.node)]
    written += [change.node.place for change in changes] + [leaf.origin for c in changes for _, leaf in leaves(c.node)]
    here = (problem.file, problem.line, problem.column)
    if not changes or any(here == (origin.file, origin.line, origin.column) for origin in written):
        return replace(problem, message=message)
    cause = changes[0].node.place
    return replace(problem, file=cause.file, line=cause.line, column=cause.column, message=message)


def _dated_event(event: WrittenEvent, state: State) -> DatedEvent:
    """Return an event with its values as the schema types them."""
    changes: dict[str, Any] = {}
    origins = dict(event.origins)
    for change in event.changes:
        for path, leaf in leaves(change.node, change.path):
            key = ".".join(path)
            changes[key] = _typed_value(path, leaf, state)
            origins[key] = leaf.origin
    ordered = {key: changes[key] for key in sorted(changes)}
    return DatedEvent(event.month, event.when, FrozenMap(ordered), event.note, FrozenMap(origins))


def _typed_value(path: Path, leaf: Node, state: State) -> Any:
    if leaf.is_map or state.parameters is None or find(state.tree, path) is None:
        return plain(leaf)  # an empty map, or null for an entry that is no longer there
    return value_at(state.parameters, ".".join(path))


def value_at(parameters: Parameters, path: str) -> Any:
    """Return the value at a dotted path.

    Raises
    ------
    KeyError
        If nothing stands there.
    """
    value: Any = parameters
    for part in path.split("."):
        value = value[part] if isinstance(value, dict) else _field(value, part)
    return value


def _field(section: Any, name: str) -> Any:
    if not isinstance(section, BaseModel) or name not in type(section).model_fields:
        raise KeyError(name)
    return getattr(section, name)


def _canonical_order(event: DatedEvent) -> str:
    """Return an event as text that does not depend on how it was written."""
    return json.dumps([dict(event.changes), event.note], sort_keys=True)
