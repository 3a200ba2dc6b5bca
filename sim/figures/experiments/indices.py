"""Which parameters an outcome depends on: a bar per index, with intervals and what half the sample said."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.figures.drawing.style import (
    BLUE,
    FAINT,
    INK,
    PAPER,
    SKY,
    SMALL,
    VERMILLION,
    blank,
    fit,
    house_style,
    page_width,
    text_width,
)
from sim.statistics.protocols import ExperimentPlan, SensitivityResult
from sim.statistics.sensitivity_indices import ranked
from sim.words.experiments import axis_name, footnotes, outcome_name, unit_text, value_reading

_ROW, _TITLE, _AXIS, _LABEL_ROOM = 0.34, 0.34, 0.5, 2.9  # inches
_BAR = 0.36  # of a row
_SOBOL = {"total": ("total: with all interactions", SKY, ""), "first": ("first order: alone", BLUE, "////")}
_MORRIS = {"mu_star": ("mean size of the effect (mu*)", SKY, ""), "sigma": ("its spread (sigma)", BLUE, "////")}


def indices(result: SensitivityResult) -> Figure:
    """Draw the sensitivity indices of each outcome, the most important parameter first.

    Parameters
    ----------
    result : Sensitivity
        The analysis.
    """
    with house_style():
        experiment = result.experiment
        kinds = _SOBOL if experiment.method == "sobol" else _MORRIS
        count, rows = len(experiment.outcomes), len(experiment.axes)
        sheet = blank(
            "Which assumptions decide the result",
            count * (_TITLE + _ROW * rows + _AXIS),
            note=f"{value_reading(result)} {_reading(experiment)} Diamond: the same from the first half of the sample; "
            "far from its bar's end, the sample is too small.",
            legend=[
                *(
                    Patch(facecolor=colour, hatch=hatch, edgecolor=INK, label=text)
                    for text, colour, hatch in kinds.values()
                ),
                Line2D([], [], color=INK, linewidth=1.4, label="95 % interval"),
                Line2D(
                    [], [], color=VERMILLION, marker="D", linestyle="", markerfacecolor=PAPER, label="half the sample"
                ),
            ],
            footnotes=footnotes(result),
        )
        names = {axis.path: axis_name(axis, experiment.scenario.parameters) for axis in experiment.axes}
        left = 0.3 + min(_LABEL_ROOM, max(text_width(name, SMALL) for name in names.values()))
        for number, outcome in enumerate(experiment.outcomes):
            top = number * (_TITLE + _ROW * rows + _AXIS) + _TITLE
            axes = sheet.place(left, top, page_width() - left - 0.3, _ROW * rows)
            _draw(axes, result, outcome, kinds, names)
        return sheet.figure


def _reading(experiment: ExperimentPlan) -> str:
    if experiment.method == "sobol":
        return (
            "Length: share of the variance over the whole ranges of all parameters (Sobol indices). First order and "
            "total differ where a parameter works through others."
        )
    return (
        "Length: change of the outcome when a parameter moves over its whole range, others anywhere (Morris). A spread "
        "as long as the mean tells of interaction or bending."
    )


def _draw(
    axes: Axes, result: SensitivityResult, outcome: str, kinds: dict[str, tuple[str, str, str]], names: dict[str, str]
) -> None:
    experiment = result.experiment
    rows = result.indices[result.indices["outcome"] == outcome].set_index(["parameter", "index"])
    order = ranked(result, outcome)
    for place, path in enumerate(order):
        for number, (index, (_, colour, hatch)) in enumerate(kinds.items()):
            row: Any = rows.loc[(path, index)]
            y = place + (number - 0.5) * _BAR
            if not np.isfinite(row["value"]):
                continue
            axes.barh(y, row["value"], _BAR, color=colour, edgecolor=INK, hatch=hatch, linewidth=0.5)
            if np.isfinite(row["low"]):
                axes.plot([row["low"], row["high"]], [y, y], color=INK, linewidth=1.4)
            if np.isfinite(row["at_half"]):
                axes.plot(row["at_half"], y, "D", color=VERMILLION, markerfacecolor=PAPER, markersize=4, zorder=4)
    definition, parameters = result.definitions[outcome], experiment.scenario.parameters
    still = " does not move" if rows["value"].isna().all() else ""
    axes.set_title(f"{outcome_name(definition, parameters)}{still}", pad=4)
    axes.set_yticks(range(len(order)), [fit(names[path], _LABEL_ROOM, SMALL) for path in order], color=INK)
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.axvline(0, color=INK, linewidth=0.9)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    unit = "share of variance" if experiment.method == "sobol" else unit_text(definition, parameters)
    axes.set_xlabel(unit, loc="left", labelpad=1)
