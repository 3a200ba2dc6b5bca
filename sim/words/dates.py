"""Months as dates, and the dated events of scenarios in words."""

import datetime
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.results.outcomes import MONTHS_PER_YEAR
from sim.results.protocols import EnsembleResult
from sim.scenario import Scenario, month_name
from sim.words.names import plain


def month_dates(scenario: Scenario, months: ArrayLike) -> NDArray[np.datetime64]:
    """Return the first day of each month of a run."""
    start = np.datetime64(scenario.parameters.horizon.start, "M")
    return (start + np.asarray(months, dtype=np.int64).astype("timedelta64[M]")).astype("datetime64[D]")


def last_year_text(ensemble: EnsembleResult) -> str:
    """Return the months that the last year of those that count covers, e.g. ``"Jan to Dec 2028"``."""
    span = ensemble.counted
    ends = month_dates(ensemble.scenario, [max(span.first, span.end - MONTHS_PER_YEAR), span.end - 1])
    first, last = (datetime.date.fromisoformat(str(day)) for day in ends)
    if first == last:
        return f"{last:%b %Y}"
    return f"{first:%b} to {last:%b %Y}" if first.year == last.year else f"{first:%b %Y} to {last:%b %Y}"


def counted_text(ensemble: EnsembleResult) -> str:
    """Return which months count, e.g. ``"over 72 months"``, and the interest at which money in them is discounted."""
    span, start = ensemble.counted, ensemble.scenario.parameters.horizon.start
    months = span.end - span.first
    text = f"over {months} month{'s' if months > 1 else ''}"
    if not is_whole(ensemble):
        text += f" from {month_name(start, span.first)}"
    return text + (f" at {100.0 * span.discount:g} % interest" if span.discount else "")


def is_whole(ensemble: EnsembleResult) -> bool:
    """Whether all months of the run count."""
    return ensemble.counted.end - ensemble.counted.first == ensemble.scenario.parameters.horizon.months


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
