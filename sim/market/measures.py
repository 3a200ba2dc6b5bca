"""The registered measures: what a run records each month, in which unit, and who is better off when it rises.

A measure of the whole market is named ``measure``; one of a cloud, a model or another entity ``measure.entity``.
An outcome is the measure of a whole run: its total, its mean over the last year, or its largest value.
"""

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Kind = Literal[
    "market",
    "owner",
    "cloud",
    "home",
    "home_at_start",
    "segment",
    "suite_at_start",
    "model",
    "app",
    "task",
    "layer",
    "control",
    "pair",
    "model_at_home",
    "model_on_cloud",
    "model_in_app",
    "contract",
    "effort",
    "option",
    "lab_in_segment",
    "lab_pair",
    "model_count",
]
Reduction = Literal["total", "last_year", "largest"]
Better = Literal["higher", "lower", "neither"]

EVERYBODY = "all"
"""Enterprises of every segment."""

COHORTS: dict[Kind, str] = {"home_at_start": "cloud", "segment": "segment", "suite_at_start": "suite"}
"""Kinds of groups of enterprises that nobody enters or leaves during a run, and what each is named after."""

NO_SUITE = "none"
"""The cohort of enterprises without an office suite."""

EFFORTS = {
    "training": "training: a dollar spent on the capability of a model",
    "capacity": "capacity: a dollar spent on GPUs",
    "distribution": "distribution: a dollar spent on the places where an app is used",
}

LAYERS = {
    "model": "model: volume by owner of the model",
    "cloud": "cloud: GPU-hours by owner of the host",
    "customer": "customer: spending by whoever bills first",
    "coding": "coding: coding volume by owner of the environment",
    "distribution": "distribution: volume by owner of the channel",
    "inference": "cost of inference: serving cost at prices the owner sets",
}


@dataclass(frozen=True)
class Measure:
    """One registered measure.

    Attributes
    ----------
    name : str
        Name used in tables, e.g. ``"price"``.
    kind : Kind
        What the measure belongs to.
    unit : str
        Unit of the monthly value.
    possible : (float, float)
        The lowest and the highest value that there can be.
    better : {"higher", "lower", "neither"}
        Which direction helps `for_whom`.
    for_whom : str
        Who gains when the measure moves in that direction.
    description : str
        One plain sentence.
    reduction : {"total", "last_year", "largest"}
        How months become one outcome of the run.
    headline : bool
        Whether the terminal shows it; reports show all.
    diagnostic : bool
        Whether it says how well a month was worked out, not what the market came to.
    """

    name: str
    kind: Kind
    unit: str
    possible: tuple[float, float]
    better: Better
    for_whom: str
    description: str
    reduction: Reduction
    headline: bool
    diagnostic: bool

    def limits(self, *, difference: bool = False) -> tuple[float, float]:
        """Return what a value, or the difference of two, lies between: no interval goes beyond."""
        low, high = self.possible
        return (low - high, high - low) if difference else (low, high)

    @property
    def outcome_unit(self) -> str:
        """Unit of the outcome: totals lose their ``per month``."""
        return self.unit.removesuffix(" per month") if self.reduction == "total" else self.unit


def _registered() -> tuple[Measure, ...]:
    """Read the table of measures, which lies beside this file."""
    with Path(__file__).with_name("measures.csv").open(newline="", encoding="utf-8") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file))
    flags = ("headline", "diagnostic")
    return tuple(
        Measure(**row | {flag: row[flag] == "yes" for flag in flags} | {"possible": _possible(row["possible"])})
        for row in rows
    )


def _possible(text: str) -> tuple[float, float]:
    """Read what is possible, such as ``0..1``; an end that is left out is open."""
    low, _, high = text.partition("..")
    return float(low or -math.inf), float(high or math.inf)


MEASURES = _registered()
MEASURE_NAMES = tuple(dict.fromkeys(measure.name for measure in MEASURES))
"""Names of all measures, each once: the columns of the monthly table."""


def measures_of(kind: Kind) -> tuple[Measure, ...]:
    """Return the measures of one kind, in order of registration."""
    return tuple(measure for measure in MEASURES if measure.kind == kind)


def measure_of(kind: str, name: str) -> Measure:
    """Return a measure by what it belongs to and its name."""
    return next(measure for measure in MEASURES if (measure.kind, measure.name) == (kind, name))


def measure_names(kind: Kind) -> tuple[str, ...]:
    """Return the names of the measures of one kind."""
    return tuple(measure.name for measure in measures_of(kind))


def cohort_name(kind: Kind, group: str) -> str:
    """Name a cohort in tables: a group has the name of a cloud, a segment or a suite, which others have too."""
    return f"{kind}.{group}"


def outcome_pattern(measure: Measure) -> str:
    """Return how outcomes of a measure are named, as ``price.<model>``."""
    kind = measure.kind
    entity = cohort_name(kind, f"<{COHORTS[kind]}>") if kind in COHORTS else f"<{kind}>"
    return outcome_name(measure.name, kind, entity)


def outcome_name(measure: str, kind: str, entity: str) -> str:
    """Name an outcome: ``measure`` for the market, ``measure.entity`` otherwise."""
    return measure if kind == "market" else f"{measure}.{entity}"
