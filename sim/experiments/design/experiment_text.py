"""An experiment as a file beside the scenarios that it names, so that a results folder can be opened again."""

from collections.abc import Iterator
from textwrap import wrap

from sim.experiments.design.axes import Axis
from sim.experiments.design.experiment import Experiment
from sim.scenario.schema.root import SCHEMA_VERSION
from sim.scenario.seeds import seeds_text
from sim.scenario.texts.describe import value_text

SCENARIO_FILES = ("scenario.yaml", "against.yaml")


def experiment_text(experiment: Experiment) -> str:
    """Return an experiment as YAML that names `SCENARIO_FILES`; read beside them it gives an equal experiment."""
    return "\n".join(_lines(experiment)) + "\n"


def _lines(experiment: Experiment) -> Iterator[str]:
    for line in wrap(experiment.question, 100):
        yield f"# {line}"
    yield f"schema: {SCHEMA_VERSION}"
    yield f"name: {value_text(experiment.name)}"
    yield f"title: {value_text(experiment.title)}"
    for key, file, _ in zip(("scenario", "against"), SCENARIO_FILES, experiment.scenarios, strict=False):
        yield f"{key}: {file}"
    for key in ("design", "points", "method", "samples"):
        value = getattr(experiment, key)
        if value is not None:
            yield f"{key}: {value_text(value)}"
    yield f"seeds: {value_text(seeds_text(experiment.seeds))}"
    yield f"outcomes: {value_text(experiment.outcomes)}"
    yield "parameters:"
    for axis in experiment.axes:
        yield f"  {value_text(axis.path)}: {_range(axis)}"


def _range(axis: Axis) -> str:
    if axis.values:
        return value_text({"values": axis.values})
    keys = {"low": axis.low, "high": axis.high}
    if axis.kind == "whole number":
        keys = {"low": int(axis.low), "high": int(axis.high)}
    levels = {} if axis.levels is None else {"levels": axis.levels}
    return value_text(keys | levels | ({"scale": "log"} if axis.log else {}))
