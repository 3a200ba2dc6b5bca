"""Where a difference comes from: a bar for each cause, one after the other, up to the whole."""

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
from sim.statistics.protocols import ExplanationResult
from sim.words.experiments import outcome_name, unit_text
from sim.words.names import plain, words
from sim.words.numbers import decimals_for, numeral

_ROW, _AXIS, _LABEL_ROOM = 0.34, 0.5, 2.9  # inches
_BAR = 0.62  # of a row
_WHOLE = "difference"


def waterfall(result: ExplanationResult, outcome: str) -> Figure:
    """Draw what a difference in an outcome comes from, the largest share first.

    Parameters
    ----------
    result : Explanation
        What was found.
    outcome : str
        One of its outcomes.
    """
    with house_style():
        rows = result.table()
        rows = rows[rows["outcome"] == outcome].set_index("cause")
        order = rows.drop(_WHOLE)["share"].sort_values(key=np.abs, ascending=False, kind="stable").index
        names = {cause: plain(str(cause)) if "." in str(cause) else words(str(cause)) for cause in [*order, _WHOLE]}
        base, other = (f"“{plain(one.title)}”" for one in (result.plan.base, result.plan.other))
        seeds = "1 seed" if len(result.seeds) == 1 else f"{len(result.seeds)} seeds"
        definition, parameters = result.definitions[outcome], result.plan.base.parameters
        sheet = blank(
            f"{outcome_name(definition, parameters)}: where the difference comes from",
            _ROW * len(rows) + _AXIS,
            note=f"{other} less {base}, mean over {seeds}, shared out by Shapley values: what each cause adds, in "
            "the mean over all orders. Each bar begins where the one above ends; thin lines are 95 % t intervals.",
            legend=[
                Patch(facecolor=SKY, edgecolor=INK, label="adds"),
                Patch(facecolor=ORANGE, edgecolor=INK, hatch="////", label="takes away"),
            ],
            footnotes=[f"{names[cause.name]}: {plain(cause.meaning)}." for cause in result.plan.causes],
        )
        left = 0.3 + min(_LABEL_ROOM, max(text_width(name, SMALL) for name in names.values()))
        axes = sheet.place(left, 0.0, page_width() - left - 0.3, _ROW * len(rows))
        reached = 0.0
        decimals = decimals_for(float(rows["share"].abs().max()))
        for place, cause in enumerate([*order, _WHOLE]):
            begin = 0.0 if cause == _WHOLE else reached
            share, low, high = (float(rows.loc[cause, column]) for column in ("share", "low", "high"))
            _bar(axes, place, begin, share, begin + low, begin + high, numeral(share, decimals, sign=True))
            reached += share
        _dress(axes, [fit(names[cause], _LABEL_ROOM, SMALL) for cause in [*order, _WHOLE]])
        axes.set_xlabel(unit_text(definition, parameters), loc="left", labelpad=1)
        return sheet.figure


def _bar(axes: Axes, place: int, begin: float, share: float, low: float, high: float, text: str) -> None:
    colour, hatch = (SKY, "") if share >= 0.0 else (ORANGE, "////")
    axes.barh(place, share, _BAR, left=begin, color=colour, edgecolor=INK, hatch=hatch, linewidth=0.5)
    if np.isfinite(low):
        axes.plot([low, high], [place, place], color=INK, linewidth=1.0)
    ends = [begin, begin + share, *(end for end in (low, high) if np.isfinite(end))]
    axes.annotate(
        text,
        (max(ends), place),
        xytext=(4, 0),
        textcoords="offset points",
        va="center_baseline",
        size=SMALL,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.6},
    )


def _dress(axes: Axes, names: list[str]) -> None:
    axes.set_yticks(range(len(names)), names, color=INK)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.margins(x=0.12)
    axes.axvline(0, color=INK, linewidth=0.9)
    axes.axhline(len(names) - 1.5, color=FAINT, linewidth=0.9)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
