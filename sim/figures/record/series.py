"""What a hindcast shows month by month, with what was observed."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from sim.figures.drawing.calendar import use_dates
from sim.figures.drawing.style import BLUE, FAINT, SKY, SMALL, VERMILLION, blank, fit, house_style
from sim.statistics.protocols import HindcastResult
from sim.words.dates import month_dates
from sim.words.names import plain

_PANEL, _TITLE, _AXIS, _ACROSS = 1.25, 0.5, 0.35, 4  # inches; panels side by side
_HUNDRED, _SHARE = 100.0, "%"


def series(result: HindcastResult, group: str) -> Figure:
    """Draw each series of a group: the model over months, observed numbers with their tolerance.

    Parameters
    ----------
    result : Hindcast
        The hindcast.
    group : str
        Shares, money, tokens or clouds.
    """
    with house_style():
        panels = panels_of(result, group)
        rows = -(-len(panels) // _ACROSS)
        height = _TITLE + _PANEL + _AXIS
        sheet = blank(
            f"What was observed of {group}, and “{plain(result.scenario.title)}”",
            rows * height,
            note="Amounts are drawn on a log scale, and as observed: per year where they were published per year.",
            legend=[
                Line2D([], [], color=BLUE, label="model (median)"),
                Patch(facecolor=SKY, alpha=0.45, label="80 % of replications"),
                Line2D([], [], color=VERMILLION, marker="o", markersize=4, label="observed, with its tolerance"),
            ],
        )
        columns = sheet.columns(_ACROSS, first=0.55, between=0.6)
        for number, (name, segment) in enumerate(panels):
            left, width = columns[number % _ACROSS]
            axes = sheet.place(left, number // _ACROSS * height + _TITLE, width, _PANEL)
            _draw(axes, result, name, segment)
            among = "" if segment in ("", "all") else f", {segment}"
            lines = [fit(text, width + 0.35, SMALL, bold=True) for text in (f"{name}{among}", _unit(result, name))]
            axes.set_title("\n".join(lines), size=SMALL, pad=4, x=-0.3 / width)
        return sheet.figure


def panels_of(result: HindcastResult, group: str) -> list[tuple[str, str]]:
    """Return name and segment of the monthly series in a group."""
    kept = {*zip(result.series["name"], result.series["segment"], strict=True)}
    rows = result.table[result.table["group"] == group]
    return [pair for pair in dict.fromkeys(zip(rows["name"], rows["segment"], strict=True)) if pair in kept]


def groups_with_series(result: HindcastResult) -> tuple[str, ...]:
    """Return the groups that have a monthly series."""
    return tuple(str(group) for group in result.table["group"].unique() if panels_of(result, str(group)))


def _draw(axes: Axes, result: HindcastResult, name: str, segment: str) -> None:
    table, long = result.table, result.series
    rows = table[(table["name"] == name) & (table["segment"] == segment)]
    mine = long[(long["name"] == name) & (long["segment"] == segment)]
    factor = float(rows["months_in_value"].iloc[0])
    is_share = rows["unit"].iloc[0] == _SHARE
    size = _HUNDRED if is_share else 1.0
    values = factor * size * mine.pivot_table("value", "month", ["point", "seed"])
    dates: Any = month_dates(result.scenario, values.index)
    middle, low, high = (values.quantile(part, axis=1) for part in (0.5, 0.1, 0.9))
    if values.shape[1] > 1:
        axes.fill_between(dates, low, high, color=SKY, alpha=0.45, linewidth=0)
    axes.plot(dates, middle, color=BLUE)
    _draw_observed(axes, result, rows, factor, size)
    if is_share:
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_locator(MaxNLocator(4))
    else:
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.yaxis.set_minor_formatter(NullFormatter())
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    use_dates(axes, 4)


def _draw_observed(axes: Axes, result: HindcastResult, rows: pd.DataFrame, factor: float, size: float) -> None:
    found: list[Any] = list(rows.itertuples())
    for row in found:
        scale = size * factor / row.months_in_value
        first, last, middle = month_dates(result.scenario, [row.first, row.end - 1, (row.first + row.end - 1) // 2])
        observed, least, most = (scale * value for value in (row.observed, row.least, row.most))
        axes.plot(np.array([first, last]), [observed, observed], color=VERMILLION, linewidth=2.4)
        axes.plot(np.array([middle, middle]), [least, most], color=VERMILLION, linewidth=1.0)
        axes.plot(np.array([middle]), [observed], "o", color=VERMILLION, markersize=3.5)


def _unit(result: HindcastResult, name: str) -> str:
    table = result.table
    return str(table.loc[table["name"] == name, "published_unit"].iloc[0])
