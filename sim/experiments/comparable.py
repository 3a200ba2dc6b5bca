"""What can be compared, and what can be asked of a comparison; the errors say what is wrong and what there is."""

from collections.abc import Iterable, Sequence
from itertools import combinations

from sim.experiments.ensemble import Ensemble
from sim.results.protocols import EnsembleResult
from sim.results.records import nothing_finished
from sim.scenario import Scenario
from sim.scenario.texts.side_by_side import different_periods, own_names, with_own_titles
from sim.scenario.wording import suggestion


class ComparisonError(Exception):
    """Scenarios that cannot be compared, or something that a comparison does not have."""


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


def check_known(name: str, known: Iterable[str], known_as: str) -> None:
    """Refuse a name that a comparison does not have.

    Raises
    ------
    ComparisonError
        With the nearest name, and those that there are.
    """
    names = list(dict.fromkeys(known))
    if name not in names:
        raise ComparisonError(f"there is no {name!r}: {suggestion(name, names, known_as)}")


def no_pairs(base: EnsembleResult, other: EnsembleResult) -> str:
    """Say that no seed finished in both scenarios, and why if it is known."""
    text = f"no seed finished in both {base.scenario.name} and {other.scenario.name}"
    failures = [*base.failures, *other.failures]
    return f"{text}: {nothing_finished(failures)}" if failures else text


def _place(scenario: Scenario) -> str:
    return scenario.name if scenario.path is None else f"{scenario.name} ({scenario.path})"
