"""The headline outcomes: which ones are shown at a glance, in which panels and units."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import numpy as np

from sim.market.measures import Measure
from sim.results.outcomes import Outcome
from sim.scenario import Parameters
from sim.words.names import label

Row = TypeVar("Row")


@dataclass(frozen=True)
class Group:
    """One panel.

    Attributes
    ----------
    title : str
        What the panel shows.
    measures : tuple of (str, str)
        Names and kinds of its measures.
    unit, difference_unit : str
        Unit of its levels and of its differences.
    factor : float
        From the tables to that unit.
    scale : str
        Panels with the same scale have the same horizontal axis.
    relative : bool
        Whether differences are in per cent of the base.
    """

    title: str
    measures: tuple[tuple[str, str], ...]
    unit: str
    difference_unit: str
    factor: float
    scale: str
    relative: bool = False


_MONEY, _POINTS = "bn USD, total", "percentage points"
GROUPS = (
    Group("Surplus", (("consumer_surplus", "market"), ("total_surplus", "market")), _MONEY, _MONEY, 1.0, scale="money"),
    Group(
        "Consumer surplus by home cloud in the first month",
        (("consumer_surplus", "home_at_start"),),
        _MONEY,
        _MONEY,
        1.0,
        scale="money",
    ),
    Group("Consumer surplus by task", (("consumer_surplus", "task"),), _MONEY, _MONEY, 1.0, scale="money"),
    Group(
        "Profit by owner, after capital; base cloud and search included",
        (("profit", "owner"),),
        _MONEY,
        _MONEY,
        1.0,
        scale="money",
    ),
    Group(
        "AI profit by owner, after capital; without base cloud and search",
        (("ai_profit", "owner"),),
        _MONEY,
        _MONEY,
        1.0,
        scale="money",
    ),
    Group(
        "Reach: enterprises, by size, that can buy the model without friction",
        (("reach", "model"),),
        "%",
        _POINTS,
        100.0,
        scale="reach",
    ),
    Group("Share of all tokens by lab", (("lab_share", "owner"),), "%", _POINTS, 100.0, scale="share"),
    Group(
        "Service and choice",
        (("rationed_share", "market"), ("multi_homing_share", "market")),
        "%",
        _POINTS,
        100.0,
        scale="service",
    ),
    Group(
        "Prices of models and apps",
        (("mean_price", "market"), ("price", "model"), ("price", "app")),
        "USD per Mtok",
        "% of the price in the base",
        1.0,
        scale="price",
        relative=True,
    ),
)

MARKET_LABELS = {
    "consumer_surplus": "Consumer surplus, all buyers",
    "total_surplus": "Total surplus, everybody, after capital",
    "rationed_share": "Demand lost because clouds were full",
    "multi_homing_share": "Enterprises using several options",
    "mean_price": "Mean price, weighted by volume",
}


def grouped(rows: Iterable[tuple[Any, Row]]) -> Iterator[tuple[Group, list[tuple[Any, Row]]]]:
    """Yield each group with its outcomes, leaving out groups without any.

    Parameters
    ----------
    rows : iterable of (Outcome, row)
        Outcomes with whatever goes with them.
    """
    found: dict[tuple[str, str], list[tuple[Any, Row]]] = {}
    for outcome, row in rows:
        found.setdefault((outcome.measure.name, outcome.measure.kind), []).append((outcome, row))
    for group in GROUPS:
        members = [member for key in group.measures for member in found.get(key, [])]
        if members:
            yield group, members


def outcome_label(outcome: Outcome, parameters: Parameters) -> str:
    """Return what an outcome of a group is called within its panel."""
    if outcome.measure.kind == "market":
        return MARKET_LABELS[outcome.measure.name]
    return label(parameters, outcome.measure.kind, outcome.entity)


Verdict = Literal["better", "worse", "neither"]


def verdict(measure: Measure, difference: float) -> Verdict:
    """Return whether a difference is good for whom the measure concerns."""
    if measure.better == "neither" or difference == 0 or np.isnan(difference):
        return "neither"
    return "better" if (difference > 0) == (measure.better == "higher") else "worse"
