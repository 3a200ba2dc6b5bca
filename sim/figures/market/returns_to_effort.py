"""Phases of the market: which effort returns most per dollar - training, capacity or distribution - and when (E39)."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import ScalarFormatter
from numpy.typing import NDArray

from sim.figures.drawing.calendar import use_dates
from sim.figures.drawing.lines import draw_seeds, from_zero, role_handle
from sim.figures.drawing.style import (
    BLUE,
    GREEN,
    INK,
    PAPER,
    QUIET,
    SMALL,
    VERMILLION,
    Role,
    Sheet,
    blank,
    fit,
    house_style,
    ink_on,
    page_width,
    text_width,
)
from sim.market.measures import EFFORTS
from sim.results.protocols import EnsembleResult, RunResult
from sim.results.reading.effort import SMOOTHING, leaders, returns_of, windows
from sim.results.reading.series import ensembles_of, scenarios_of
from sim.scenario import Scenario
from sim.words.dates import month_dates
from sim.words.names import plain
from sim.words.numbers import numeral

_LARGE = 10.0  # returns above are shown on a logarithmic axis, linear near zero
_HEAD, _PANEL, _GAP, _STRIP, _DATES = 0.32, 2.1, 0.1, 0.26, 0.42  # inches, from the top of a scenario down
EFFORT_LOOKS = {
    "training": Role(BLUE, "-", "o", ""),
    "capacity": Role(VERMILLION, (0, (5, 1.6)), "s", "////"),
    "distribution": Role(GREEN, (0, (1.2, 1.2)), "^", "...."),
}
assert EFFORT_LOOKS.keys() == EFFORTS.keys()


def phases(result: RunResult) -> Figure:
    """Draw the return per dollar of each effort, and below it which one leads.

    Parameters
    ----------
    result : Comparison or Ensemble
        What to draw.
    """
    with house_style():
        ensembles, scenarios = ensembles_of(result), scenarios_of(result)
        several = len(ensembles) > 1
        height = _HEAD + _PANEL + _GAP + _STRIP + _DATES
        sheet = blank(
            "What a dollar brings: training, capacity or distribution"
            + ("" if several else f": “{plain(scenarios[0].title)}”"),
            len(ensembles) * height,
            note=(
                "Profit that one more dollar brings whoever spends it, mean over firms and seeds and over the "
                f"{SMOOTHING} months up to each; light bands: middle 80 % of seeds. The strip below names the effort "
                "that returns most. Early, mid and late: thirds of the run, with the leader of their means."
            ),
            legend=[role_handle(role, effort) for effort, role in EFFORT_LOOKS.items()],
        )
        for number, ensemble in enumerate(ensembles):
            _draw_scenario(sheet, ensemble, number * height, several=several)
        return sheet.figure


def _draw_scenario(sheet: Sheet, ensemble: EnsembleResult, top: float, *, several: bool) -> None:
    left, width = 0.85, page_width() - 1.05
    axes = sheet.place(left, top + _HEAD, width, _PANEL)
    strip = sheet.place(left, top + _HEAD + _PANEL + _GAP, width, _STRIP, sharex=axes)
    returns = returns_of(ensemble)
    for effort, table in returns.items():
        draw_seeds(axes, ensemble.scenario, table, EFFORT_LOOKS[effort], alpha=0.13, marks=8)
    if several:
        axes.set_title(fit(plain(ensemble.scenario.title), width, bold=True), pad=16)
    axes.set_ylabel("USD per USD")
    from_zero(axes)
    if axes.dataLim.intervaly[1] > _LARGE:
        axes.set_yscale("symlog", linthresh=0.1)
        axes.yaxis.set_major_formatter(ScalarFormatter())
    axes.axhline(1, color=QUIET, linewidth=0.8, linestyle=":")
    axes.tick_params(labelbottom=False)
    months = ensemble.scenario.parameters.horizon.months
    if returns:
        _name_windows(axes, ensemble.scenario, returns, months)
        _draw_strip(strip, month_dates(ensemble.scenario, np.arange(months + 1)), leaders(returns), width)
    strip.set_ylim(0, 1)
    strip.set_yticks([0.5], ["leads"], color=INK)
    strip.tick_params(axis="y", length=0)
    strip.spines["left"].set_visible(False)
    use_dates(strip)


def _name_windows(axes: Axes, scenario: Scenario, returns: dict[str, pd.DataFrame], months: int) -> None:
    for name, first, end in windows(months):
        start, stop = month_dates(scenario, [first, end])
        inside = {effort: float(table.loc[first : end - 1].mean().mean()) for effort, table in returns.items()}
        inside = {effort: value for effort, value in inside.items() if np.isfinite(value)}
        text = name
        if inside:
            best = max(inside, key=lambda effort: inside[effort])
            text = f"{name}: {best} {numeral(inside[best], 2)}"
        axes.annotate(
            text,
            (start + (stop - start) / 2, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3),
            textcoords="offset points",
            size=SMALL,
            ha="center",
        )
        if first:
            axes.axvline(start, color=QUIET, linewidth=0.8, linestyle="--")


def _draw_strip(axes: Axes, days: NDArray[np.datetime64], leading: Sequence[str], inches: float) -> None:
    """Draw one box per spell of leadership, named inside where there is room."""
    start = 0
    for month in range(1, len(leading) + 1):
        if month < len(leading) and leading[month] == leading[start]:
            continue
        effort = leading[start]
        if effort:
            role = EFFORT_LOOKS[effort]
            span = days[month] - days[start]
            axes.barh(0.5, span, 1.0, left=days[start], color=role.colour, hatch=role.hatch, edgecolor=PAPER)
            room = inches * (month - start) / max(1, len(leading))
            if text_width(effort, SMALL) + 0.12 <= room:
                axes.text(
                    days[start] + span / 2,
                    0.5,
                    effort,
                    size=SMALL,
                    ha="center",
                    va="center_baseline",
                    color=ink_on(role.colour),
                    bbox={"boxstyle": "round,pad=0.1", "facecolor": role.colour, "edgecolor": "none"},
                )
        start = month
