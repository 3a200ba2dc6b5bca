"""Months as dates: the horizontal axis of every figure over time, and the dated events on it."""

import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from sim.figures.drawing.style import QUIET, SMALL
from sim.words.names import plain

_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 600)  # months between ticks


def month_dates(scenario: Any, months: ArrayLike) -> NDArray[np.datetime64]:
    """Return the first day of each month of a run."""
    start = np.datetime64(scenario.parameters.horizon.start, "M")
    return (start + np.asarray(months, dtype=np.int64).astype("timedelta64[M]")).astype("datetime64[D]")


def last_year_text(scenario: Any) -> str:
    """Return the months that the last year covers, e.g. ``"Jan to Dec 2028"``."""
    months = scenario.parameters.horizon.months
    first, last = (
        datetime.date.fromisoformat(str(day)) for day in month_dates(scenario, [max(0, months - 12), months - 1])
    )
    if first == last:
        return f"{last:%b %Y}"
    return f"{first:%b} to {last:%b %Y}" if first.year == last.year else f"{first:%b %Y} to {last:%b %Y}"


def use_dates(axes: Axes, most: int = 7) -> None:
    """Put years, or months where the run is short, on the horizontal axis, `most` of them at most."""
    if not np.isfinite(axes.dataLim.intervalx).all():
        return
    first, last = (round(day) for day in axes.dataLim.intervalx)  # days since 1970
    months = np.unique(np.arange(first, last + 1).astype("datetime64[D]").astype("datetime64[M]"))
    step = next(
        step for step in _STEPS if len(months) <= step * most * (1 if step >= 12 else 0.7) or step == _STEPS[-1]
    )
    ticks = months[months.astype(int) % step == 0]
    days = [datetime.date.fromisoformat(f"{month}-01") for month in ticks]
    axes.set_xticks(ticks.astype("datetime64[D]"), [f"{day:%Y}" if step >= 12 else f"{day:%b %y}" for day in days])
    if len(months) == 1:
        axes.set_xlim(min(first, last - 15), max(last, first + 15))


def event_notes(scenarios: Sequence[Any]) -> list[tuple[str, np.datetime64, str]]:
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


def mark_events(axes: Axes, notes: Sequence[tuple[str, np.datetime64, str]]) -> None:
    """Draw a line at each event, with its letter on top."""
    for letter, day, _ in notes:
        place: Any = day  # matplotlib takes dates where its types say numbers
        axes.axvline(place, color=QUIET, linewidth=0.8, linestyle=":")
        axes.annotate(
            letter,
            (place, 1),
            xycoords=("data", "axes fraction"),
            xytext=(2, -1),
            textcoords="offset points",
            size=SMALL,
            color=QUIET,
            va="top",
        )


def _letter(number: int) -> str:
    return chr(ord("a") + number) if number < 26 else str(number + 1)
