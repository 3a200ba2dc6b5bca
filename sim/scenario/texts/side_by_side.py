"""Scenarios that stand side by side: each under a name and a title of its own, and over the same period."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sim.scenario.scenario import Scenario


def own_names(names: Iterable[str]) -> list[str]:
    """Return the names, those that were taken before with ``-2`` and so on.

    Examples
    --------
    >>> own_names(["open", "open", "open-2"])
    ['open', 'open-2', 'open-2-2']
    """
    own: list[str] = []
    for name in names:
        number, free = 1, name
        while free in own:
            number += 1
            free = f"{name}-{number}"
        own.append(free)
    return own


def with_own_titles(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Return the scenarios, those whose title another one has too with their names in it."""
    titles = Counter(_title(scenario) for scenario in scenarios)
    named = zip(scenarios, own_names(scenario.name for scenario in scenarios), strict=True)
    return [
        replace(scenario, title=f"{scenario.title} ({name})") if titles[_title(scenario)] > 1 else scenario
        for scenario, name in named
    ]


def different_periods(first: Scenario, second: Scenario) -> str:
    """Return why totals of two scenarios cannot be compared: they run over different months. Else empty text."""
    one, other = first.parameters.horizon, second.parameters.horizon
    if one == other:
        return ""
    months = min(one.months, other.months)
    runs = f"{first.name} runs {one.months} months from {one.start} and {second.name} {other.months} from {other.start}"
    way_out = f"; --set horizon.months={months} gives both one length" if one.start == other.start else ""
    return f"{runs}, and totals over different periods cannot be compared{way_out}"


def _title(scenario: Scenario) -> str:
    return " ".join(scenario.title.split())
