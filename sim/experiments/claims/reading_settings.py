"""The scenarios, variants and assumptions of a file of claims."""

from collections.abc import Mapping

from sim.experiments.claims.claim import Setting
from sim.experiments.claims.worlds import is_factor, matching_paths
from sim.experiments.design.axes import Axis
from sim.scenario import Scenario, ScenarioError, load, shipped_scenarios
from sim.scenario.changes import changes_of
from sim.scenario.places import PARAMETERS
from sim.scenario.problems import Problem, problem_at
from sim.scenario.tree import Node, plain
from sim.scenario.wording import suggestion


def read_settings(keys: Mapping[str, Node], problems: list[Problem]) -> dict[str, Setting]:
    """Return every shipped scenario and every variant of the file by name, noting what is wrong with them.

    Parameters
    ----------
    keys : mapping of str to Node
        Keys of the file.
    problems : list of Problem
        Collects what is wrong.
    """
    scenarios = _shipped(keys.get("market"), problems)
    settings = {name: Setting(name, scenario, {}, scenario) for name, scenario in scenarios.items()}
    for name, node in keys["variants"].entries.items() if "variants" in keys else ():
        here = ("variants", name)
        if name in scenarios:
            problems.append(problem_at(node.place, here, f"{name} is the name of a scenario"))
        file = str(node.entries["scenario"].value)
        scenario = scenarios.get(file.removesuffix(".yaml"))
        if scenario is None:
            hint = suggestion(file, [f"{known}.yaml" for known in scenarios], "shipped scenarios")
            place = node.entries["scenario"].origin
            problems.append(problem_at(place, (*here, "scenario"), f"there is no scenario {file}", hint))
            continue
        changes = node.entries["set"]
        try:
            settings[name] = Setting(name, scenario, plain(changes), scenario.changed(changes_of(changes)))
        except ScenarioError as error:
            problems.extend(one for one in error.problems if one not in problems)
    return settings


def _shipped(market: Node | None, problems: list[Problem]) -> dict[str, Scenario]:
    """Return the shipped scenarios at the size of the scorecard, by name of their file."""
    changes = changes_of(market) if market is not None else []
    scenarios = {}
    for path in shipped_scenarios():
        try:
            scenarios[path.stem] = load(path).changed(changes)
        except ScenarioError as error:
            problems.extend(one for one in error.problems if one not in problems)
    return scenarios


def read_axes(node: Node, base: Scenario, problems: list[Problem]) -> tuple[Axis, ...]:
    """Return the assumptions, noting those that are no parameter or take values that the schema does not allow.

    Parameters
    ----------
    node : Node
        What stands under ``assumptions``.
    base : Scenario
        Where they have their usual values.
    problems : list of Problem
        Collects what is wrong.
    """
    axes = []
    for path, entry in node.entries.items():
        low, high = (float(plain(entry.entries[key])) for key in ("low", "high"))
        log = "scale" in entry.entries and entry.entries["scale"].value == "log"
        here = ("assumptions", path)
        paths = matching_paths(path, base.parameters)
        if not paths:
            problems.append(problem_at(entry.place, here, "there is no such parameter in base.yaml"))
            continue
        if low >= high or (log and low <= 0):
            message = f"expected low below high{', above 0 on a logarithmic scale' if log else ''}"
            problems.append(problem_at(entry.place, here, f"{message}, found {low:g} and {high:g}"))
            continue
        place = PARAMETERS.at(paths[0].split("."))
        whole = place is not None and place.kind is int and not is_factor(path)
        axis = Axis(path, "whole number" if whole else "number", low, high, log=log)
        if not is_factor(path):
            _check_ends(axis, base, entry, problems)
        axes.append(axis)
    return tuple(axes)


def _check_ends(axis: Axis, base: Scenario, entry: Node, problems: list[Problem]) -> None:
    for key, value in zip(("low", "high"), axis.ends(), strict=True):
        try:
            base.with_(**{axis.path: value})
        except ScenarioError as error:
            origin = entry.entries[key].origin
            problems.extend(problem_at(origin, ("assumptions", axis.path, key), one.message) for one in error.problems)
