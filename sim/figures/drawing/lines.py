"""Lines over the months in the looks of their scenario."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.figures.drawing.style import FAINT, Role, fit, scenario_role
from sim.results.reading.series import band
from sim.scenario import Scenario
from sim.words.dates import month_dates
from sim.words.names import plain

NEGLIGIBLE = 1e-9  # differences below are rounding


def scenario_handles(scenarios: Sequence[Scenario]) -> list[Line2D]:
    """Return one legend handle per scenario; none where there is only one."""
    if len(scenarios) == 1:
        return []
    handles = []
    for i, scenario in enumerate(scenarios):
        role = scenario_role(i)
        text = fit(plain(scenario.title) + (" (base)" if i == 0 else ""), 8.5)
        handles.append(role_handle(role, text))
    return handles


def role_handle(role: Role, text: str) -> Line2D:
    """Return the legend handle of whatever has a role."""
    return Line2D([], [], color=role.colour, linestyle=role.line, marker=role.marker, markersize=5, label=text)


def draw_seeds(
    axes: Axes, scenario: Scenario, table: pd.DataFrame, role: Role, *, alpha: float, marks: int = 6
) -> None:
    """Draw the mean over seeds and, lightly, the range of the middle 80 % of them.

    Parameters
    ----------
    axes : Axes
        Where to draw.
    scenario : Scenario
        Whose months they are.
    table : DataFrame
        Months (rows) by seeds (columns); where nothing is known, nothing is drawn.
    role : Role
        Looks of the line.
    alpha : float
        How opaque the range is.
    marks : int
        About how many markers the line has.
    """
    if table.empty or not np.isfinite(table.to_numpy(dtype=float)).any():
        return
    summary = band(table)
    days = month_dates(scenario, summary.months)
    if table.shape[1] > 1:
        axes.fill_between(days, summary.range_low, summary.range_high, color=role.colour, alpha=alpha, linewidth=0)
    draw_line(axes, days, summary.mean, role, marks=marks)


def draw_line(axes: Axes, days: Any, values: Any, role: Role, *, marks: int = 6, **options: Any) -> None:
    """Draw one series in the looks of its role, with a marker now and then."""
    finite = int(np.isfinite(values).sum())
    axes.plot(
        days,
        values,
        color=role.colour,
        linestyle=role.line,
        marker=role.marker,
        markersize=4,
        markevery=max(1, finite // marks),
        **options,
    )


def from_zero(axes: Axes) -> None:
    """Let the vertical axis start at zero, or lower where values are negative."""
    low, high = axes.get_ylim()
    bounds = axes.dataLim.intervaly
    if not np.isfinite(bounds).all() or np.abs(bounds).max() < NEGLIGIBLE:
        axes.set_ylim(0, 1)
    else:
        axes.set_ylim(min(low, 0) if bounds[0] < -NEGLIGIBLE else 0, max(high, 0))
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
