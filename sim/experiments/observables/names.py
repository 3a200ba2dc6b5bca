"""Whom and which part of the market an observable can be about, in a scenario."""

from itertools import permutations

from sim.market.measures import EVERYBODY
from sim.scenario import Scenario


def labs(scenario: Scenario) -> tuple[str, ...]:
    """Owners of models."""
    return tuple(sorted({model.lab for model in scenario.parameters.models.values()}))


def pairs_of_labs(scenario: Scenario) -> tuple[str, ...]:
    """Two labs, in either order, joined by ``+``."""
    return tuple("+".join(pair) for pair in permutations(labs(scenario), 2))


def owners(scenario: Scenario) -> tuple[str, ...]:
    """All owners."""
    return tuple(scenario.parameters.owners)


def clouds(scenario: Scenario) -> tuple[str, ...]:
    """All clouds."""
    return tuple(scenario.parameters.clouds)


def contracts(scenario: Scenario) -> tuple[str, ...]:
    """Contracts by their name, partner and lab."""
    return tuple(scenario.parameters.contracts)


def segments(scenario: Scenario) -> tuple[str, ...]:
    """Segments of enterprises, and all of them."""
    return (EVERYBODY, *sorted(scenario.parameters.enterprises.segments))


def with_apps(scenario: Scenario) -> tuple[str, ...]:  # noqa: ARG001 - as other lists of names are called
    """Tokens that a lab sells as such, or with those of its owner's apps."""
    return (API, EVERYTHING)


API, EVERYTHING = "api", "everything"
