"""The scorecard of claims, and each claim over the worlds in which it was tried."""

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
    ORANGE,
    PAPER,
    QUIET,
    SMALL,
    VERMILLION,
    blank,
    fit,
    house_style,
    page_width,
    wrap,
)
from sim.statistics.claim_protocols import Answer, ClaimText
from sim.statistics.protocols import ScorecardResult
from sim.words.claims import beside
from sim.words.experiments import assumption_name, setting_text
from sim.words.names import plain
from sim.words.numbers import interval, numeral, percent

LOOKS = {
    "supported": (BLUE, ""),
    "depends": (ORANGE, "...."),
    "not supported": (VERMILLION, "////"),
    "undecided": (FAINT, ""),
    "cannot be expressed": (PAPER, ""),
}
"""Colour and hatch by verdict."""
_ROW, _BARS, _TEXT = 0.25, 5.35, 3.9  # inches
_ACROSS_BARS = 2.0  # bars end at 1, words follow
_PANEL, _TITLE, _AXIS, _ACROSS = 1.55, 0.6, 0.95, 3
_SIDE = "#eef4f9"


def scorecard(result: ScorecardResult) -> Figure:
    """Draw every claim as a bar: the share of worlds in which it holds, coloured by verdict.

    Parameters
    ----------
    result : Scorecard
        The claims with their verdicts.
    """
    with house_style():
        claims = result.claims.claims
        shown = [answer for answer, count in result.counts.items() if count]
        sheet = blank(
            plain(result.claims.title),
            _ROW * len(claims) + 0.5,
            note=f"Bars: share of the worlds in which all conditions of a claim hold, of {result.form.worlds} that "
            f"differ in {len(result.claims.axes)} assumptions ({result.form.name} form). Beside a bar: the assumption "
            "that best tells the worlds where the claim holds from the others, where it is more than chance.",
            legend=[
                Patch(facecolor=LOOKS[answer][0], hatch=LOOKS[answer][1], edgecolor=INK, label=_counted(answer, result))
                for answer in shown
            ],
        )
        axes = sheet.place(_BARS, 0.05, page_width() - _BARS - 0.2, _ROW * len(claims))
        for row, claim in enumerate(claims):
            _draw_row(axes, result, claim, row)
        axes.set_ylim(len(claims) - 0.5, -0.5)
        axes.set_xlim(0, _ACROSS_BARS)
        axes.set_xticks([0, 0.5, 0.9, 1], ["0", "50 %", "90 %", ""])
        axes.set_yticks([])
        axes.axvline(0.9, color=QUIET, linewidth=0.8, linestyle=(0, (2, 2)))
        axes.spines["bottom"].set_visible(False)
        return sheet.figure


def _counted(answer: Answer, result: ScorecardResult) -> str:
    return f"{answer}: {result.counts[answer]}"


def _draw_row(axes: Axes, result: ScorecardResult, claim: ClaimText, row: int) -> None:
    answer = result.answer(claim)
    colour, hatch = LOOKS[answer]
    text = fit(f"{claim.id}  {plain(claim.claim)}", _BARS - 0.35, SMALL)
    edge = -_ACROSS_BARS * (_BARS - 0.15) / (page_width() - _BARS - 0.2)
    axes.text(edge, row, text, size=SMALL, va="center_baseline", clip_on=False)
    share = result.verdicts[claim.id].share if claim.conditions else float("nan")
    if np.isfinite(share):
        axes.barh(row, share, 0.66, color=colour, hatch=hatch, edgecolor=INK, linewidth=0.5)
        axes.plot([0, 0], [row - 0.33, row + 0.33], color=INK, linewidth=1.4)
    axes.text(1.04, row, fit(beside(result, claim), _TEXT - 1.85, SMALL), size=SMALL, va="center_baseline", color=INK)


