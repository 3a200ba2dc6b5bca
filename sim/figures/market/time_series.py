"""Key series over time in every scenario: mean, interval of the mean, range of the seeds."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.figures.drawing.calendar import mark_events, use_dates
from sim.figures.drawing.lines import NEGLIGIBLE, draw_line, from_zero, scenario_handles
from sim.figures.drawing.style import INK, Role, blank, fit, house_style, scenario_role
from sim.market.measures import measure_of
from sim.results.protocols import EnsembleResult, RunResult
from sim.results.reading.series import Band, band, by_seed, ensembles_of, scenarios_of
from sim.scenario import Scenario
from sim.words.dates import event_notes, month_dates
from sim.words.key_series import Series, key_series
from sim.words.names import plain

_COLUMNS = 3
_TITLE, _LEVEL, _GAP, _DIFFERENCE, _DATES = 0.28, 1.3, 0.12, 0.6, 0.34  # inches, from the top of a panel down


def bands(result: RunResult) -> Figure:
    """Draw the key series of each scenario over the months, and below each what differs from the base.

    Parameters
    ----------
    result : Comparison or Ensemble
        What to draw.
    """
    with house_style():
        scenarios = scenarios_of(result)
        several = len(scenarios) > 1
        chosen = key_series(result)
        rows = -(-len(chosen) // _COLUMNS)
        height = _TITLE + _LEVEL + _DATES + (_GAP + _DIFFERENCE) * several
        notes = event_notes(scenarios)
        note = "Line: mean over seeds. Dark band: 95 % interval of the mean. Light band: middle 80 % of seeds."
        if several:
            note += " Below each: other less base with the same seeds, mean and 95 % interval; these tell what differs."
        sheet = blank(
            "How the market unfolds" + (" in each scenario" if several else f": “{plain(scenarios[0].title)}”"),
            rows * height,
            note=f"{note} Profits include base cloud and search advertising.{_discounted(ensembles_of(result)[0])}",
            legend=scenario_handles(scenarios),
            footnotes=[f"{letter}  {text}" for letter, _, text in notes],
        )
        columns = sheet.columns(_COLUMNS, first=0.72, between=0.8)
        for number, series in enumerate(chosen):
            left, width = columns[number % _COLUMNS]
            top = number // _COLUMNS * height + _TITLE
            level = lowest = sheet.place(left, top, width, _LEVEL)
            if several:
                lowest = sheet.place(left, top + _LEVEL + _GAP, width, _DIFFERENCE, sharex=level)
            for axes in {level, lowest}:
                axes.yaxis.set_label_coords(-0.5 / width, 0.5)
            _draw_series(level, lowest, result, series, notes)
        return sheet.figure


def _discounted(ensemble: EnsembleResult) -> str:
    """Say what money is shown at, where it is not that of its month."""
    rate = ensemble.counted.discount
    return f" Money is discounted to the first month shown, at {100.0 * rate:g} % a year." if rate else ""


def _draw_series(level: Axes, lowest: Axes, result: RunResult, series: Series, notes: Sequence[Any]) -> None:
    """Draw the levels, and the differences where there are axes for them below."""
    ensembles = ensembles_of(result)
    tables = [by_seed(e, series.kind, series.measure, series.entity) * series.scale for e in ensembles]
    measure = measure_of(series.kind, series.measure)
    possible, apart = (_scaled(measure.limits(difference=between), series.scale) for between in (False, True))
    level.set_title(fit(series.title, 2.5, bold=True))
    level.set_ylabel(series.unit)
    for i, (ensemble, table) in enumerate(zip(ensembles, tables, strict=True)):
        _draw_band(level, ensemble.scenario, band(table, possible), scenario_role(i), with_range=table.shape[1] > 1)
    from_zero(level)
    if lowest is not level:
        level.tick_params(labelbottom=False)
        lowest.set_ylabel("difference")
        lowest.axhline(0, color=INK, linewidth=0.8)
        for i, (ensemble, table) in enumerate(zip(ensembles[1:], tables[1:], strict=True), start=1):
            differences = (table - tables[0]).dropna(axis=1, how="all")
            _draw_band(lowest, ensemble.scenario, band(differences, apart), scenario_role(i))
        _keep_rounding_flat(lowest)
        mark_events(lowest, [("", day, text) for _, day, text in notes])
    mark_events(level, notes)
    use_dates(lowest)


def _scaled(limits: tuple[float, float], scale: float) -> tuple[float, float]:
    return scale * limits[0], scale * limits[1]


def _keep_rounding_flat(axes: Axes) -> None:
    """Show differences that are nothing but rounding as none."""
    bounds = axes.dataLim.intervaly
    if not np.isfinite(bounds).all() or np.abs(bounds).max() < NEGLIGIBLE:
        axes.set_ylim(-1, 1)
        axes.set_yticks([0])
    else:
        axes.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))


def _draw_band(axes: Axes, scenario: Scenario, summary: Band, role: Role, *, with_range: bool = False) -> None:
    if not summary.months.size:
        return
    days = month_dates(scenario, summary.months)
    if with_range:
        axes.fill_between(days, summary.range_low, summary.range_high, color=role.colour, alpha=0.13, linewidth=0)
    if np.isfinite(summary.low).any():
        axes.fill_between(days, summary.low, summary.high, color=role.colour, alpha=0.35, linewidth=0)
    draw_line(axes, days, summary.mean, role)
