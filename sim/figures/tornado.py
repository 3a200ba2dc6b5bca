"""What each parameter does alone, from its lowest to its highest value."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.figures.experiment_words import (
    axis_name,
    axis_notes,
    outcome_name,
    setting_text,
    unit_text,
    value_reading,
)
from sim.figures.numerals import decimals_for, numeral
from sim.figures.style import FAINT, INK, ORANGE, SKY, SMALL, WIDTH, blank, fit, house_style, text_width

_ROW, _TITLE, _AXIS, _LABEL_ROOM = 0.27, 0.34, 0.5, 2.9  # inches
_LOOKS = {"low": (ORANGE, "////"), "high": (SKY, "")}


def tornado(result: Any) -> Figure:
    """Draw how far each outcome moves with one parameter at a time, the largest move first.

    Parameters
    ----------
    result : Sensitivity
        The analysis.
    """
    with house_style():
        experiment = result.experiment
        parameters = experiment.scenario.parameters
        count, rows = len(experiment.outcomes), len(experiment.axes)
        sheet = blank(
            "One assumption at a time",
            count * (_TITLE + _ROW * rows + _AXIS),
            note=f"{value_reading(result)} Bars run from the scenario as it is to the result with one parameter at the "
            "lowest and at the highest value of its range; thin lines are 95 % t intervals. Numbers at the ends: the "
            "parameter's values.",
            legend=[
                Patch(facecolor=colour, hatch=hatch, edgecolor=INK, label=f"at the {end}est value")
                for end, (colour, hatch) in _LOOKS.items()
            ],
            footnotes=axis_notes(result),
        )
        names = {axis.path: axis_name(axis, parameters) for axis in experiment.axes}
        left = 0.3 + min(_LABEL_ROOM, max(text_width(name, SMALL) for name in names.values()))
        for number, outcome in enumerate(experiment.outcomes):
            top = number * (_TITLE + _ROW * rows + _AXIS) + _TITLE
            axes = sheet.place(left, top, WIDTH - left - 0.3, _ROW * rows)
            _draw(axes, result, outcome, names)
        return sheet.figure


def _draw(axes: Axes, result: Any, outcome: str, names: dict[str, str]) -> None:
    rows = result.one_at_a_time
    rows = rows[rows["outcome"] == outcome].set_index(["parameter", "end"])
    base = float(rows["base"].iloc[0])
    moves = (rows["mean"] - base).abs().groupby("parameter").max()
    order = list(moves.sort_values(ascending=False, kind="stable").index)
    settings = {axis.path: [setting_text(end) for end in axis.ends()] for axis in result.experiment.axes}
    for place, path in enumerate(order):
        ends = [float(rows.loc[(path, end), "mean"]) for end in _LOOKS]
        for number, (end, (colour, hatch)) in enumerate(_LOOKS.items()):
            row = rows.loc[(path, end)]
            if not np.isfinite(ends[number]):
                continue
            # Where both ends move the outcome the same way, the shorter bar lies on the longer one.
            shorter = abs(ends[number] - base) < abs(ends[1 - number] - base)
            axes.barh(
                place,
                ends[number] - base,
                0.42 if shorter and (ends[0] - base) * (ends[1] - base) > 0 else 0.72,
                left=base,
                color=colour,
                edgecolor=INK,
                hatch=hatch,
                linewidth=0.5,
                zorder=3 if shorter else 2,
            )
            if np.isfinite(row["mean_low"]):
                axes.plot([row["mean_low"], row["mean_high"]], [place, place], color=INK, linewidth=1.0, zorder=4)
            _name_end(axes, row, ends, number, place, base, settings[path][number])
    definition, parameters = result.definitions[outcome], result.experiment.scenario.parameters
    value = numeral(base, decimals_for(base), sign=result.experiment.against is not None)
    axes.set_title(f"{outcome_name(definition, parameters)}: {value} as it is", pad=4)
    axes.set_yticks(range(len(order)), [fit(names[path], _LABEL_ROOM, SMALL) for path in order], color=INK)
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.margins(x=0.09)
    axes.axvline(base, color=INK, linewidth=0.9)
    if result.experiment.against is not None and axes.get_xlim()[0] < 0 < axes.get_xlim()[1]:
        axes.axvline(0, color=INK, linewidth=0.9, linestyle=(0, (2, 2)))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_xlabel(unit_text(definition, parameters), loc="left", labelpad=1)


def _name_end(axes: Axes, row: Any, ends: list[float], number: int, place: int, base: float, text: str) -> None:
    """Write the value of the parameter beyond the outer end of a bar and its interval."""
    mine, other = ends[number], ends[1 - number]
    right = mine > base or (mine == base and other < base)
    if (mine - base) * (other - base) > 0 and abs(mine - base) < abs(other - base):
        return  # the shorter bar lies on the longer one, where there is no room for text
    edge = row["mean_high"] if right else row["mean_low"]
    axes.annotate(
        text,
        (float(edge) if np.isfinite(edge) else mine, place),
        xytext=(4 if right else -4, 0),
        textcoords="offset points",
        ha="left" if right else "right",
        va="center_baseline",
        size=SMALL,
    )
