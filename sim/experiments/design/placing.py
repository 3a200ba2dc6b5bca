"""Where the points of an experiment lie: designs of sweeps."""

import json
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from sim.arrays import Array
from sim.experiments.design.axes import Axis
from sim.experiments.design.experiment import Experiment, Task
from sim.streams import stream_key

Point = dict[str, Any]


def sweep_points(experiment: Experiment) -> list[Point]:
    """Return the points of a sweep: values by dotted path.

    A grid runs through the last parameter first. The other designs are drawn from a stream that is named after the
    parameters, their ranges and the number of points, and so are the same every time.
    """
    axes = experiment.axes
    if experiment.design == "grid":
        return [
            dict(zip((axis.path for axis in axes), values, strict=True)) for values in product(*map(Axis.grid, axes))
        ]
    return points_at(axes, _unit_points(experiment))


def _unit_points(experiment: Experiment) -> Array:
    """Return the points of a design that is no grid in the unit cube, shape (points, parameters)."""
    from scipy.stats import qmc  # slow to import

    assert experiment.points is not None, "the file is checked for points"
    engine = qmc.Sobol if experiment.design == "sobol" else qmc.LatinHypercube
    unit: Array = engine(len(experiment.axes), rng=generator(experiment, "sweep")).random(experiment.points)
    return unit


def points_at(axes: Sequence[Axis], unit: Array) -> list[Point]:
    """Return the points at places of the unit cube, one place a row."""
    return [{axis.path: axis.value(float(place)) for axis, place in zip(axes, row, strict=True)} for row in unit]


def latin_hypercube(axes: Sequence[Axis], count: int, luck: np.random.Generator | None = None) -> list[Point]:
    """Return the points of a latin hypercube, the same every time for the same parameters, ranges and number.

    Parameters
    ----------
    axes : sequence of Axis
        The parameters.
    count : int
        Number of points.
    luck : numpy Generator, optional
        Source of luck instead of the one that is named after them.
    """
    from scipy.stats import qmc  # slow to import

    if luck is None:
        luck = _generator({"axes": [axis.content() for axis in axes], "points": count}, "points")
    return points_at(axes, qmc.LatinHypercube(len(axes), rng=luck).random(count))


def generator(experiment: Experiment, task: Task, purpose: str = "points") -> np.random.Generator:
    """Return the source of luck of an experiment: the same for the same parameters, ranges and numbers of points."""
    return _generator(experiment.placing(task), purpose)


def _generator(placing: Mapping[str, Any], purpose: str) -> np.random.Generator:
    return design_luck(purpose, json.dumps(placing, sort_keys=True))


def design_luck(purpose: str, name: str = "") -> np.random.Generator:
    """Return a source of luck by its name; not from Streams, as designs spawn others, which takes a seed sequence."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(stream_key(0, purpose, name))))
