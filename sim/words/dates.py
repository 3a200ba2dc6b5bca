"""Months as dates, and the dated events of scenarios in words."""

import datetime
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.scenario import Scenario
from sim.words.names import plain


def month_dates(scenario: Scenario, months: ArrayLike) -> NDArray[np.datetime64]:
    """Return the first day of each month of a run."""
    start = np.datetime64(scenario.parameters.horizon.start, "M")
    return (start + np.asarray(months, dtype=np.int64).astype("timedelta64[M]")).astype("datetime64[D]")


def last_year_text(scenario: Scenario) -> str:
    """Return the months that the last year covers, e.g. ``"Jan to Dec 2028"``."""
    months = scenario.parameters.horizon.months
    first, last = (
        datetime.date.fromisoformat(str(day)) for day in month_dates(scenario, [max(0, months - 12), months - 1])
    )
    if first == last:
        return f"{last:%b %Y}"
    return f"{first:%b} to {last:%b %Y}" if first.year == last.year else f"{first:%b %Y} to {last:%b %Y}"


def event_notes(scenarios: Sequence[Scenario]) -> list[tuple[str, np.datetime64, str]]:
    """Return letter, date and text of each dated event of any scenario, in order of time; equal ones once."""
    found: dict[tuple[int, str], list[str]] = {}
    for scenario in scenarios:
        for event in scenario.events:
            text = plain(event.note) or ", ".join(f"{path} = {value}" for path, value in event.changes.items())
            found.setdefault((event.month, text), []).append(plain(scenario.title))
    notes = []
    for number, ((month, text), titles) in enumerate(sorted(found.items())):
        day = month_dates(scenarios[0], [month])[0]
        only = "" if len(titles) == len(scenarios) else f" (only in: {'; '.join(titles)})"
        notes.append((_letter(number), day, f"{str(day)[:7]}: {text}{only}"))
    return notes


def _letter(number: int) -> str:
    return chr(ord("a") + number) if number < 26 else str(number + 1)
