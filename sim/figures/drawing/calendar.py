"""Months as dates: the horizontal axis of every figure over time, and the dated events on it."""

import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.figures.drawing.style import QUIET, SMALL

_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 600)  # months between ticks


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