def claim(result: ScorecardResult, number: str) -> Figure:
    """Draw one claim: a panel per condition, a point per world.

    Parameters
    ----------
    result : Scorecard
        The claims with their verdicts.
    number : str
        Id of the claim, e.g. ``"C14"``.
    """
    with house_style():
        [chosen] = [one for one in result.claims.claims if one.id == number]
        split = result.split_of(chosen)
        split = split if split is not None and split["clear"] else None
        across = min(max(len(chosen.conditions), 2), _ACROSS)
        rows = -(-len(chosen.conditions) // across)
        sheet = blank(
            f"{chosen.id}: {plain(chosen.claim)}",
            rows * (_TITLE + _PANEL + _AXIS),
            note=_note(result, chosen, split),
            legend=[
                Line2D([], [], marker="o", linestyle="", color=BLUE, label="a world where the claim holds"),
                Line2D(
                    [], [], marker="X", linestyle="", color=PAPER, markeredgecolor=VERMILLION, label="where it does not"
                ),
                Patch(facecolor=_SIDE, edgecolor=FAINT, label="the side that is predicted"),
            ],
        )
        for place, ((left, width), condition) in enumerate(
            zip(sheet.columns(across, first=0.75, between=0.75) * rows, chosen.conditions, strict=False)
        ):
            top = place // across * (_TITLE + _PANEL + _AXIS) + _TITLE
            axes = sheet.place(left, top, width, _PANEL)
            _draw_condition(axes, result, chosen, place, split)
            lines = wrap(plain(condition.check.says), width + 0.5, SMALL)[:3]
            axes.set_title("\n".join(lines), size=SMALL, weight="normal", pad=4, x=-0.2 / width)
        return sheet.figure


def _note(result: ScorecardResult, chosen: ClaimText, split: Any) -> str:
    """Say what the verdict is, and how to read the panels."""
    answer, verdict = result.answer(chosen), result.verdicts[chosen.id]
    held = f"it holds in {percent(verdict.share)} of {int(verdict.known.sum())} worlds"
    text = f"{answer[:1].upper()}{answer[1:]}: {held}. "
    if split is not None:
        text += f"Worlds are split best by {split['parameter']}: it rather holds {split['holds']} "
        text += f"{setting_text(split['threshold'])} (dashed line; p = {numeral(split['p_value'], 3)})."
        return text
    if answer == "depends":
        text += "No single assumption tells these worlds from the others by more than chance. "
    return text + "Worlds are in order of the effect."


def _draw_condition(axes: Axes, result: ScorecardResult, chosen: ClaimText, number: int, split: Any) -> None:
    condition, verdict = chosen.conditions[number], result.verdicts[chosen.id]
    effect, tried = result.in_worlds(chosen, number), verdict.conditions[number]
    holds = np.zeros(len(effect), dtype=bool)
    holds[np.flatnonzero(verdict.known)] = verdict.holds
    known = np.isfinite(effect)
    width = axes.get_position().width * page_width()
    if split is None:
        order = np.argsort(np.where(known, effect, np.inf), kind="stable")
        x = np.empty(len(effect))
        x[order] = np.arange(1, len(effect) + 1)
        axes.set_xlabel("worlds", loc="left", labelpad=1)
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    else:
        axis = next(axis for axis in result.claims.axes if axis.path == split["parameter"])
        x = result.worlds[axis.path].to_numpy(dtype=float)
        name = assumption_name(axis, result.claims.base.parameters)
        axes.set_xlabel("\n".join(wrap(name, width, SMALL)[:2]), loc="left", labelpad=1)
        axes.axvline(split["threshold"], color=INK, linewidth=1.0, linestyle=(0, (4, 2)))
        axes.set_xscale("log" if axis.log else "linear")
    axes.scatter(x[known & holds], effect[known & holds], s=22, marker="o", color=BLUE, zorder=3)
    fails = known & ~holds
    axes.scatter(x[fails], effect[fails], s=22, marker="X", color=PAPER, edgecolors=VERMILLION, linewidths=1, zorder=3)
    low, high = axes.get_ylim()
    low, high = min(low, 0.0), max(high, 0.0)
    room = 0.06 * (high - low)
    low, high = low - room * (low < 0.0), high + room * (high > 0.0)
    side = (0.0, high) if condition.check.sign > 0 else (low, 0.0)
    axes.axhspan(*side, color=_SIDE, zorder=0)
    axes.axhline(0, color=INK, linewidth=0.9)
    axes.set_ylim(low, high)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    mean = f"mean {numeral(tried.mean, sign=True)} {interval(tried.low, tried.high, sign=True)} {condition.unit_text}"
    lines = wrap(mean, width + 0.2, SMALL)[:2]
    axes.text(0.0, -0.42, "\n".join(lines), transform=axes.transAxes, size=SMALL, color=QUIET, va="top")
