"""Points with intervals: what changes against the base, or what one scenario comes to."""

import math
from collections.abc import Sequence
from html import escape

from sim.app.charts.style import BASE, QUIET_TEXT, TEXT, TOOLTIP, Options, finite, literal, value_axis
from sim.figures.drawing.intervals import Panel, Row
from sim.figures.drawing.style import BLUE, INK, PAPER, QUIET, VERMILLION
from sim.words.headlines import Verdict
from sim.words.numbers import mean_and_interval

LOOKS: dict[Verdict, tuple[str, str, str]] = {
    "better": (BLUE, "circle", "better for whom it concerns"),
    "worse": (VERMILLION, "rect", "worse for whom it concerns"),
    "neither": (QUIET, "diamond", "neither"),
}
_ROW, _FRAME = 38, 46  # pixels: one row, and the axis below
_LABELS = 164  # pixels for names and numbers
_SPARSE = {**QUIET_TEXT, "hideOverlap": True}


def height(panel: Panel) -> int:
    """Return the height of a panel in pixels."""
    return _ROW * len(panel.rows) + _FRAME


def forest_options(panel: Panel, panels: Sequence[Panel], *, signed: bool) -> Options:
    """Return one panel as a chart.

    Parameters
    ----------
    panel : Panel
        What to draw.
    panels : sequence of Panel
        All panels; those of one scale get the same axis.
    signed : bool
        Whether numbers are differences, with a sign and a line at zero.
    """
    low, high, step = _axis([row for one in panels if one.scale == panel.scale for row in one.rows])
    return {
        **BASE,
        "grid": {"left": _LABELS + 8, "right": 16, "top": 4, "bottom": 40},
        "tooltip": {**TOOLTIP, "trigger": "item"},
        "xAxis": value_axis(
            name=panel.unit, nameLocation="middle", nameGap=24, min=low, max=high, interval=step, axisLabel=_SPARSE
        ),
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [_text(row, signed) for row in panel.rows],
            "axisTick": {"show": False},
            "axisLine": {"show": False},
            "axisLabel": {
                **TEXT,
                "rich": {"n": {**QUIET_TEXT, "fontSize": 10, "lineHeight": 15, "align": "right"}},
                "width": _LABELS,
                "overflow": "truncate",
                "lineHeight": 15,
            },
        },
        "series": [_intervals(panel, verdict) for verdict in LOOKS]
        + [_points(panel, verdict, signed) for verdict in LOOKS],
    }


def _axis(rows: Sequence[Row]) -> tuple[float, float, float]:
    """Return both ends of an axis that holds all intervals and zero, and a round step between its numbers."""
    bounds = [bound for row in rows for bound in (row.low, row.high, row.mean) if math.isfinite(bound)] + [0.0]
    low, high = min(bounds), max(bounds)
    rough = ((high - low) or 1.0) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(round_step for round_step in (1, 2, 5, 10) if round_step * power >= rough)
    ends = (step * math.floor(low / step), step * math.ceil(high / step))
    return float(f"{ends[0]:.6g}"), float(f"{ends[1]:.6g}"), float(f"{step:.6g}")


def _text(row: Row, signed: bool) -> str:
    return f"{literal(row.label)}\n{{n|{_numbers(row, signed)}}}"


def _numbers(row: Row, signed: bool) -> str:
    return mean_and_interval(row.mean, row.low, row.high, sign=signed)


def _zero() -> Options:
    """Return the line of no difference."""
    return {
        "silent": True,
        "symbol": "none",
        "label": {"show": False},
        "data": [{"xAxis": 0}],
        "lineStyle": {"color": INK, "type": "solid", "width": 1},
    }


def _intervals(panel: Panel, verdict: Verdict) -> Options:
    """Return the bars of one kind of rows as one line with gaps."""
    places: list[list[float | int | None]] = []
    for number, row in enumerate(panel.rows):
        if row.verdict == verdict and math.isfinite(row.low) and math.isfinite(row.high):
            low, high = finite((row.low, row.high))
            places += [[low, number], [high, number], [None, None]]
    colour, _, _ = LOOKS[verdict]
    return {
        "type": "line",
        "data": places,
        "symbol": "none",
        "silent": True,
        "lineStyle": {"color": colour, "width": 2},
        "connectNulls": False,
        "markLine": _zero(),
    }


def _points(panel: Panel, verdict: Verdict, signed: bool) -> Options:
    colour, marker, _ = LOOKS[verdict]
    return {
        "type": "scatter",
        "symbol": marker,
        "symbolSize": 10,
        "data": [
            {
                "value": [finite([row.mean])[0], number],
                "name": row.label,
                "itemStyle": {
                    "color": colour if row.filled else PAPER,
                    "borderColor": colour,
                    "borderWidth": 2,
                },
                "tooltip": {"formatter": f"{literal(escape(row.label))}<br>{_numbers(row, signed)} {panel.unit}"},
            }
            for number, row in enumerate(panel.rows)
            if row.verdict == verdict and math.isfinite(row.mean)
        ],
    }
