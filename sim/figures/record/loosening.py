"""When alliances loosened in free runs, beside what is on record."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.arrays import Array
from sim.figures.drawing.calendar import use_dates
from sim.figures.drawing.style import BLUE, INK, QUIET, SMALL, VERMILLION, blank, fit, house_style, page_width
from sim.statistics.protocols import FreeResult, HindcastResult
from sim.words.dates import month_dates
from sim.words.milestones import milestone_text
from sim.words.numbers import percent

_PANEL, _TITLE, _AXIS = 0.8, 0.3, 0.3  # inches
_LEFT, _RIGHT = 0.6, 1.9
_QUARTER = 3  # months


def loosening(result: HindcastResult) -> Figure:
    """Draw for each milestone in which quarter it came, over all replications, and the month on record.

    Parameters
    ----------
    result : Hindcast
        Free runs.
    """
    free = result.free
    assert free is not None
    with house_style():
        height = _TITLE + _PANEL + _AXIS
        sheet = blank(
            f"When alliances loosen, in {free.runs} runs in which nothing of them was given",
            height * len(free.milestones),
            note="Bars: share of all runs, by quarter. At the right: in how many it never came to that.",
            legend=[
                Patch(facecolor=BLUE, label="runs"),
                Line2D([], [], color=VERMILLION, label="on record"),
            ],
        )
        width = page_width() - _LEFT - _RIGHT
        for number, milestone in enumerate(free.milestones):
            axes = sheet.place(_LEFT, number * height + _TITLE, width, _PANEL)
            name = milestone_text(free.scenario, milestone.happening, milestone.subject, milestone.partner)
            axes.set_title(fit(name, width), loc="left", size=SMALL, color=INK)
            months = free.months.loc[free.months["id"] == milestone.id, "month"].to_numpy(dtype=float)
            _draw(axes, free, months, free.recorded(milestone))
        return sheet.figure


def _draw(axes: Axes, free: FreeResult, months: Array, recorded: int) -> None:
    """Draw one panel."""
    edges = np.arange(0, free.scenario.parameters.horizon.months + _QUARTER, _QUARTER)
    counts, _ = np.histogram(months[np.isfinite(months)], edges)
    days = month_dates(free.scenario, edges)
    widths = np.diff(days) * 0.9
    axes.bar(days[:-1], counts / len(months), width=widths, align="edge", color=BLUE)
    axes.plot(month_dates(free.scenario, [recorded, recorded]), [0.0, 1.0], color=VERMILLION, linewidth=1.4)
    axes.set_ylim(0.0, 1.0)
    axes.set_xlim(days[0], days[-1])
    axes.yaxis.set_major_locator(MaxNLocator(2))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    use_dates(axes)
    never, late = (percent(float(which.mean())) for which in (np.isnan(months), np.isposinf(months)))
    said = f"not by the end: {late}" + (f"\nnever given: {never}" if np.isnan(months).any() else "")
    axes.annotate(
        said,
        (1, 0.5),
        xycoords="axes fraction",
        xytext=(8, 0),
        textcoords="offset points",
        size=SMALL,
        color=QUIET,
        va="center",
        annotation_clip=False,
    )
