"""Whether every point of an experiment can be: each value alone may be allowed, and a combination not."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from sim.experiments.design.axes import Axis
from sim.experiments.design.experiment import Experiment
from sim.experiments.design.placing import Point
from sim.scenario import ScenarioError
from sim.scenario.files import shown_path
from sim.scenario.problems import Problem
from sim.scenario.wording import found


def check_points(experiment: Experiment, points: Sequence[Point]) -> None:
    """Refuse an experiment with a point that one of its scenarios does not allow.

    Where the corners of its ranges are fewer than its points they are tried first: what is wrong with a combination of
    numbers, such as shares that sum to more than 1, lies in one section of the scenario and is worst at the ends.

    Raises
    ------
    ScenarioError
        With the first such point and all that is wrong there.
    """
    corners = [group for group in _groups(experiment.axes) if len(group) > 1]
    count = sum(math.prod(map(len, group.values())) for group in corners)
    if count < len(points) and _first_wrong(experiment, _all_of(corners)) is None:
        return
    wrong = _first_wrong(experiment, points)
    if wrong is not None:
        raise ScenarioError(wrong)


def _groups(axes: Sequence[Axis]) -> Iterator[dict[str, tuple[Any, ...]]]:
    """Yield choices with the ends of the numbers of one section, section by section, by path."""
    choices = {axis.path: axis.values for axis in axes if axis.kind == "choice"}
    numbers = [axis for axis in axes if axis.kind != "choice"]
    for section in dict.fromkeys(axis.path.split(".")[0] for axis in numbers) or [""]:
        yield choices | {axis.path: axis.ends() for axis in numbers if axis.path.split(".")[0] == section}


def _all_of(groups: Iterable[Mapping[str, Sequence[Any]]]) -> Iterator[Point]:
    """Yield the combinations of each group."""
    for group in groups:
        yield from (dict(zip(group, values, strict=True)) for values in product(*group.values()))


def _first_wrong(experiment: Experiment, points: Iterable[Point]) -> list[Problem] | None:
    """Return what is wrong with the first point that cannot be; None where there is none."""
    for number, point in enumerate(points):
        for scenario in experiment.scenarios:
            try:
                scenario.with_(**point)
            except ScenarioError as error:
                return [_at_point(experiment, number, point, problem) for problem in error.problems]
    return None


def _at_point(experiment: Experiment, number: int, point: Point, problem: Problem) -> Problem:
    settings = ", ".join(f"{path} at {found(value)}" for path, value in point.items())
    file = shown_path(experiment.path) if experiment.path is not None else experiment.name
    subject = f"{problem.key}: " if problem.key else ""
    return Problem(
        file, None, None, "parameters", f"point {number}, {settings}: {subject}{problem.message}", problem.hint
    )
