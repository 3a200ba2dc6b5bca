"""The scenarios, variants and assumptions of a file of claims."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from sim.experiments.claims.claim import Setting
from sim.experiments.claims.worlds import is_factor, matching_paths, scaled
from sim.experiments.design.axes import Axis
from sim.scenario import Scenario, ScenarioError, load, shipped_scenarios
from sim.scenario.changes import Change, changes_of
from sim.scenario.places import PARAMETERS
from sim.scenario.problems import Problem, problem_at
from sim.scenario.tree import Node, plain
from sim.scenario.wording import suggestion


def read_settings(keys: Mapping[str, Node], problems: list[Problem]) -> dict[str, Setting]:
    """Return the shipped scenarios and the variants that a file names, by name, noting what is wrong with them.

    Parameters
    ----------
    keys : mapping of str to Node
        Keys of the file.
    problems : list of Problem
        Collects what is wrong.
    """
    known = {path.stem: path for path in shipped_scenarios()}
    named = {text.removesuffix(".yaml") for key in ("claims", "variants") if key in keys for text in _texts(keys[key])}
    wanted = {name: path for name, path in known.items() if name in named}
    scenarios = _loaded(wanted, keys.get("market"), problems)
    settings = {name: Setting(name, scenario, {}, scenario) for name, scenario in scenarios.items()}
    for name, node in keys["variants"].entries.items() if "variants" in keys else ():
        here = ("variants", name)
        if name in known:
            problems.append(problem_at(node.place, here, f"{name} is the name of a scenario"))
        file = str(node.entries["scenario"].value)
        scenario = scenarios.get(file.removesuffix(".yaml"))
        if scenario is None:
            if file.removesuffix(".yaml") in known:
                continue  # what is wrong with it has been noted
            hint = suggestion(file, [f"{one}.yaml" for one in known], "shipped scenarios")
            place = node.entries["scenario"].origin
            problems.append(problem_at(place, (*here, "scenario"), f"there is no scenario {file}", hint))
            continue
        scale = node.entries.get("scale")
        if scale is not None:
            problems.extend(
                problem_at(entry.place, (*here, "scale"), f"there is no parameter {pattern}")
                for pattern, entry in scale.entries.items()
                if not matching_paths(pattern, scenario.parameters)
            )
        _vary(settings, Setting(name, scenario, {}, scenario), node.entries.get("set"), problems, scale)
    return settings


def _vary(
    settings: dict[str, Setting],
    setting: Setting,
    block: Node | None,
    problems: list[Problem],
    scale: Node | None = None,
) -> None:
    """Add a setting that is scaled and changed further, or note what is wrong with that."""
    factors = {} if scale is None else plain(scale)
    changes = [] if block is None else changes_of(block)
    if scale is not None:
        times = scaled(setting.scenario.parameters, factors, {})
        there = scale.place
        changes = [Change(tuple(path.split(".")), Node(value, there, there)) for path, value in times.items()] + changes
    try:
        varied = setting.varied.changed(changes)
    except ScenarioError as error:
        problems.extend(one for one in error.problems if one not in problems)
        return
    more = {} if block is None else plain(block)
    settings[setting.name] = replace(
        setting, changes={**setting.changes, **more}, factors={**setting.factors, **factors}, varied=varied
    )


def without(
    names: Sequence[str], suffix: str, block: Node, settings: dict[str, Setting], problems: list[Problem]
) -> dict[str, str]:
    """Add settings in which a mechanism is switched off; returns their names by those of the settings that have it.

    Parameters
    ----------
    names : sequence of str
        Settings that have the mechanism.
    suffix : str
        What is added to their names.
    block : Node
        Changes that switch it off; they come last.
    settings : dict of str to Setting
        All settings; those without the mechanism are added.
    problems : list of Problem
        Collects what is wrong.
    """
    for name in names:
        _vary(settings, replace(settings[name], name=name + suffix), block, problems)
    return {name: name + suffix for name in names}


def _texts(node: Node) -> Iterator[str]:
    """Yield every text that stands somewhere in a part of a file."""
    if isinstance(node.value, str):
        yield node.value
    for below in node.value if isinstance(node.value, tuple) else node.entries.values():
        yield from _texts(below)


@cache
def shipped(path: Path) -> Scenario:
    """Return a shipped scenario, read once."""
    return load(path)


def _loaded(files: Mapping[str, Path], market: Node | None, problems: list[Problem]) -> dict[str, Scenario]:
    """Return scenarios at the size of the scorecard."""
    changes = changes_of(market) if market is not None else []
    scenarios = {}
    for name, path in files.items():
        try:
            scenarios[name] = shipped(path).changed(changes)
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
