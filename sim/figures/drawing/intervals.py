"""Points with interval bars in grouped panels, with the numbers in a column at the right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.figures.drawing.style import (
    BLUE,
    FAINT,
    INK,
    PAPER,
    QUIET,
    SMALL,
    VERMILLION,
    blank,
    fit,
    page_width,
    text_width,
)
from sim.words.headlines import Verdict
from sim.words.numbers import decimals_for, interval, numeral

_LOOKS: dict[Verdict, tuple[str, str]] = {"better": (BLUE, "o"), "worse": (VERMILLION, "s"), "neither": (QUIET, "D")}
# Inches: one row, a panel's title, its axis with ticks and unit, and the most that labels may take.
_LUCK, _LUCK_BESIDE_DRAWS, _DRAWS = 1.6, 4.5, 1.0  # widths of bars in points
_ROW, _TITLE, _AXIS, _LABEL_ROOM = 0.205, 0.3, 0.42, 2.8


@dataclass(frozen=True)
class Row:
    """One point: what it is, its mean and interval, who gains, whether chance is ruled out.

    `wide` is the interval over draws of the parameters, where there are any, and `is_open` whether they leave the sign
    open.
    """

    label: str
    mean: float
    low: float
    high: float
    verdict: Verdict = "neither"
    filled: bool = True
    wide: tuple[float, float] | None = None
    is_open: bool = False


@dataclass(frozen=True)
class Panel:
    """Rows of one subject and unit. Panels with the same `scale` have the same horizontal axis."""

    title: str
    unit: str
    rows: Sequence[Row]
    scale: str


def legend_handles(meanings: dict[Verdict, str], *, hollow: str = "") -> list[Line2D]:
    """Return one handle per kind of marker, and one for hollow markers where `hollow` says what they mean."""
    handles = [_handle(*_LOOKS[verdict], meaning) for verdict, meaning in meanings.items()]
    if hollow:
        handles.append(_handle(INK, "o", hollow, filled=False))
    return handles


def _handle(colour: str, marker: str, meaning: str, *, filled: bool = True) -> Line2D:
    face = colour if filled else PAPER
    return Line2D([], [], color=colour, marker=marker, markerfacecolor=face, linewidth=1.4, label=meaning)


def draw_panels(
    panels: Sequence[Panel],
    *,
    title: str,
    note: str = "",
    legend: Sequence[Any] = (),
    footnotes: Sequence[str] = (),
    signed: bool = False,
) -> Figure:
    """Draw panels one above the other, with labels, intervals and numbers in line.

    Parameters
    ----------
    panels : sequence of Panel
        Panels with the same scale must follow each other; only the last of them carries the axis.
    title, note, legend, footnotes
        Passed to :func:`sim.figures.drawing.style.blank`.
    signed : bool
        Whether the numbers are differences: written with their sign.
    """
    heights = [_TITLE + _ROW * len(panel.rows) + _AXIS * _carries_axis(panels, i) for i, panel in enumerate(panels)]
    sheet = blank(title, sum(heights) + 0.1, note=note, legend=legend, footnotes=footnotes)
    labels = [row.label for panel in panels for row in panel.rows]
    left = 0.3 + min(_LABEL_ROOM, max((text_width(text, SMALL) for text in labels), default=0))
    numbers = max((_numbers_width(row, signed) for panel in panels for row in panel.rows), default=1.0)
    width = page_width() - left - numbers - 0.3
    shared: dict[str, Axes] = {}
    top = 0.0
    for i, panel in enumerate(panels):
        height = max(_ROW * len(panel.rows), 0.05)
        axes = sheet.place(left, top + _TITLE, width, height, sharex=shared.get(panel.scale))
        shared.setdefault(panel.scale, axes)
        _draw_rows(axes, panel, signed=signed)
        axes.tick_params(labelbottom=_carries_axis(panels, i), bottom=_carries_axis(panels, i))
        if _carries_axis(panels, i):
            axes.set_xlabel(panel.unit, loc="left", labelpad=1)
        top += heights[i]
    return sheet.figure


def _carries_axis(panels: Sequence[Panel], i: int) -> bool:
    return i + 1 == len(panels) or panels[i + 1].scale != panels[i].scale


def _draw_rows(axes: Axes, panel: Panel, *, signed: bool) -> None:
    if signed or any(row.mean <= 0 for row in panel.rows):
        axes.axvline(0, color=INK, linewidth=0.9)
    means = max((text_width(_numbers(row, signed)[0], SMALL) for row in panel.rows), default=0) * 72 + 8
    for place, row in enumerate(panel.rows):
        colour, marker = _LOOKS[row.verdict]
        face = colour if row.filled else PAPER
        axes.plot(
            row.mean, place, marker, markersize=6, color=colour, markerfacecolor=face, markeredgewidth=1.4, zorder=3
        )
        thick = _LUCK if row.wide is None else _LUCK_BESIDE_DRAWS
        if np.isfinite([row.low, row.high]).all():
            axes.plot([row.low, row.high], [place, place], color=colour, linewidth=thick, solid_capstyle="butt")
        if row.wide is not None:
            axes.plot(row.wide, [place, place], color=colour, linewidth=_DRAWS, solid_capstyle="butt")
        for text, offset, side in zip(_numbers(row, signed), (means, means + 6), ("right", "left"), strict=True):
            axes.annotate(
                text,
                (1, place),
                xycoords=("axes fraction", "data"),
                xytext=(offset, 0),
                textcoords="offset points",
                ha=side,
                va="center_baseline",
                size=SMALL,
                annotation_clip=False,
            )
    axes.set_title(panel.title, pad=4)
    axes.set_yticks(range(len(panel.rows)), [fit(row.label, _LABEL_ROOM, SMALL) for row in panel.rows], color=INK)
    axes.set_ylim(max(len(panel.rows), 1) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.spines["left"].set_visible(False)


def _numbers(row: Row, signed: bool) -> tuple[str, str]:
    """Return the mean and its interval as text."""
    places = decimals_for(row.mean, row.low, row.high)
    mean = numeral(row.mean, places, sign=signed)
    same = abs(row.high - row.low) <= 1e-9 * abs(row.mean)
    luck = "in every seed" if same else interval(row.low, row.high, places, sign=signed)
    if row.wide is None:
        return mean, luck
    return mean, f"{luck}  {interval(*row.wide, places, sign=signed)}{' open' if row.is_open else ''}"


def _numbers_width(row: Row, signed: bool) -> float:
    return text_width("".join(_numbers(row, signed)), SMALL) + 0.3
