"""Who pays whom: payments of the last year from payers over kinds of payment to payees."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from sim.figures.drawing.labels import spread
from sim.figures.drawing.owners import owner_colours
from sim.figures.drawing.style import INK, PAPER, QUIET, blank, fit, house_style, page_width, text_width
from sim.results.protocols import RunResult
from sim.results.reading.payments import (
    OTHER_BUSINESS,
    POOLED,
    SMALLEST_ACCOUNT,
    SMALLEST_FLOW,
    between_others,
    pooled,
    yearly_payments,
)
from sim.results.reading.series import ensembles_of, scenarios_of
from sim.scenario import Parameters, Scenario
from sim.words.dates import last_year_text
from sim.words.names import account_label, flow_label, plain
from sim.words.numbers import numeral

_BODY, _GAP, _NODE, _LABELS, _HEAD = 4.6, 0.09, 0.1, 1.35, 0.5  # inches
_TINY = 8.0  # points
_SECTOR_COLOUR = "#8c8c8c"


def payments(result: RunResult) -> Figure:
    """Draw the payments of the last year in each scenario, two scenarios beside each other.

    Parameters
    ----------
    result : Comparison or Ensemble
        What to draw.
    """
    with house_style():
        ensembles, scenarios = ensembles_of(result), scenarios_of(result)
        tables = [yearly_payments(e) for e in ensembles]
        drawn = pooled([between_others(table, ai_only=True) for table in tables])
        columns = min(2, len(ensembles))
        rows = -(-len(ensembles) // columns)
        largest = max((float(t["amount"].sum()) for t in drawn), default=0.0)
        nodes = max(max((t[side].nunique() for t in drawn), default=1) for side in ("payer", "flow", "payee"))
        body = max(_BODY, 0.24 * nodes)
        per_inch = largest / max(body - _GAP * nodes, 1.0) or 1.0
        sheet = blank(
            "Who pays whom for AI" + ("" if len(ensembles) > 1 else f": “{plain(scenarios[0].title)}”"),
            rows * (body + _HEAD),
            note=(
                f"bn USD in {last_year_text(ensembles[0])}, mean over seeds, all panels on one scale. Left: payers; "
                "middle: what for; right: payees. A firm that both pays and is paid stands on both sides."
            ),
            footnotes=[_left_out(tables, scenarios)],
        )
        width = page_width() / columns
        for number, (ensemble, table) in enumerate(zip(ensembles, drawn, strict=True)):
            row, column = divmod(number, columns)
            axes = sheet.place(column * width + 0.1, row * (body + _HEAD), width - 0.2, body + _HEAD - 0.1)
            axes.set(xlim=(0, width - 0.2), ylim=(body + _HEAD - 0.1, 0))
            axes.set_axis_off()
            total = numeral(float(table["amount"].sum()))
            title = fit(plain(ensemble.scenario.title), width - 0.3, bold=True)
            axes.text(0.05, 0.05, title, weight="bold", va="top")
            axes.text(0.05, 0.24, f"all payments: {total} bn USD", size=_TINY, color=QUIET, va="top")
            _draw_flows(axes, table, scenarios, per_inch)
        return sheet.figure


def _draw_flows(axes: Axes, table: pd.DataFrame, scenarios: Sequence[Scenario], per_inch: float) -> None:
    parameters, colours = _owner_parameters(scenarios), owner_colours(scenarios)
    width = axes.get_xlim()[1]
    places = {"payer": _LABELS, "flow": width / 2 - _NODE / 2, "payee": width - _LABELS - _NODE}
    ordered = {side: _in_order(table, side, list(colours)) for side in places}
    tops = {side: _draw_nodes(axes, table, side, ordered[side], places[side], per_inch, colours) for side in places}
    for left, right in (("payer", "flow"), ("flow", "payee")):
        links = table.groupby([left, right])["amount"].sum()
        tail, head = dict(tops[left]), dict(tops[right])
        for a in ordered[left]:
            for b in ordered[right]:
                thickness = float(links.get((a, b), 0.0)) / per_inch
                if thickness <= 0:
                    continue
                colour = colours.get(a if left == "payer" else b, _SECTOR_COLOUR)
                axes.add_patch(_ribbon(places[left] + _NODE, places[right], tail[a], head[b], thickness, colour))
                tail[a] += thickness
                head[b] += thickness
    for side, names in ordered.items():
        _label_nodes(axes, table, side, names, tops[side], places[side], per_inch, parameters)


def _in_order(table: pd.DataFrame, side: str, owners: Sequence[str]) -> list[str]:
    """Return kinds of payment from the largest down, accounts from buyers over owners to suppliers."""
    sums = table.groupby(side)["amount"].sum().sort_values(ascending=False, kind="stable")
    if side == "flow":
        return sorted(map(str, sums.index), key=lambda name: name == POOLED)
    rank = ["consumers", "enterprises", "investors", *owners, "suppliers", POOLED]
    return sorted(map(str, sums.index), key=lambda name: rank.index(name) if name in rank else len(rank))


def _draw_nodes(
    axes: Axes,
    table: pd.DataFrame,
    side: str,
    names: Sequence[str],
    x: float,
    per_inch: float,
    colours: Mapping[str, str],
) -> dict[str, float]:
    """Draw the nodes of one column and return where each begins, from the top."""
    sums = table.groupby(side)["amount"].sum()
    top, tops = _HEAD, {}
    for name in names:
        height = float(sums[name]) / per_inch
        colour = INK if side == "flow" else colours.get(name, _SECTOR_COLOUR)
        axes.add_patch(Rectangle((x, top), _NODE, height, facecolor=colour, edgecolor="none", zorder=3))
        tops[name] = top
        top += height + _GAP
    return tops


def _ribbon(x0: float, x1: float, y0: float, y1: float, thickness: float, colour: str) -> PathPatch:
    """Return a band of constant thickness from (x0, y0) to (x1, y1), which are its upper corners."""
    middle = (x0 + x1) / 2
    upper = [(x0, y0), (middle, y0), (middle, y1), (x1, y1)]
    lower = [(x1, y1 + thickness), (middle, y1 + thickness), (middle, y0 + thickness), (x0, y0 + thickness)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return PathPatch(Path([*upper, *lower, (x0, y0)], codes), facecolor=colour, alpha=0.45, linewidth=0)


def _label_nodes(
    axes: Axes,
    table: pd.DataFrame,
    side: str,
    names: Sequence[str],
    tops: Mapping[str, float],
    x: float,
    per_inch: float,
    parameters: Parameters,
) -> None:
    sums = table.groupby(side)["amount"].sum()
    middles = np.array([tops[name] + float(sums[name]) / per_inch / 2 for name in names])
    places = spread(middles, 0.155, _HEAD, axes.get_ylim()[0] - 0.05)
    for name, middle, place in zip(names, middles, places, strict=True):
        value = numeral(float(sums[name]))
        if side == "flow":
            text = "other payments" if name == POOLED else flow_label(name)
            ground = {"boxstyle": "square,pad=0.12", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.8}
            axes.text(
                x + _NODE / 2, place, f"{text} {value}", size=_TINY, ha="center", va="center", zorder=5, bbox=ground
            )
            continue
        label = "Others" if name == POOLED else account_label(parameters, name)
        text = f"{fit(label, _LABELS - 0.12 - text_width(value, _TINY), _TINY)} {value}"
        edge, away, side_of_text = (x, -0.07, "right") if side == "payer" else (x + _NODE, 0.07, "left")
        axes.plot([edge, edge + away], [middle, place], color=QUIET, linewidth=0.6)
        axes.text(edge + 1.3 * away, place, text, size=_TINY, ha=side_of_text, va="center")


def _left_out(tables: Sequence[pd.DataFrame], scenarios: Sequence[Scenario]) -> str:
    """Say what the figure leaves out and how much that is."""
    own = " / ".join(numeral(float(t.loc[t["payer"] == t["payee"], "amount"].sum())) for t in tables)
    rest = [between_others(t, ai_only=False) for t in tables]
    other = " / ".join(numeral(float(t.loc[t["flow"].isin(OTHER_BUSINESS), "amount"].sum())) for t in rest)
    order = " (in the order of the panels)" if len(scenarios) > 1 else ""
    return (
        f"Left out{order}: payments of a firm to itself, {own} bn USD; cloud services other than AI and search "
        f"advertising, {other} bn USD. Others: accounts below {100 * SMALLEST_ACCOUNT:g} % and kinds of payment below "
        f"{100 * SMALLEST_FLOW:g} % of all payments."
    )


def _owner_parameters(scenarios: Sequence[Scenario]) -> Any:
    """Return parameters that know every owner: those of the scenario with the most."""
    return max((s.parameters for s in scenarios), key=lambda p: len(p.owners))
