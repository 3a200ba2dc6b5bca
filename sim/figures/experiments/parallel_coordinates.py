"""All points of a sweep as lines across their parameters, coloured by an outcome."""

from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.arrays import Array
from sim.figures.drawing.style import INK, QUIET, SMALL, blank, house_style, page_width, wrap
from sim.statistics.protocols import MovedParameter, SweepResult
from sim.words.experiments import (
    axis_name,
    footnotes,
    outcome_name,
    setting_text,
    unit_text,
    value_reading,
)
from sim.words.numbers import decimals_for, numeral

_HEIGHT, _HEADS, _FEET = 3.6, 0.62, 0.3  # inches
_COLOURS = "cividis_r"  # as dark in grey as in colour
_THIRDS = ("lowest third", "middle third", "highest third")


def parallel(result: SweepResult, outcome: str) -> Figure:
    """Draw each point of a sweep as a line through its values; the last upright is the outcome.

    Parameters
    ----------
    result : Sweep
        A sweep of two parameters or more.
    outcome : str
        The outcome that colours the lines.
    """
    with house_style():
        experiment = result.experiment
        parameters = experiment.scenario.parameters
        definition = result.definitions[outcome]
        table = result.table(outcome)
        table = table[np.isfinite(table["mean"])]
        means = table["mean"].to_numpy(dtype=float)
        name = outcome_name(definition, parameters)
        sheet = blank(
            f"{name}: which assumptions go with which result",
            _HEADS + _HEIGHT + _FEET,
            note=f"{value_reading(result)} Each line is one of {len(table)} points; it crosses each upright at the "
            f"value of that parameter and ends at the result, in {unit_text(definition, parameters)}.",
            legend=[
                Patch(facecolor=_colours(np.array([(2 * third + 1) / 6]))[0], label=text)
                for third, text in enumerate(_THIRDS)
            ],
            footnotes=footnotes(result),
        )
        axes = sheet.place(0.75, _HEADS, page_width() - 1.5, _HEIGHT)
        columns = [_heights(axis, table[axis.path]) for axis in experiment.axes]
        low, high = (float(means.min()), float(means.max())) if means.size else (0.0, 1.0)
        columns.append((means - low) / (high - low if high > low else 1.0))
        _draw_lines(axes, np.column_stack(columns))
        heads = [axis_name(axis, parameters) for axis in experiment.axes]
        ends = [_ends(axis) for axis in experiment.axes]
        places = decimals_for(low, high)
        signed = experiment.against is not None
        ends.append((numeral(low, places, sign=signed), numeral(high, places, sign=signed)))
        _draw_uprights(axes, [*heads, name], ends)
        if low < 0 < high:
            zero = -low / (high - low)
            last = len(columns) - 1
            axes.plot([last - 0.03, last + 0.03], [zero, zero], color=INK, linewidth=1.2)
            axes.annotate("0", (last + 0.04, zero), size=SMALL, va="center")
        return sheet.figure


def _heights(axis: MovedParameter, values: Any) -> Array:
    """Return where on its upright each value of a parameter lies, from 0 to 1."""
    if axis.kind == "choice":
        return np.array([axis.values.index(value) for value in values]) / max(len(axis.values) - 1, 1)
    numbers = values.to_numpy(dtype=float)
    if axis.log:
        return (np.log(numbers) - np.log(axis.low)) / (np.log(axis.high) - np.log(axis.low))
    return (numbers - axis.low) / (axis.high - axis.low)


def _ends(axis: MovedParameter) -> tuple[str, str]:
    """Return what stands at the lower and at the upper end of an upright."""
    low, high = (axis.values[0], axis.values[-1]) if axis.kind == "choice" else (axis.low, axis.high)
    return setting_text(low), setting_text(high)


def _colours(shares: Array) -> list[str]:
    return [to_hex(colour) for colour in mpl.colormaps[_COLOURS](shares)]


def _draw_lines(axes: Axes, heights: Array) -> None:
    """Draw one line per point, coloured by its rank in the outcome."""
    if not len(heights):
        return
    rank = np.argsort(np.argsort(heights[:, -1], kind="stable"), kind="stable") / max(len(heights) - 1, 1)
    across = np.arange(heights.shape[1], dtype=float)
    lines = [np.column_stack([across, row]) for row in heights]
    thin = 0.6 + 1.2 / (1 + len(heights) / 60)
    axes.add_collection(LineCollection(lines, colors=_colours(rank), linewidths=thin, alpha=0.8))


def _draw_uprights(axes: Axes, heads: list[str], ends: list[tuple[str, str]]) -> None:
    last = len(heads) - 1
    axes.set_xlim(-0.05, last + 0.05)
    axes.set_ylim(-0.02, 1.02)
    axes.axis("off")
    room = min(1.6, (page_width() - 1.5) / max(last, 1) * 0.95)
    for place, (head, (low, high)) in enumerate(zip(heads, ends, strict=True)):
        axes.plot([place, place], [0, 1], color=INK, linewidth=2.0 if place == last else 1.0)
        for height, text, offset, va in ((1, high, 3, "bottom"), (0, low, -4, "top")):
            axes.annotate(
                text, (place, height), xytext=(0, offset), textcoords="offset points", ha="center", va=va, size=SMALL
            )
        weight = "bold" if place == last else "normal"
        axes.annotate(
            "\n".join(wrap(head, room, SMALL, bold=place == last)[:3]),
            (place, 1),
            xytext=(0, 16),
            textcoords="offset points",
            ha="center",
            va="bottom",
            size=SMALL,
            color=INK if place == last else QUIET,
            weight=weight,
        )
