"""One measure by month in each scenario, and below it what differs from the base."""

from collections.abc import Sequence

import numpy as np

from sim.app.charts.style import BASE, QUIET_TEXT, TOOLTIP, Options, finite, line_of, value_axis
from sim.app.series import MonthlySeries, TimeSeries
from sim.figures.drawing.style import INK

NEGLIGIBLE = 1e-9  # differences below are rounding


def bands_options(series: MonthlySeries, titles: Sequence[str], dates: Sequence[str]) -> Options:
    """Return the chart of a series.

    Parameters
    ----------
    series : MonthlySeries
        What to draw.
    titles : sequence of str
        Titles of the scenarios, the base first.
    dates : sequence of str
        First day of each month, as YYYY-MM-DD.
    """
    several = bool(series.differences)
    months = [date[:7] for date in dates]
    grids = [{"left": 64, "right": 14, "top": 64, "height": 210 if several else 300}]
    if several:
        grids.append({"left": 64, "right": 14, "top": 318, "height": 90})
    flat = several and all(_is_flat(course) for course in series.differences)
    shown = [TimeSeries(0 * c.mean, 0 * c.low, 0 * c.high) if flat else c for c in series.differences]
    return {
        **BASE,
        "legend": {
            "top": 0,
            "left": 0,
            "orient": "vertical",
            "itemGap": 4,
            "data": list(titles),
            "selectedMode": False,
        },
        "tooltip": {**TOOLTIP, "trigger": "axis"},
        "axisPointer": {"link": [{"xAxisIndex": "all"}]},
        "grid": grids,
        "xAxis": [
            {
                "type": "category",
                "data": months,
                "gridIndex": number,
                "boundaryGap": False,
                "axisLabel": {**QUIET_TEXT, "show": number == len(grids) - 1},
                "axisLine": {"onZero": number == 1},
            }
            for number in range(len(grids))
        ],
        "yAxis": [
            value_axis(gridIndex=0, name=series.unit, nameLocation="middle", nameGap=48, scale=False),
            *(
                [
                    value_axis(
                        gridIndex=1,
                        name="difference",
                        nameLocation="middle",
                        nameGap=48,
                        splitNumber=2,
                        **({"min": -1, "max": 1, "interval": 1} if flat else {}),
                    )
                ]
                if several
                else []
            ),
        ],
        "series": [
            *(one for i, course in enumerate(series.levels) for one in _drawn_series(course, titles[i], i, 0)),
            *(
                one
                for i, course in enumerate(shown, 1)
                for one in _drawn_series(course, f"{titles[i]}, less base", i, 1)
            ),
        ],
    }


def _is_flat(course: TimeSeries) -> bool:
    """Whether a difference is nothing but rounding."""
    return not (np.abs(np.nan_to_num(course.mean)) >= NEGLIGIBLE).any()


def _drawn_series(course: TimeSeries, title: str, scenario: int, grid: int) -> list[Options]:
    """Return mean and interval of one scenario: a line, and two stacked areas of which the lower is not seen."""
    role, dashes, marker = line_of(scenario)
    place = {"xAxisIndex": grid, "yAxisIndex": grid}
    hidden = {
        **place,
        "type": "line",
        "stack": f"{grid}-{scenario}",
        "stackStrategy": "all",
        "symbol": "none",
        "silent": True,
        "lineStyle": {"width": 0},
        "itemStyle": {"color": role.colour},
        "tooltip": {"show": False},
    }
    mean = {
        **place,
        "type": "line",
        "name": title,
        "data": finite(course.mean, 5),
        "symbol": marker,
        "symbolSize": 5,
        "showAllSymbol": False,
        "lineStyle": {"color": role.colour, "type": dashes, "width": 2},
        "itemStyle": {"color": role.colour},
        "z": 3,
    }
    if grid == 1:
        mean["markLine"] = {
            "silent": True,
            "symbol": "none",
            "label": {"show": False},
            "data": [{"yAxis": 0}],
            "lineStyle": {"color": INK, "type": "solid", "width": 1},
        }
    return [
        {**hidden, "data": finite(course.low, 5)},
        {**hidden, "data": finite(course.high - course.low, 5), "areaStyle": {"color": role.colour, "opacity": 0.25}},
        mean,
    ]
