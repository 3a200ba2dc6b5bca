"""What a difference can come from: channels that can be shut, or the values in which two scenarios differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.experiments.comparable import ComparisonError
from sim.scenario import Parameters, Scenario, value_at
from sim.scenario.texts.describe import difference, value_text
from sim.scenario.texts.side_by_side import different_periods

AMPLE = 1000.0
"""Capacity of a cloud that is never full, bn GPU-hours a month."""
EVENTS = "events"


@dataclass(frozen=True)
class Cause:
    """Something to which a part of a difference can be owed.

    Attributes
    ----------
    name : str
        What it is called.
    meaning : str
        What it is, in words.
    changes : mapping of str to object
        Values by path: of a channel those that shut it, of a parameter that of the other scenario.
    """

    name: str
    meaning: str
    changes: Mapping[str, Any]


def channels(base: Scenario, other: Scenario) -> tuple[Cause, ...]:
    """Return the channels through which it can matter who sells what where, those that are open in either scenario.

    With all of them shut two scenarios that differ in access alone come to the same (the null comparison).

    Raises
    ------
    ComparisonError
        If the two cannot be compared.
    """
    _check(base, other)
    return tuple(cause for cause in _channels(base.parameters) if any(_is_open(cause, one) for one in (base, other)))


def _channels(parameters: Parameters) -> tuple[Cause, ...]:
    clouds, tasks = parameters.clouds, parameters.tasks
    hosting = {f"clouds.{name}.compute_price": cloud.resource_cost for name, cloud in clouds.items()}
    compute: dict[str, Any] = {f"clouds.{name}.capacity": AMPLE for name in clouds}
    compute |= {f"contracts.{pair}.compute": "free" for pair in parameters.contracts}
    return (
        Cause("friction", "portability friction", {"enterprises.portability_friction": 0.0}),
        Cause("neutrality", "labs that depend on one partner are minded", {"enterprises.neutrality_discount": 0.0}),
        Cause(
            "compliance",
            "regulated work has to stay on the own cloud",
            {f"tasks.{name}.compliance_penalty": 0.0 for name in tasks},
        ),
        Cause("fee", "marketplace fees", {f"clouds.{name}.marketplace_fee": 0.0 for name in clouds}),
        Cause(
            "hosting",
            "what an hour of compute is sold for above its cost",
            {**hosting, "compute.price_adjustment": 0.0, "compute.price_floor_margin": 0.0},
        ),
        Cause(
            "compute",
            "scarce compute, its capital, and where a lab has to buy it",
            {**compute, "compute.gpu_price": 0.0},
        ),
        Cause(
            "firms",
            "cost of a relationship, and investors who mind dependence",
            {
                "finance.relationship_cost": 0.0,
                "finance.dependence_discount": 0.0,
                "finance.compute_dependence_weight": 0.0,
            },
        ),
    )


def _is_open(cause: Cause, scenario: Scenario) -> bool:
    """Whether a channel is open in any month."""
    return any(
        value_at(parameters, path) != shut
        for parameters in scenario.parameters_over_time
        for path, shut in cause.changes.items()
    )


def parameters(base: Scenario, other: Scenario) -> tuple[Cause, ...]:
    """Return the values in which two scenarios differ; all events together are one of them.

    Raises
    ------
    ComparisonError
        If the two cannot be compared.
    """
    _check(base, other)
    found, dated = [], False
    for one in difference(base, other):
        if one.path == "seeds":
            continue
        if one.path.startswith(f"{EVENTS}."):
            dated = True
            continue
        meaning = f"{value_text(one.value_a)} becomes {value_text(one.value_b)}"
        found.append(Cause(one.path, meaning, {one.path: one.value_b}))
    if dated:
        found.append(Cause(EVENTS, "dated changes", {EVENTS: other.resolved()[EVENTS]}))
    return tuple(found)


def _check(base: Scenario, other: Scenario) -> None:
    if base.digest() == other.digest():
        raise ComparisonError(f"{base.name} and {other.name} resolve to the same thing: there is nothing to explain")
    if why := different_periods(base, other):
        raise ComparisonError(why)
