"""Points with intervals: what changes against the base, or what one scenario comes to."""

import math
from collections.abc import Sequence

from sim.app.charts.style import BASE, QUIET_TEXT, TEXT, TOOLTIP, Options, finite, value_axis
from sim.figures.intervals import Panel, Row, Verdict
from sim.figures.numerals import decimals_for, interval, numeral
from sim.figures.style import BLUE, PAPER, QUIET, VERMILLION

LOOKS: dict[Verdict, tuple[str, str, str]] = {
    "better": (BLUE, "circle", "better for whom it concerns"),
    "worse": (VERMILLION, "rect", "worse for whom it concerns"),
    "neither": (QUIET, "diamond", "neither"),
}
_ROW, _FRAME = 38, 46  # pixels: one row, and the axis below


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
    low, high = _limits([row for one in panels if one.scale == panel.scale for row in one.rows], signed)
    return {
        **BASE,
        "grid": {"left": 178, "right": 16, "top": 4, "bottom": 40},
        "tooltip": {**TOOLTIP, "trigger": "item"},
        "xAxis": value_axis(name=panel.unit, nameLocation="middle", nameGap=24, min=low, max=high, splitNumber=4),
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [_text(row, signed) for row in panel.rows],
            "axisTick": {"show": False},
            "axisLine": {"show": True, "onZero": signed},
            "axisLabel": {
                **TEXT,
                "rich": {"n": {**QUIET_TEXT, "lineHeight": 15, "align": "right"}},
                "width": 166,
                "overflow": "truncate",
                "lineHeight": 15,
                "margin": 168 if signed and low < 0 < high else 8,
                "align": "left" if signed and low < 0 < high else "right",
            },
        },
        "series": [_intervals(panel, verdict) for verdict in LOOKS]
        + [_points(panel, verdict, signed) for verdict in LOOKS],
    }


def _limits(rows: Sequence[Row], signed: bool) -> tuple[float, float]:
    """Return the ends of an axis that holds all intervals, and zero."""
    bounds = [bound for row in rows for bound in (row.low, row.high, row.mean) if math.isfinite(bound)] + [0.0]
    low, high = min(bounds), max(bounds)
    room = 0.05 * ((high - low) or 1.0)
    low, high = low - room * (low < 0 or signed), high + room
    step = 10.0 ** math.floor(math.log10(high - low)) / 2
    return math.floor(low / step) * step, math.ceil(high / step) * step


def _text(row: Row, signed: bool) -> str:
    return f"{row.label}\n{{n|{_numbers(row, signed)}}}"


def _numbers(row: Row, signed: bool) -> str:
    places = decimals_for(row.mean, row.low, row.high)
    mean = numeral(row.mean, places, sign=signed)
    return f"{mean} {interval(row.low, row.high, places, sign=signed)}".rstrip()


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
                "tooltip": {"formatter": f"{row.label}<br>{_numbers(row, signed)} {panel.unit}"},
            }
            for number, row in enumerate(panel.rows)
            if row.verdict == verdict and math.isfinite(row.mean)
        ],
    }
