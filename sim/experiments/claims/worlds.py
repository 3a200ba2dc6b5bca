"""Worlds: points of a latin hypercube over what nobody has measured, and what each means for a scenario."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from sim.experiments.claims.claim import Setting
from sim.experiments.design.axes import Axis
from sim.experiments.design.placing import Point, latin_hypercube
from sim.scenario import Parameters, Scenario, value_at


def matching_paths(pattern: str, parameters: Parameters) -> list[str]:
    """Return the dotted paths of a scenario that a pattern stands for; ``*`` is any name.

    Parameters
    ----------
    pattern : str
        Dotted path, or several at once such as ``"apps.*.bonus"``.
    parameters : Parameters
        The scenario's parameters.
    """
    found: list[tuple[str, Any]] = [("", parameters)]
    for part in pattern.split("."):
        below = []
        for path, section in found:
            names = section.keys() if isinstance(section, Mapping) else getattr(type(section), "model_fields", {})
            for name in names:
                if fnmatchcase(str(name), part):
                    inside = section[name] if isinstance(section, Mapping) else getattr(section, name)
                    below.append((f"{path}.{name}" if path else str(name), inside))
        found = below
    return [path for path, _ in found]


def is_factor(path: str) -> bool:
    """Whether an assumption is a common factor on several parameters."""
    return "*" in path


def worlds_of(axes: Sequence[Axis], count: int, drawn: Sequence[Mapping[str, Any]] = ()) -> list[Point]:
    """Return the worlds: value by path of the assumption, the same every time, and what is drawn besides.

    Parameters
    ----------
    axes : sequence of Axis
        The assumptions.
    count : int
        Number of worlds.
    drawn : sequence of dict of str to object
        Values that worlds have in turn, whatever the assumptions say.
    """
    points = latin_hypercube(axes, count)
    return [{**point, **drawn[number % len(drawn)]} for number, point in enumerate(points)] if drawn else points


def changes_in(setting: Setting, world: Point, base: Scenario) -> dict[str, Any]:
    """Return what a world and a variant change in a scenario.

    Where the scenario itself departs from the base in an assumption, that is its question, and the world leaves it
    alone. What a variant scales it scales in this world; what it sets comes last.

    Parameters
    ----------
    setting : Setting
        Scenario and variant.
    world : dict of str to number
        Values of the assumptions.
    base : Scenario
        The base, at the same size.
    """
    changes: dict[str, Any] = {}
    for pattern, value in world.items():
        if is_factor(pattern):
            paths = matching_paths(pattern, setting.scenario.parameters)
            changes |= _scaled(setting.scenario.parameters, paths, value, {})
        elif value_at(setting.scenario.parameters, pattern) == value_at(base.parameters, pattern):
            changes[pattern] = value
    return changes | scaled(setting.scenario.parameters, setting.factors, changes) | dict(setting.changes)


def scaled(parameters: Parameters, factors: Mapping[str, float], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what factors by dotted path come to, on top of changes.

    Parameters
    ----------
    parameters : Parameters
        What a scenario has.
    factors : mapping of str to float
        Factors by dotted path; ``*`` is any name.
    changes : mapping of str to object
        What has been changed in it.
    """
    found: dict[str, Any] = {}
    for pattern, factor in factors.items():
        found |= _scaled(parameters, matching_paths(pattern, parameters), factor, {**changes, **found})
    return found


def _scaled(
    parameters: Parameters, paths: Sequence[str], factor: float, changes: Mapping[str, Any]
) -> dict[str, float]:
    """Return some parameters times a factor; what a scenario leaves open stays open."""
    values = {path: changes[path] if path in changes else value_at(parameters, path) for path in paths}
    return {path: factor * value for path, value in values.items() if value is not None}
