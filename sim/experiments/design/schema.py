"""The keys of an experiment file."""

from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from sim.scenario.places import Place
from sim.scenario.schema.quantities import Section, choice
from sim.scenario.texts.editor_schema import DRAFT

DEFAULT_SEEDS = "1..8"
MOST_POINTS = 100_000


class ParameterRange(Section):
    """The values that one parameter takes."""

    low: float | None = choice("Lower end", law="", default=None)
    high: float | None = choice("Upper end", law="", default=None)
    levels: int | None = choice("Number of values from low to high in a grid", law="", default=None, ge=2, le=1000)
    scale: Literal["linear", "log"] = choice("Whether steps are equal or factors are", law="", default="linear")
    values: list[object] | None = choice("The values themselves", law="", default=None)


class ExperimentFile(Section):
    """Keys that an experiment file may have."""

    schema_: Literal[1] = choice("Version of this file format", law="", alias="schema")
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")] = choice(
        "Short name; names the results folder", law=""
    )
    title: str = choice("What the experiment is, in one line", law="")
    scenario: str = choice("Scenario file", law="")
    against: str | None = choice("Scenario file to take the difference to", law="", default=None)
    set: dict[str, object] = choice("Changes of both scenarios by dotted path", law="", default_factory=dict)
    parameters: dict[str, ParameterRange] = choice("What is moved, by dotted path", law="")
    design: Literal["grid", "latin_hypercube", "sobol"] | None = choice(
        "How a sweep places points", law="", default=None
    )
    points: int | None = choice("Points of a design that is no grid", law="", default=None, ge=2, le=MOST_POINTS)
    method: Literal["sobol", "morris"] | None = choice("How sensitivity is measured", law="", default=None)
    samples: int | None = choice("Base samples (sobol) or trajectories (morris)", law="", default=None, ge=4, le=65536)
    seeds: str | list[int] = choice("Replications of each point", law="", default=DEFAULT_SEEDS)
    outcomes: list[str] = choice("Outcomes that are looked at", law="")


EXPERIMENT = Place(ExperimentFile)


def experiment_schema() -> dict[str, Any]:
    """Return the JSON Schema of an experiment file, for editors."""
    return {"$schema": DRAFT, **ExperimentFile.model_json_schema(), "title": "Alliance experiment"}
