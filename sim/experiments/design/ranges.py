"""The parameters of an experiment file, checked against the scenarios that they are moved in."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sim.experiments.design.axes import Axis, Kind
from sim.scenario import Scenario, ScenarioError, value_at
from sim.scenario.changes import Change
from sim.scenario.places import PARAMETERS
from sim.scenario.problems import Problem, problem_at
from sim.scenario.tree import Node
from sim.scenario.wording import found


def read_axes(
    node: Node,
    scenarios: Sequence[Scenario],
    problems: list[Problem],
    *,
    is_grid: bool,
    has_design: bool,
    section: str = "parameters",
) -> tuple[Axis, ...]:
    """Return the parameters that are moved, noting what is wrong with them.

    Parameters
    ----------
    node : Node
        What stands under ``parameters``, a map.
    scenarios : sequence of Scenario
        Where the parameters are moved: the ends of every range, and every listed value, must be allowed in each.
        Without any, only the form of the ranges is checked.
    problems : list of Problem
        Collects what is wrong.
    is_grid : bool
        Whether ranges need a number of levels.
    has_design : bool
        Whether there is a sweep at all.
    section : str
        Key of the file under which they stand.

    Returns
    -------
    tuple of Axis
        In the order of the file, which is that of the axes of figures.
    """
    axes = []
    for path, entry in node.entries.items():
        if any(problem.key.startswith(f"{section}.{path}") for problem in problems):
            continue  # what does not even fit the schema of the file is noted
        before = len(problems)
        _check_form((section, path), entry, problems, is_grid=is_grid, has_design=has_design)
        if len(problems) == before:
            _check_values_in((section, path), entry, scenarios, problems)
        if len(problems) == before and scenarios:
            axes.append(_axis(path, entry))
    return tuple(axes)


def _check_form(
    here: tuple[str, str], entry: Node, problems: list[Problem], *, is_grid: bool, has_design: bool
) -> None:
    """Note what is wrong with the keys of a range, whatever the parameter is."""
    keys = {key: child for key, child in entry.entries.items() if child.value is not None}

    def note(key: str, message: str, hint: str = "") -> None:
        place = keys[key].place if key in keys else entry.place
        problems.append(problem_at(place, (*here, key) if key in keys else here, message, hint))

    if "values" in keys:
        for key in ("low", "high", "levels", "scale"):
            if key in keys:
                note(key, "does not go with values", "write either values, or low and high")
        _check_values(keys["values"], (*here, "values"), problems)
        return
    for key in ("low", "high"):
        if key not in keys:
            note(key, f"missing: {key}", "write low and high, or values: [...]")
    if {"low", "high"} <= keys.keys():
        low, high = _number(keys["low"]), _number(keys["high"])
        if low >= high:
            note("high", f"expected more than low, which is {low:g}, found {high:g}")
        if low <= 0 and "scale" in keys and keys["scale"].value == "log":
            note("low", f"a logarithmic scale begins above 0, found {low:g}", "scale: linear goes through 0")
    if is_grid and "levels" not in keys:
        note("levels", "missing: levels, the number of values from low to high", "such as levels: 5, or values: [...]")
    if has_design and not is_grid and "levels" in keys:
        note("levels", "only a grid has levels", "points says how many points there are")


def _check_values(node: Node, path: tuple[str, ...], problems: list[Problem]) -> None:
    items = node.value if isinstance(node.value, tuple) else ()
    if len(items) < 2:
        problems.append(problem_at(node.origin, path, f"expected two values or more, found {len(items)}"))
    seen: set[tuple[bool, Any]] = set()
    for item in items:
        value = item.value
        if isinstance(value, dict | tuple) or value is None:
            problems.append(problem_at(item.origin, path, f"expected a plain value, found {found(value)}"))
        elif (isinstance(value, bool), value) in seen:
            problems.append(problem_at(item.origin, path, f"{found(value)} is given twice"))
        else:
            seen.add((isinstance(value, bool), value))


def _check_values_in(
    here: tuple[str, str], entry: Node, scenarios: Sequence[Scenario], problems: list[Problem]
) -> None:
    """Note a path that is not there, and values that a scenario does not allow."""
    _, path = here
    parts = tuple(path.split("."))
    place = PARAMETERS.at(parts)
    if place is not None and place.kind not in (int, float) and "values" not in entry.entries and not place.is_section:
        message = f"{path} is no number: it has no low and high"
        problems.append(problem_at(entry.place, here, message, "write values: [...]"))
        return
    before = len(problems)
    for scenario in scenarios:
        for node in _values(entry):
            change = Change(parts, replace(node, key_origin=entry.key_origin))
            try:
                scenario.changed([change])
            except ScenarioError as error:
                caused = [_caused_by(node, here, one) for one in error.problems]
                problems.extend(one for one in caused if one not in problems)
        if len(problems) == before and not _is_there(scenario, path):
            message = f"there is no {path} in {scenario.name} to move"
            problems.append(problem_at(entry.place, here, message))


def _caused_by(node: Node, here: tuple[str, str], problem: Problem) -> Problem:
    """Return a problem at the value that causes it, where it points elsewhere."""
    if problem.file == node.origin.file:
        return problem
    message = f"with {here[1]} at {found(node.value)}: {problem.key}: {problem.message}"
    return problem_at(node.origin, here, message, problem.hint)


def _is_there(scenario: Scenario, path: str) -> bool:
    try:
        value_at(scenario.parameters, path)
    except KeyError:
        return False
    return True


def _values(entry: Node) -> tuple[Node, ...]:
    """Return the values that a scenario must allow: low and high, or each that is listed."""
    listed = entry.entries.get("values")
    if listed is None or not isinstance(listed.value, tuple):
        return entry.entries["low"], entry.entries["high"]
    return listed.value


def _number(node: Node) -> float:
    return float(node.value) if isinstance(node.value, int | float) else float("nan")


def _axis(path: str, entry: Node) -> Axis:
    place = PARAMETERS.at(path.split("."))
    assert place is not None, "the scenarios have accepted the path"
    keys = entry.entries
    listed = keys.get("values")
    whole = place.kind is int
    if listed is not None and isinstance(listed.value, tuple):
        if place.kind not in (int, float):
            return Axis(path, "choice", 0, len(listed.value) - 1, values=tuple(item.value for item in listed.value))
        values = tuple(int(_number(item)) if whole else _number(item) for item in listed.value)
        return Axis(path, _kind(whole), float(min(values)), float(max(values)), values=values)
    scale, levels = keys.get("scale"), keys.get("levels")
    return Axis(
        path,
        _kind(whole),
        _number(keys["low"]),
        _number(keys["high"]),
        log=scale is not None and scale.value == "log",
        levels=int(_number(levels)) if levels is not None and levels.value is not None else None,
    )


def _kind(whole: bool) -> Kind:
    return "whole number" if whole else "number"
