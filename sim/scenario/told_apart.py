"""Scenarios that stand side by side: no two have one name or one title, or nobody could tell which is which."""

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


def _title(scenario: Scenario) -> str:
    return " ".join(scenario.title.split())
