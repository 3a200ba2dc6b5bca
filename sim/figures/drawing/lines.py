"""Lines over the months in the looks of their scenario."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.figures.drawing.style import FAINT, Role, fit, scenario_role
from sim.scenario import Scenario
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
        handles.append(
            Line2D([], [], color=role.colour, linestyle=role.line, marker=role.marker, markersize=5, label=text)
        )
    return handles


def draw_line(axes: Axes, days: Any, values: Any, role: Role, **options: Any) -> None:
    """Draw one series in the looks of its role, with a marker now and then."""
    finite = int(np.isfinite(values).sum())
    axes.plot(
        days,
        values,
        color=role.colour,
        linestyle=role.line,
        marker=role.marker,
        markersize=4,
        markevery=max(1, finite // 6),
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
