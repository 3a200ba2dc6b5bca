"""What happened in a hindcast: what the scenario dates, and what came about in the market."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.arrays import Array
from sim.figures.drawing.calendar import use_dates
from sim.figures.drawing.style import BLUE, FAINT, INK, QUIET, SMALL, VERMILLION, blank, fit, house_style, page_width
from sim.statistics.protocols import HindcastResult
from sim.words.dates import month_dates
from sim.words.names import plain
from sim.words.numbers import percent

_ROW, _LABEL, _SHARE, _AXIS = 0.19, 4.2, 0.6, 0.4  # inches
_MOST = 60
"""Rows; the most frequent where more happened."""
_RELEASE = "release"


@dataclass(frozen=True)
class Happening:
    """One kind of event.

    Attributes
    ----------
    label : str
        What happened.
    is_dated : bool
        Whether the scenario gives its month.
    months : array of int
        When, in each replication in which it did.
    """

    label: str
    is_dated: bool
    months: Array


def happenings(events: pd.DataFrame) -> list[Happening]:
    """Return what happened, the first month of each in a replication, in order of time."""
    is_release = (events["kind"] == "technology") & (events["cause"] == _RELEASE)
    dated = (events["kind"] == "scenario") | is_release
    figures = events["figures"].where(is_release, "")
    keys = ["kind", "subject", "decision", "after", "figures"]
    rows = events.assign(figures=figures, dated=dated, **{key: events[key].fillna("") for key in keys[:4]})
    found = [_happening(rows.loc[numbers]) for numbers in rows.groupby(keys, sort=True).groups.values()]
    most = sorted(found, key=lambda one: (not one.is_dated, -len(one.months)))[:_MOST]
    return sorted(most, key=lambda one: (float(np.median(one.months)), one.label))


def _happening(rows: pd.DataFrame) -> Happening:
    first = rows.iloc[0]
    label = _label(first["kind"], first["subject"], first["decision"], first["after"])
    return Happening(label, bool(first["dated"]), rows.groupby(["point", "seed"])["month"].min().to_numpy())


def _label(kind: str, subject: str, decision: str, after: str) -> str:
    change = f": {after}" if after else f": {decision}"
    return plain(f"{subject}{change}" if kind != "bid" else f"{subject}: bid {decision}")


def dated(result: HindcastResult) -> Figure:
    """Draw what the scenario dates beside what came about in the market, with the share of replications.

    Parameters
    ----------
    result : Hindcast
        The hindcast.
    """
    with house_style():
        rows = happenings(result.events)
        replications = len(result.events[["point", "seed"]].drop_duplicates())
        sheet = blank(
            "What was given, and what came about",
            _ROW * len(rows) + _AXIS,
            note="Squares: what the scenario dates. Points: what the market brought about, in the median month, with "
            f"80 % of the months over the {replications} replications; at the right the share in which it happened.",
            legend=[
                Line2D([], [], color=BLUE, marker="s", linestyle="", label="dated by the scenario"),
                Line2D([], [], color=VERMILLION, marker="o", label="bargained, or luck"),
            ],
        )
        axes = sheet.place(_LABEL, 0.0, page_width() - _LABEL - _SHARE, _ROW * len(rows))
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_yticks(range(len(rows)), [fit(row.label, _LABEL - 0.3, SMALL) for row in rows], color=INK)
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x", color=FAINT, linewidth=0.6)
        edges = month_dates(result.scenario, [0, result.scenario.parameters.horizon.months - 1])
        axes.set_xlim(*edges)
        for place, row in enumerate(rows):
            low, middle, high = np.quantile(row.months, [0.1, 0.5, 0.9], method="nearest")
            first, at, last = month_dates(result.scenario, [int(low), int(middle), int(high)])
            colour, marker = (BLUE, "s") if row.is_dated else (VERMILLION, "o")
            axes.plot(np.array([first, last]), [place, place], color=colour, linewidth=1.4)
            axes.plot(np.array([at]), [place], marker, color=colour, markersize=4.5)
            share = percent(len(row.months) / replications)
            axes.annotate(
                share,
                (1, place),
                xycoords=("axes fraction", "data"),
                xytext=(6, 0),
                textcoords="offset points",
                size=SMALL,
                color=QUIET,
                va="center_baseline",
                annotation_clip=False,
            )
        use_dates(axes)
        return sheet.figure
