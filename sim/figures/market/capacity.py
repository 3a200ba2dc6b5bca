"""GPU capacity, its use, and the demand that could not be served, per cloud."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.figures.drawing.calendar import mark_events, use_dates
from sim.figures.drawing.lines import draw_line, from_zero, scenario_handles
from sim.figures.drawing.style import INK, blank, fit, house_style, scenario_role
from sim.results.protocols import EnsembleResult, RunResult
from sim.results.reading.series import ensembles_of, mean_by_month, scenarios_of
from sim.words.dates import event_notes, month_dates
from sim.words.names import label, merged, plain

_COLUMNS = 4
_TITLE, _UPPER, _GAP, _LOWER, _DATES = 0.3, 1.7, 0.15, 1.0, 0.34  # inches, from the top of a panel down


def capacity(result: RunResult) -> Figure:
    """Draw capacity and use above the unserved share, one column per cloud.

    Parameters
    ----------
    result : Comparison or Ensemble
        What to draw.
    """
    with house_style():
        ensembles, scenarios = ensembles_of(result), scenarios_of(result)
        clouds = merged(scenarios, "clouds")
        columns = min(_COLUMNS, len(clouds))
        blocks = -(-len(clouds) // columns)
        height = _TITLE + _UPPER + _GAP + _LOWER + _DATES
        notes = event_notes(scenarios)
        sheet = blank(
            "GPU capacity, its use, and demand that found no capacity, by cloud"
            + ("" if len(scenarios) > 1 else f": “{plain(scenarios[0].title)}”"),
            blocks * height,
            note="Mean over seeds. Thick line: capacity; thin line below it: hours used. The gap between them is idle.",
            legend=[
                *scenario_handles(scenarios),
                Line2D([], [], color=INK, linewidth=2.6, label="capacity"),
                Line2D([], [], color=INK, linewidth=1.0, label="used"),
            ],
            footnotes=[f"{letter}  {text}" for letter, _, text in notes],
        )
        places = sheet.columns(columns, first=0.85, between=0.6)
        tables = [
            {m: mean_by_month(e, "cloud", m) for m in ("capacity", "utilisation", "unserved_share")} for e in ensembles
        ]
        for number, cloud in enumerate(clouds):
            block, column = divmod(number, columns)
            left, width = places[column]
            top = block * height + _TITLE
            upper = sheet.place(left, top, width, _UPPER)
            lower = sheet.place(left, top + _UPPER + _GAP, width, _LOWER, sharex=upper)
            for i, (ensemble, table) in enumerate(zip(ensembles, tables, strict=True)):
                if cloud in table["capacity"]:
                    _draw_cloud(upper, lower, ensemble, table, cloud, i)
            parameters = next(s.parameters for s in scenarios if cloud in s.parameters.clouds)
            upper.set_title(fit(label(parameters, "cloud", cloud), width, bold=True))
            upper.tick_params(labelbottom=False)
            if column == 0:
                upper.set_ylabel("bn GPU-hours\nper month")
                lower.set_ylabel("% of demand\nnot served")
            use_dates(lower, most=5)
            for axes in (upper, lower):
                from_zero(axes)
                mark_events(axes, notes)
        return sheet.figure


def _draw_cloud(
    upper: Axes, lower: Axes, ensemble: EnsembleResult, table: dict[str, Any], cloud: str, number: int
) -> None:
    role = scenario_role(number)
    days = month_dates(ensemble.scenario, table["capacity"].index)
    room = table["capacity"][cloud].to_numpy(dtype=float)
    draw_line(upper, days, room, role, linewidth=2.6)
    draw_line(upper, days, room * table["utilisation"][cloud].to_numpy(dtype=float), role, linewidth=1.0)
    draw_line(lower, days, 100 * table["unserved_share"][cloud].to_numpy(dtype=float), role)
