"""Which version of a model is on sale: releases, launches, and dated changes of what there is (E50)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sim.scenario.months import month_index
from sim.scenario.schema.agents import App, Model
from sim.scenario.schema.root import Parameters
from sim.scenario.schema.rules import Rules


@dataclass(frozen=True)
class Version:
    """A version of a model as it came on sale.

    Attributes
    ----------
    capability, serving_cost : float
        Nats; GPU-hours per Mtok.
    since : int
        Month of the run in which it came on sale; below 0 before the start.
    specialisation : mapping of str to float
        Quality on a task above or below capability, utils.
    """

    capability: float
    serving_cost: float
    since: int
    specialisation: Mapping[str, float]


def _first(months: list[int], month: int) -> int | None:
    return 0 if months[0] <= month else None


def _latest(months: list[int], month: int) -> int | None:
    out = [number for number, when in enumerate(months) if when <= month]
    return out[-1] if out else None


_IN_FORCE: dict[str, Callable[[list[int], int], int | None]] = {"training": _first, "releases": _latest}


def version_on_sale(model: Model, rules: Rules, start: str, month: int) -> Version | None:
    """Return the version of a model that is on sale, or None before the first.

    Parameters
    ----------
    start : str
        First month of the run, as YYYY-MM.
    month : int
        Months since then.
    """
    versions = versions_of(model, start)
    number = _IN_FORCE[rules.technology]([version.since for version in versions], month)
    return None if number is None else versions[number]


def versions_of(model: Model, start: str) -> list[Version]:
    """Return all versions of a model in the order of their months, one where it has no list of releases."""
    if not model.releases:
        if model.capability is None or model.serving_cost is None:
            raise ValueError(f"{model.label} has neither releases nor a capability and a serving cost")
        return [Version(model.capability, model.serving_cost, 0, model.specialisation)]
    return [
        Version(
            release.capability,
            release.serving_cost,
            month_index(start, release.when),
            model.specialisation if release.specialisation is None else release.specialisation,
        )
        for release in model.releases
    ]


def is_trained(model: Model, rules: Rules) -> bool:
    """Whether training makes the model better; a list of releases leaves nothing to it."""
    return not model.releases or _IN_FORCE[rules.technology] is _first


def is_launched(app: App, parameters: Parameters, month: int) -> bool:
    """Whether an app is on sale."""
    return months_on_sale(app, parameters, month) >= 0


def months_on_sale(app: App, parameters: Parameters, month: int) -> int:
    """Months since the launch of an app, or since the start where that says nothing; below 0 before it."""
    return month - (0 if app.launched is None else month_index(parameters.horizon.start, app.launched))
