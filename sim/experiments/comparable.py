"""What can be compared, and under which names."""

from collections.abc import Sequence
from itertools import combinations

from sim.experiments.ensemble import Ensemble
from sim.scenario import Scenario
from sim.scenario.texts.side_by_side import different_periods, own_names, with_own_titles


class ComparisonError(Exception):
    """Scenarios that cannot be compared."""


def check_different(scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios that are the same, or run over different periods.

    Raises
    ------
    ComparisonError
        If there is only one scenario, or two have the same parameters and events, or different months.
    """
    if len(scenarios) < 2:
        raise ComparisonError("a comparison needs a base and at least one other scenario")
    for first, second in combinations(scenarios, 2):
        if first.digest() == second.digest():
            raise ComparisonError(
                f"{_place(first)} and {_place(second)} resolve to the same thing: "
                "all parameters and events are equal, so that there is nothing to compare"
            )
        if why := different_periods(first, second):
            raise ComparisonError(why)


def named_apart(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Return the scenarios, those whose name was taken before renamed."""
    names = own_names(scenario.name for scenario in scenarios)
    return [one if one.name == name else one.with_(name=name) for one, name in zip(scenarios, names, strict=True)]


def titled_apart(ensembles: Sequence[Ensemble]) -> tuple[Ensemble, ...]:
    """Return the ensembles, those whose title another one has too with the names of their scenarios in it."""
    scenarios = with_own_titles([ensemble.scenario for ensemble in ensembles])
    return tuple(ensemble.titled(scenario) for ensemble, scenario in zip(ensembles, scenarios, strict=True))


def _place(scenario: Scenario) -> str:
    return scenario.name if scenario.path is None else f"{scenario.name} ({scenario.path})"
