"""What each parameter does alone, from its lowest to its highest value."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.figures.drawing.style import (
    FAINT,
    INK,
    ORANGE,
    PAPER,
    SKY,
    SMALL,
    blank,
    fit,
    house_style,
    page_width,
    text_width,
)
from sim.statistics.protocols import SensitivityResult
from sim.words.experiments import (
    axis_name,
    footnotes,
    outcome_name,
    setting_text,
    unit_text,
    value_reading,
)
from sim.words.numbers import decimals_for, numeral

_ROW, _TITLE, _AXIS, _LABEL_ROOM = 0.36, 0.34, 0.5, 2.9  # inches
_BAR = 0.38  # of a row
_LOOKS = {"low": (ORANGE, "////"), "high": (SKY, "")}


def tornado(result: SensitivityResult) -> Figure:
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
            "lowest and at the highest value of its range; thin lines are 95 % t intervals of the move, seed by seed. "
            "Numbers at the ends: the parameter's values.",
            legend=[
                Patch(facecolor=colour, hatch=hatch, edgecolor=INK, label=f"at the {end}est value")
                for end, (colour, hatch) in _LOOKS.items()
            ],
            footnotes=footnotes(result),
        )
        names = {axis.path: axis_name(axis, parameters) for axis in experiment.axes}
        left = 0.3 + min(_LABEL_ROOM, max(text_width(name, SMALL) for name in names.values()))
        for number, outcome in enumerate(experiment.outcomes):
            top = number * (_TITLE + _ROW * rows + _AXIS) + _TITLE
            axes = sheet.place(left, top, page_width() - left - 0.3, _ROW * rows)
            _draw(axes, result, outcome, names)
        return sheet.figure


def _draw(axes: Axes, result: SensitivityResult, outcome: str, names: dict[str, str]) -> None:
    rows = result.one_at_a_time
    rows = rows[rows["outcome"] == outcome].set_index(["parameter", "end"])
    base = float(rows["base"].iloc[0])
    moves = rows["move"].abs().groupby("parameter").max()
    order = list(moves.sort_values(ascending=False, kind="stable").index)
    settings = {axis.path: [setting_text(end) for end in axis.ends()] for axis in result.experiment.axes}
    for place, path in enumerate(order):
        for number, (end, (colour, hatch)) in enumerate(_LOOKS.items()):
            row = rows.loc[(path, end)]
            move, y = float(row["move"]), place + (number - 0.5) * _BAR
            if not np.isfinite(move + base):
                continue
            axes.barh(y, move, _BAR, left=base, color=colour, edgecolor=INK, hatch=hatch, linewidth=0.5)
            low, high = base + float(row["move_low"]), base + float(row["move_high"])
            if np.isfinite(low):
                axes.plot([low, high], [y, y], color=INK, linewidth=1.0)
            below = move < 0 or (move == 0 and number == 0)
            ends = [base, base + move, *(edge for edge in (low, high) if np.isfinite(edge))]
            _name_end(axes, min(ends) if below else max(ends), y, settings[path][number], below=below)
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


def _name_end(axes: Axes, outer: float, y: float, text: str, *, below: bool) -> None:
    """Write the value of the parameter beyond the outer end of a bar and its interval."""
    axes.annotate(
        text,
        (outer, y),
        xytext=(-4 if below else 4, 0),
        textcoords="offset points",
        ha="right" if below else "left",
        va="center_baseline",
        size=SMALL,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.6},
    )
