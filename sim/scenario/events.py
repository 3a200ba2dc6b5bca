"""Dated changes as files give them: when, what, and whether an event may change it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.scenario.changes import Change, changes_of, conflicts
from sim.scenario.months import month_index, month_name
from sim.scenario.places import EVENT, PARAMETERS, Place
from sim.scenario.problems import Origin, Problem, problem_at
from sim.scenario.schema.frozen import FrozenMap
from sim.scenario.schema.root import Event
from sim.scenario.tree import Node, Path, find, leaves, nearest_above, plain
from sim.scenario.validation import read_section
from sim.scenario.wording import found, suggestion

ANY_START = "2000-01"


@dataclass(frozen=True)
class DatedEvent:
    """A change of parameters during the run.

    Attributes
    ----------
    month : int
        Months after the start.
    when : str
        The same as YYYY-MM.
    changes : mapping of str to object
        Dotted paths of single values and their new values; None removes an entry of a map of numbers.
    note : str
        Why, for reports.
    origins : mapping of str to Origin
        Where the value of each path, ``when`` and ``note`` were written; events are compared without it.
    """

    month: int
    when: str
    changes: Mapping[str, Any]
    note: str = ""
    origins: Mapping[str, Origin] = field(default_factory=FrozenMap, compare=False, repr=False)


@dataclass(frozen=True)
class WrittenEvent:
    """An event as a file gives it, its month counted from the start."""

    month: int
    when: str
    note: str
    changes: tuple[Change, ...]
    origins: Mapping[str, Origin]


def written_events(node: Node | None, horizon: tuple[str, int] | None, problems: list[Problem]) -> list[WrittenEvent]:
    """Return the events that can be read, noting what is wrong with the others.

    Parameters
    ----------
    node : Node or None
        What stands under ``events``.
    horizon : (str, int) or None
        First month and number of months; None where they are wrong themselves.
    problems : list of Problem
        Collects what is wrong.
    """
    if node is None:
        return []
    if not isinstance(node.value, tuple):
        message = f"expected a list of events, each with when and set, found {found(plain(node))}"
        problems.append(problem_at(node.origin, ("events",), message, "write [] for none"))
        return []
    written: list[WrittenEvent] = []
    for position, item in enumerate(node.value):
        path = (f"events[{position}]",)
        wrong = _wrong_event(item, path)
        problems.extend(wrong)
        if not wrong:
            month = _month(item, path, horizon, problems)
            if month is not None:
                changes = tuple(changes_of(item.entries["set"]))
                data = plain(item)
                origins = {key: below.origin for key, below in item.entries.items() if key != "set"}
                written.append(WrittenEvent(month, data["when"], data.get("note", ""), changes, origins))
    for month in sorted({event.month for event in written}):
        problems.extend(conflicts([change for event in written if event.month == month for change in event.changes]))
    return written


def _wrong_event(item: Node, path: Path) -> list[Problem]:
    if not item.is_map:
        message = f"expected a map with when and set, found {found(plain(item))}"
        return [problem_at(item.origin, path, message)]
    wrong = read_section(Event, EVENT, item, path)
    block = item.entries.get("set")
    if not wrong and block is not None and not block.entries:
        wrong.append(problem_at(block.place, (*path, "set"), "sets nothing: expected at least one dotted path"))
    return wrong


def _month(item: Node, path: Path, horizon: tuple[str, int] | None, problems: list[Problem]) -> int | None:
    """Return the month of an event, or None with a problem noted where the run does not reach it."""
    when = item.entries["when"]
    first, months = horizon or (ANY_START, None)
    month = month_index(first, str(when.value))
    if months is None or 0 <= month < months:
        return month
    side = "before the run starts" if month < 0 else "after the run ends"
    message = f"{when.value} is {side}: it lasts from {first} to {month_name(first, months - 1)}"
    problems.append(problem_at(when.origin, (*path, "when"), message))
    return None


def allowed_changes(event: WrittenEvent, tree: Node, problems: list[Problem], *, complete: bool) -> list[Change]:
    """Return the changes that an event may make, noting why it may not make the others."""
    allowed: list[Change] = []
    for change in event.changes:
        wrong = [
            problem
            for path, leaf in leaves(change.node, change.path)
            if (problem := _why_not(change, path, leaf, tree, complete=complete)) is not None
        ]
        problems.extend(wrong)
        if not wrong:
            allowed.append(change)
    return allowed


def _why_not(change: Change, path: Path, leaf: Node, tree: Node, *, complete: bool) -> Problem | None:
    """Return why an event may not set a value; a path that leads nowhere is reported elsewhere."""
    place = PARAMETERS.at(path)
    origin = leaf.key_origin or change.node.place
    if place is None:
        return None
    if place.start_only:
        return problem_at(
            origin, path, f"cannot change during the run: {place.why_start_only}", "set it outside events"
        )
    for depth in range(1, len(path)):
        around = PARAMETERS.at(path[:depth])
        if around is None or not _holds_entities(around):
            continue
        section = ".".join(path[:depth])
        if leaf.value is None and len(path) == depth + 1:
            hint = "access: none ends it" if section == "contracts" else ""
            return problem_at(origin, path, f"events cannot remove entries of {section}", hint)
        if complete and section != "contracts" and find(tree, path[: depth + 1]) is None:
            existing = sorted(nearest_above(tree, path[:depth]).entries)
            hint = suggestion(path[depth], existing, f"in {section}")
            message = f'no "{path[depth]}" in {section}, and events cannot add one'
            return problem_at(origin, path, message, hint)
    return None


def _holds_entities(place: Place) -> bool:
    """Whether a place is a map of things, not of numbers."""
    entry = place.child("") if place.is_named_map else None
    return entry is not None and entry.is_section
