"""Prices of every model and app over time in each scenario."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator

from sim.figures.drawing.calendar import mark_events, use_dates
from sim.figures.drawing.lines import draw_line, scenario_handles
from sim.figures.drawing.style import FAINT, QUIET, SMALL, blank, fit, house_style, scenario_role
from sim.results.protocols import EnsembleResult, RunResult
from sim.results.reading.series import ensembles_of, last_year, mean_by_month, scenarios_of
from sim.words.dates import event_notes, last_year_text, month_dates
from sim.words.names import label, merged, model_label, plain
from sim.words.numbers import numeral, percent

_COLUMNS = 4
_TITLE, _PANEL, _DATES = 0.44, 1.0, 0.32  # inches, from the top of a panel down


def prices(result: RunResult) -> Figure:
    """Draw the posted price of each model, then of each app, as small panels with one logarithmic axis per kind.

    Parameters
    ----------
    result : Comparison or Ensemble
        What to draw.
    """
    with house_style():
        ensembles, scenarios = ensembles_of(result), scenarios_of(result)
        groups = [(kind, names) for kind in ("model", "app") if (names := merged(scenarios, f"{kind}s"))]
        rows = [-(-len(names) // _COLUMNS) for _, names in groups]
        several = len(scenarios) > 1
        notes = event_notes(scenarios)
        sheet = blank(
            "Posted prices of models and apps" + ("" if several else f": “{plain(scenarios[0].title)}”"),
            sum(rows) * (_TITLE + _PANEL + _DATES),
            note=(
                "USD per million tokens, mean over seeds; logarithmic axes, the same for all models and for all apps. "
                f"Under each name: mean price of {last_year_text(ensembles[0])}"
                + (", in the base and in the other scenario." if several else ".")
            ),
            legend=scenario_handles(scenarios),
            footnotes=[f"{letter}  {text}" for letter, _, text in notes],
        )
        columns = sheet.columns(_COLUMNS, first=0.62, between=0.18)
        first_row = 0
        for (kind, names), count in zip(groups, rows, strict=True):
            panels = []
            for i in range(len(names)):
                left, width = columns[i % _COLUMNS]
                top = (first_row + i // _COLUMNS) * (_TITLE + _PANEL + _DATES) + _TITLE
                panels.append(sheet.place(left, top, width, _PANEL))
            _draw_kind(panels, kind, names, ensembles)
            for axes in panels:
                mark_events(axes, notes)
            first_row += count
        return sheet.figure


def _draw_kind(panels: Sequence[Axes], kind: str, names: Sequence[str], ensembles: Sequence[EnsembleResult]) -> None:
    tables = [mean_by_month(e, kind, "price") for e in ensembles]
    finals = [last_year(e, kind, "price").mean() for e in ensembles]
    for axes, name in zip(panels, names, strict=True):
        for i, (ensemble, table) in enumerate(zip(ensembles, tables, strict=True)):
            if name in table:
                values = table[name].where(table[name] > 0).to_numpy(dtype=float)
                draw_line(axes, month_dates(ensemble.scenario, table.index), values, scenario_role(i))
        parameters = next(
            e.scenario.parameters for e in ensembles if name in getattr(e.scenario.parameters, f"{kind}s")
        )
        title = model_label(parameters, name, with_lab=True) if kind == "model" else label(parameters, kind, name)
        axes.set_title(fit(title, 2.05, bold=True), pad=16)
        axes.text(
            0,
            1.03,
            _final_text([float(f.get(name, np.nan)) for f in finals]),
            transform=axes.transAxes,
            size=SMALL,
            color=QUIET,
        )
        use_dates(axes, most=4)
    _share_logarithmic_axis(panels)


def _final_text(values: Sequence[float]) -> str:
    """Write the price in the base, and where it goes with one other scenario."""
    base = f"{numeral(values[0])} USD"
    if len(values) == 1 or np.isnan(values[0]):
        return base if len(values) == 1 else " / ".join(numeral(v) for v in values) + " USD"
    if len(values) == 2:
        change = percent(values[1] / values[0] - 1, 1, sign=True) if values[0] else "–"
        return f"{numeral(values[0])} → {numeral(values[1])} USD ({change})"
    return " → ".join(numeral(v) for v in values) + " USD"


def _share_logarithmic_axis(panels: Sequence[Axes]) -> None:
    """Give all panels one logarithmic axis with plain numbers on it."""
    bounds = np.array([axes.dataLim.intervaly for axes in panels])
    bounds = bounds[np.isfinite(bounds).all(axis=1) & (bounds[:, 0] > 0)]
    low, high = (bounds[:, 0].min(), bounds[:, 1].max()) if len(bounds) else (0.5, 2.0)
    for i, axes in enumerate(panels):
        axes.set_yscale("log")
        axes.set_ylim(low / 1.15, high * 1.15)
        axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 3.0, 5.0) if high / low < 100 else (1.0,)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.minorticks_off()
        axes.grid(axis="y", color=FAINT, linewidth=0.6)
        if i % _COLUMNS == 0:
            axes.set_ylabel("USD per Mtok")
        else:
            axes.tick_params(labelleft=False)
