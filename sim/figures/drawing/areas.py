"""Stacked areas over time, named at their right end."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.arrays import Array
from sim.figures.drawing.labels import spread
from sim.figures.drawing.style import INK, PAPER, SMALL, fit

SMALLEST_SHARE = 0.5  # per cent: smaller areas are not named


def draw_areas(
    axes: Axes,
    days: NDArray[np.datetime64],
    table: pd.DataFrame,
    colours: Mapping[str, str],
    names: Sequence[str],
    *,
    size: float = SMALL,
    gap: float = 6.5,
) -> None:
    """Stack shares over time; nothing is drawn where there are none.

    Parameters
    ----------
    axes : Axes
        Where to draw.
    days : array of dates, shape (months,)
        First day of each month.
    table : DataFrame
        Percentages: months (rows) by what is stacked (columns), the lowest first.
    colours : mapping of str to str
        Colour of each column.
    names : sequence of str
        What each column is called.
    size : float
        Size of the names in points.
    gap : float
        Least distance of names in percentage points.
    """
    axes.set_ylim(0, 100)
    if not len(days) or table.empty:
        return
    if len(days) == 1:  # an area needs two ends
        days, table = np.append(days, days + np.timedelta64(27, "D")), pd.concat([table, table])
    stack = [colours[str(column)] for column in table]
    axes.stackplot(days, table.to_numpy().T, colors=stack, edgecolor=PAPER, linewidth=0.8)
    _name_areas(axes, table.iloc[-1].to_numpy(), names, size, gap)
    axes.set_xlim(days[0], days[-1])
    axes.set_ylim(0, 100)


def _name_areas(axes: Axes, final: Array, names: Sequence[str], size: float, gap: float) -> None:
    """Name each area at the right end, moved apart where areas are thin."""
    middles = np.cumsum(final) - final / 2
    shown = final >= SMALLEST_SHARE
    places = spread(middles[shown], gap, 0, 100)
    for middle, place, name, value in zip(middles[shown], places, np.array(names)[shown], final[shown], strict=True):
        axes.annotate(
            f"{fit(str(name), 1.0, size)} {value:.0f} %",
            (1, middle),
            xycoords=("axes fraction", "data"),
            xytext=(1.04, place),
            textcoords=("axes fraction", "data"),
            va="center",
            size=size,
            arrowprops={
                "arrowstyle": "-",
                "color": INK,
                "linewidth": 0.6,
                "shrinkA": 1,
                "shrinkB": 0,
                "relpos": (0, 0.5),
            },
            annotation_clip=False,
        )
