"""Outcomes along one parameter, and where they change their sign."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.arrays import Array
from sim.figures.drawing.style import (
    BLUE,
    FAINT,
    INK,
    PAPER,
    QUIET,
    SKY,
    SMALL,
    VERMILLION,
    blank,
    house_style,
    page_width,
    text_width,
)
from sim.scenario import value_at
from sim.statistics.preferences import deciding_outcomes
from sim.statistics.protocols import MovedParameter, SweepResult
from sim.statistics.sign_changes import Crossing
from sim.words.experiments import (
    axis_name,
    axis_title,
    footnotes,
    joint_name,
    setting_text,
    unit_text,
    value_reading,
)

_PANEL, _TITLE, _AXIS = 1.75, 0.42, 0.5  # inches


def tipping(result: SweepResult) -> Figure:
    """Draw each outcome along the one parameter of a sweep: mean, 95 % interval, crossings of zero.

    Parameters
    ----------
    result : Sweep
        A sweep of one parameter.
    """
    with house_style():
        experiment = result.experiment
        [axis] = experiment.axes
        parameters = experiment.scenario.parameters
        shown: list[tuple[str, ...]] = [(outcome,) for outcome in experiment.outcomes]
        if experiment.against is not None and len(deciding_outcomes(result)) == 2:
            shown.append(tuple(deciding_outcomes(result)))
        count = len(shown)
        sheet = blank(
            f"What changes with {axis_name(axis, parameters).lower()}",
            count * (_PANEL + _TITLE) + _AXIS,
            note=f"{value_reading(result)} Band: 95 % t interval of the mean at each point. Diamond: where the mean "
            "changes its sign, with the 95 % interval of that place (bootstrap over seeds)."
            + ("" if result.doubts.empty else " Thin lines: 90 % of the draws of the parameters at each point."),
            footnotes=footnotes(result),
        )
        left = 0.75
        for number, outcomes in enumerate(shown):
            axes = sheet.place(left, number * (_PANEL + _TITLE) + _TITLE, page_width() - left - 0.25, _PANEL)
            _draw(axes, result, outcomes, axis)
            if number == 0:
                _name_scenario(axes, result, axis)
            axes.tick_params(labelbottom=number == count - 1)
        axes.set_xlabel(axis_title(axis, parameters))
        return sheet.figure


def _draw(axes: Axes, result: SweepResult, outcomes: tuple[str, ...], axis: MovedParameter) -> None:
    definition = result.definitions[outcomes[0]]
    parameters = result.experiment.scenario.parameters
    table = result.table(*outcomes).reset_index(drop=True)
    is_choice = axis.kind == "choice"
    places = np.arange(len(table)) if is_choice else table[axis.path].to_numpy(dtype=float)
    order = np.argsort(places, kind="stable")
    x = places[order]
    mean, low, high = (table[name].to_numpy(dtype=float)[order] for name in ("mean", "low", "high"))
    if is_choice:
        axes.errorbar(x, mean, yerr=[mean - low, high - mean], fmt="o", color=BLUE, capsize=3)
        axes.set_xticks(range(len(x)), [setting_text(value) for value in axis.grid()])
    else:
        axes.fill_between(x, low, high, color=SKY, alpha=0.45, linewidth=0)
        axes.plot(x, mean, color=BLUE, marker="o", markersize=4)
    if len(result.doubts) and len(outcomes) == 1:
        drawn = result.doubts[result.doubts["outcome"] == outcomes[0]].set_index("point").loc[order]
        for bound in ("low", "high"):
            axes.plot(x, drawn[bound].to_numpy(dtype=float), color=BLUE, linewidth=0.8, linestyle=(0, (4, 2)))
    if axis.log and not is_choice:
        axes.set_xscale("log")
    if result.experiment.against is not None or np.nanmin(mean) < 0 < np.nanmax(mean):
        axes.axhline(0, color=INK, linewidth=0.9)
    found = result.crossings(*outcomes)
    for crossing in found:
        axes.plot([crossing.low, crossing.high], [0, 0], color=VERMILLION, linewidth=4, solid_capstyle="butt", zorder=4)
        axes.plot(crossing.place, 0, "D", color=VERMILLION, markersize=7, zorder=5)
    _mark_scenario(axes, result, axis)
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    title = joint_name(result, outcomes)
    axes.set_title(title, pad=6)
    axes.annotate(
        f"{unit_text(definition, parameters)}; {_in_words(found, mean)}",
        (0, 1),
        xycoords="axes fraction",
        xytext=(text_width(title, bold=True) * 72 + 10, 6),
        textcoords="offset points",
        size=SMALL,
        color=QUIET,
        va="baseline",
    )


def _mark_scenario(axes: Axes, result: SweepResult, axis: MovedParameter) -> None:
    """Mark the value that the scenario itself has, where it lies in the range."""
    value = _own_value(result, axis)
    if value is not None:
        axes.axvline(value, color=QUIET, linewidth=0.9, linestyle=(0, (2, 2)))


def _name_scenario(axes: Axes, result: SweepResult, axis: MovedParameter) -> None:
    """Say what the dashed line is."""
    value = _own_value(result, axis)
    if value is not None:
        axes.annotate(
            "as in the scenario",
            (value, 1),
            xycoords=("data", "axes fraction"),
            xytext=(4, -4),
            textcoords="offset points",
            size=SMALL,
            color=QUIET,
            va="top",
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
        )


def _own_value(result: SweepResult, axis: MovedParameter) -> float | None:
    """Return the value of the parameter in the scenario, where it is a number within the range."""
    value = value_at(result.experiment.scenario.parameters, axis.path)
    inside = axis.kind != "choice" and isinstance(value, int | float) and axis.low <= value <= axis.high
    return float(value) if inside else None


def _in_words(found: Sequence[Crossing], mean: Array) -> str:
    """Say where the sign changes, or that it does not."""
    if not found:
        if np.nanmin(mean) >= 0 or np.nanmax(mean) <= 0:
            return "never below zero" if np.nanmin(mean) >= 0 else "never above zero"
        return "both signs"
    texts = []
    for crossing in found:
        where = f"{setting_text(crossing.place)}"
        if np.isfinite(crossing.low):
            where += f" [{setting_text(crossing.low)}, {setting_text(crossing.high)}]"
        texts.append(f"{'above' if crossing.rises else 'below'} zero from {where}")
    return "; ".join(texts)
