"""How far a hindcast is from each observation, in tolerances, and how much better than rivals it is."""

import math
from collections.abc import Iterator
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.figures.drawing.intervals import Panel, Row, draw_panels, legend_handles
from sim.figures.drawing.style import house_style
from sim.statistics.protocols import HindcastResult
from sim.statistics.scoring.skill import Skill
from sim.words.names import plain

LEAST_SKILL = -2.0
"""Bars of skill end here: a forecast can be worse without limit."""
_WITHIN = "#e7f0f6"


def misses(result: HindcastResult) -> Figure:
    """Draw each observation as a point: the model less what was observed, in tolerances.

    Parameters
    ----------
    result : Hindcast
        The hindcast.
    """
    with house_style():
        figure = draw_panels(
            list(_missed(result)),
            title=f"“{plain(result.scenario.title)}”: {result.inside} of {result.count} observations inside",
            note="Model less observed number, in tolerances: between -1 and +1 it lies inside. Amounts are compared on "
            "a log scale, shares in log odds. Bar: 80 % of what would be published, over replications and errors of "
            "measurement.",
            legend=legend_handles({"better": "inside its tolerance", "worse": "outside"}),
            signed=True,
        )
        for axes in figure.axes:
            axes.axvspan(-1, 1, color=_WITHIN, zorder=0)
        return figure


def _missed(result: HindcastResult) -> Iterator[Panel]:
    for group, rows in result.table.groupby("group", sort=False):
        found: list[Any] = list(rows.itertuples())
        yield Panel(str(group), "tolerances", [_miss_row(row) for row in found], str(group))


def _miss_row(row: Any) -> Row:
    among = "" if row.segment in ("", "all") else f", {row.segment}"
    label = f"{row.id}  {row.until}  {row.name}{among}"
    return Row(label, row.miss, row.miss_low, row.miss_high, "better" if row.inside else "worse")


def skill(result: HindcastResult) -> Figure:
    """Draw the skill by group and rival.

    Parameters
    ----------
    result : Hindcast
        The hindcast.
    """
    with house_style():
        figure = draw_panels(
            list(_skilled(result)),
            title="Better than forecasts that need no model?",
            note="Skill: 1 is perfect, 0 as good as the rival, below 0 worse; mean squared errors on the scale of "
            f"comparison. Bar: 90 % bootstrap interval over observations. At {LEAST_SKILL:g} points and bars are cut "
            "off, and the name says the number. Hollow: may be chance.",
            legend=legend_handles({"better": "better than the rival", "worse": "worse"}),
            signed=True,
        )
        for axes in figure.axes:
            _mark_perfect(axes)
        return figure


def _mark_perfect(axes: Axes) -> None:
    axes.set_xlim(LEAST_SKILL - 0.1, 1.1)


def _skilled(result: HindcastResult) -> Iterator[Panel]:
    for group, rivals in result.skill.items():
        rows = [_skill_row(rival, one) for rival, one in rivals.items() if one.count]
        if rows:
            yield Panel(group, "skill", rows, "skill")


def _skill_row(rival: str, one: Skill) -> Row:
    cut = f"; skill {one.skill:.3g}" if one.skill < LEAST_SKILL else ""
    label = f"against {rival} ({one.count}{cut})"
    shown, low, high = (max(value, LEAST_SKILL) if not math.isnan(value) else value for value in _numbers(one))
    return Row(label, shown, low, high, "better" if one.skill > 0 else "worse", filled=not one.low <= 0 <= one.high)


def _numbers(one: Skill) -> tuple[float, float, float]:
    return one.skill, one.low, one.high
