"""One outcome over two parameters: a map with a cell per point."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from sim.arrays import Array
from sim.figures.drawing.style import (
    BLUE,
    INK,
    PAPER,
    QUIET,
    SMALL,
    VERMILLION,
    WIDTH,
    Sheet,
    blank,
    house_style,
    ink_on,
    text_width,
)
from sim.statistics.protocols import SweepResult
from sim.words.experiments import (
    axis_title,
    footnotes,
    outcome_name,
    setting_text,
    unit_text,
    value_reading,
)
from sim.words.numbers import decimals_for, numeral

_ROW, _LOWEST, _HIGHEST = 0.42, 2.2, 6.5  # inches
_TITLE, _AXIS = 0.3, 0.5
_MOST_LABELS = 18  # columns whose cells have room for a number


def phase_diagram(result: SweepResult, outcome: str) -> Figure:
    """Draw the mean of an outcome at each point of a grid of two parameters.

    Cells below zero are hatched, so that the sign survives grey print; a question mark says that the 95 % interval
    holds zero.

    Parameters
    ----------
    result : Sweep
        A grid of two parameters.
    outcome : str
        One of its outcomes.
    """
    with house_style():
        experiment = result.experiment
        definition = result.definitions[outcome]
        parameters = experiment.scenario.parameters
        signed = experiment.against is not None
        map_ = as_map(result, outcome)
        sheet = map_sheet(
            result,
            title=f"{outcome_name(definition, parameters)} by two assumptions",
            note=f"{value_reading(result)} In {unit_text(definition, parameters)}."
            + (" A question mark: the 95 % interval holds zero." if signed else ""),
            legend=_legend(signed=signed),
        )
        axes = map_axes(sheet, result)
        largest = max(float(np.nanmax(np.abs(map_["mean"]), initial=0.0)), 1e-300)
        smallest = 0.0 if signed else float(np.nanmin(map_["mean"], initial=largest))
        places = decimals_for(largest)
        for (row, column), value in np.ndenumerate(map_["mean"]):
            if np.isnan(value):
                draw_cell(axes, row, column, PAPER, "", "no value")
                continue
            colour = _colour(value / largest if signed else (value - smallest) / max(largest - smallest, 1e-300))
            unsure = signed and not certain(map_, row, column)
            text = numeral(value, places, sign=signed) + ("?" if unsure else "")
            draw_cell(axes, row, column, colour, "///" if value < 0 else "", text)
        return sheet.figure


def as_map(result: SweepResult, *outcomes: str) -> dict[str, Array]:
    """Return ``mean``, ``low`` and ``high`` of outcomes summed up, as rows (second parameter) by columns (first)."""
    across, up = result.experiment.axes
    table = result.table(*outcomes)
    shape = len(across.grid()), len(up.grid())
    return {name: table[name].to_numpy(dtype=float).reshape(shape).T for name in ("mean", "low", "high")}


def certain(map_: dict[str, Array], row: int, column: int) -> bool:
    """Return whether the interval of a cell leaves out zero; a single seed leaves no doubt to measure."""
    low, high = map_["low"][row, column], map_["high"][row, column]
    return bool(map_["mean"][row, column] != 0) if np.isnan(low) else not low <= 0 <= high


def map_sheet(result: SweepResult, *, title: str, note: str, legend: list[Any]) -> Sheet:
    """Return a sheet with room for a map."""
    rows = len(result.experiment.axes[1].grid())
    height = _TITLE + min(max(_ROW * rows, _LOWEST), _HIGHEST) + _AXIS
    return blank(title, height, note=note, legend=legend, footnotes=footnotes(result))


def map_axes(sheet: Sheet, result: SweepResult) -> Axes:
    """Return axes with one unit square per point, the values of the parameters at the ticks, the scenario's marked."""
    across, up = result.experiment.axes
    parameters = result.experiment.scenario.parameters
    settings = [[setting_text(value) for value in axis.grid()] for axis in (across, up)]
    left = 0.3 + max(text_width(text, SMALL) for text in settings[1])
    axes = sheet.place(left, _TITLE, WIDTH - left - 0.2, sheet.height - _TITLE - _AXIS)
    columns, rows = len(settings[0]), len(settings[1])
    axes.set_xlim(-0.5, columns - 0.5)
    axes.set_ylim(-0.5, rows - 0.5)
    step = -(-columns // 16)
    axes.set_xticks(range(0, columns, step), settings[0][::step])
    axes.set_yticks(range(rows), settings[1])
    axes.tick_params(length=0)
    axes.set_xlabel(axis_title(across, parameters))
    axes.set_title(
        f"↑ {axis_title(up, parameters)}", size=SMALL, weight="normal", x=-(left - 0.15) / (WIDTH - left - 0.2)
    )
    axes.spines[["left", "bottom"]].set_visible(False)
    return axes


def draw_cell(axes: Axes, row: int, column: int, colour: str, hatch: str, text: str) -> None:
    """Draw one cell with its text, which stands on its own colour so that a hatch does not cross it."""
    axes.add_patch(
        Rectangle(
            (column - 0.5, row - 0.5), 1, 1, facecolor=colour, edgecolor=INK, hatch=hatch, linewidth=0.4, clip_on=False
        )
    )
    if axes.get_xlim()[1] < _MOST_LABELS:
        box = {"facecolor": colour, "edgecolor": "none", "pad": 1.2} if hatch else None
        axes.text(column, row, text, ha="center", va="center", size=SMALL, color=ink_on(colour), bbox=box)


def _colour(share: float) -> str:
    """Return the colour of a value between -1 and 1: vermillion below zero, white at it, blue above."""
    end = np.array([int((BLUE if share >= 0 else VERMILLION)[i : i + 2], 16) for i in (1, 3, 5)])
    mixed = 255 + (end - 255) * min(abs(share), 1.0) * 0.85
    return "#" + "".join(f"{round(part):02x}" for part in mixed)


def _legend(*, signed: bool) -> list[Patch]:
    if not signed:
        return [
            Patch(facecolor=_colour(0.0), edgecolor=QUIET, label="lowest"),
            Patch(facecolor=_colour(1.0), edgecolor=QUIET, label="highest"),
        ]
    return [
        Patch(facecolor=_colour(0.6), edgecolor=INK, label="more"),
        Patch(facecolor=_colour(-0.6), edgecolor=INK, hatch="///", label="less"),
    ]
