"""Who serves the tokens: shares of all volume by lab over time, and shares at each home cloud in the last year."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.figures.drawing.areas import draw_areas
from sim.figures.drawing.calendar import use_dates
from sim.figures.drawing.owners import owner_colours
from sim.figures.drawing.style import (
    FAINT,
    INK,
    PAPER,
    SMALL,
    Sheet,
    blank,
    fit,
    house_style,
    scenario_role,
    text_width,
)
from sim.results.protocols import EnsembleResult, RunResult
from sim.results.reading.series import ensembles_of, last_year, mean_by_month, mean_interval, scenarios_of
from sim.words.dates import last_year_text, month_dates
from sim.words.names import label, merged, model_label, plain

_TITLE, _AREA, _DATES = 0.32, 2.25, 0.38  # inches, from the top of an area down
_BAR, _GAP, _AXIS = 0.15, 0.09, 0.55  # inches: a bar, the gap between models, the axis below
_SMALLEST_SHARE = 0.005
_POSSIBLE = (0.0, 100.0)  # %
_AREAS_PER_ROW, _HOMES_PER_ROW = 2, 4


def shares(result: RunResult) -> Figure:
    """Draw token shares by lab over time, and by model at each home cloud.

    Parameters
    ----------
    result : Comparison or Ensemble
        What to draw.
    """
    with house_style():
        ensembles, scenarios = ensembles_of(result), scenarios_of(result)
        homes = merged(scenarios, "clouds")
        models = _models_shown(ensembles)
        home_rows = -(-len(homes) // _HOMES_PER_ROW)
        bars = max(len(models), 1) * (len(ensembles) * _BAR + _GAP)
        several = len(ensembles) > 1
        handles = [
            Patch(
                facecolor=scenario_role(i).colour,
                hatch=scenario_role(i).hatch,
                edgecolor=PAPER,
                label=fit(plain(s.title) + (" (base)" if i == 0 else ""), 8.5),
            )
            for i, s in enumerate(scenarios)
        ]
        area_rows = -(-len(ensembles) // _AREAS_PER_ROW)
        areas = area_rows * (_TITLE + _AREA + _DATES)
        sheet = blank(
            "Who serves the tokens: share of each lab over time, and of each model at each home cloud",
            areas + home_rows * (_TITLE + bars + _AXIS),
            note=(
                "Top: share of all tokens by lab, mean over seeds, the largest lab of the base at the bottom. "
                "Below: each model's share of what enterprises with that home cloud use, "
                f"{last_year_text(ensembles[0])}; bars are means over seeds, whiskers their 95 % interval."
            ),
            legend=handles if several else (),
        )
        _draw_areas(sheet, ensembles)
        _draw_homes(sheet, areas, bars, ensembles, homes, models)
        return sheet.figure


def _draw_areas(sheet: Sheet, ensembles: Sequence[EnsembleResult]) -> None:
    base = last_year(ensembles[0], "owner", "lab_share").mean()
    labs = merged([e.scenario for e in ensembles], "owners")
    order = sorted(labs, key=lambda lab: -np.nan_to_num(base.get(lab, 0.0)))
    colours = owner_colours([e.scenario for e in ensembles])
    columns = min(_AREAS_PER_ROW, len(ensembles))
    places = sheet.columns(columns, first=0.6, between=2.1, last=1.5)
    for i, ensemble in enumerate(ensembles):
        left, width = places[i % columns]
        axes = sheet.place(left, i // columns * (_TITLE + _AREA + _DATES) + _TITLE, width, _AREA)
        table = mean_by_month(ensemble, "owner", "lab_share").reindex(columns=order).fillna(0.0) * 100
        table = table.loc[:, table.max() > 0]
        days = month_dates(ensemble.scenario, table.index)
        names = [label(ensemble.scenario.parameters, "owner", str(lab)) for lab in table]
        draw_areas(axes, days, table, colours, names)
        axes.set_title(fit(plain(ensemble.scenario.title), width + 1.4, bold=True))
        axes.set_ylabel("% of all tokens")
        use_dates(axes)


def _models_shown(ensembles: Sequence[EnsembleResult]) -> list[str]:
    """Return the models with any share worth a bar, the largest in the base first."""
    largest: dict[str, float] = {}
    means = [last_year(e, "model", "share").mean().dropna() for e in ensembles]
    for mean in means:
        for model, value in mean.items():
            largest[str(model)] = max(float(value), largest.get(str(model), 0.0))
    kept = [model for model, value in largest.items() if value >= _SMALLEST_SHARE]
    return sorted(kept, key=lambda model: -float(means[0].get(model, 0.0)))


def _draw_homes(
    sheet: Sheet,
    top: float,
    height: float,
    ensembles: Sequence[EnsembleResult],
    homes: Sequence[str],
    models: Sequence[str],
) -> None:
    """Draw the bars of each home cloud, `height` inches high, from `top` down."""
    tables = [last_year(e, "model_at_home", "share_at_home") * 100 for e in ensembles]
    known = {name: e.scenario.parameters for e in reversed(ensembles) for name in e.scenario.parameters.models}
    names = [fit(model_label(known[model], model), 1.4, SMALL) for model in models]
    columns = min(_HOMES_PER_ROW, len(homes))
    room = 0.25 + max((text_width(name, SMALL) for name in names), default=0)
    places = sheet.columns(columns, first=room, between=0.25)
    first: Axes | None = None
    for number, home in enumerate(homes):
        row, column = divmod(number, columns)
        left, width = places[column]
        axes = sheet.place(left, top + row * (_TITLE + height + _AXIS) + _TITLE, width, height, sharex=first)
        first = first or axes
        for i, table in enumerate(tables):
            _draw_bars(axes, table, home, models, i, len(tables))
        axes.set_yticks(range(len(models)), names if column == 0 else [""] * len(models), color=INK)
        axes.set_ylim(len(models) - 0.45, -0.55)
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel("% of tokens of these enterprises")
        axes.grid(axis="x", color=FAINT, linewidth=0.6)
        axes.set_title(
            fit(f"Home cloud: {label(_parameters_with(ensembles, home), 'cloud', home)}", 9.0 / columns - 0.4)
        )


def _draw_bars(axes: Axes, table: pd.DataFrame, home: str, models: Sequence[str], i: int, count: int) -> None:
    role, height = scenario_role(i), 0.8 / count
    for place, model in enumerate(models):
        shares = table.get(f"{model}@{home}", pd.Series(dtype=float)).to_numpy()
        mean, low, high = mean_interval(shares, _POSSIBLE)
        if np.isnan(mean):
            continue
        axes.barh(
            place + (i - (count - 1) / 2) * height,
            mean,
            height,
            color=role.colour,
            hatch=role.hatch,
            edgecolor=PAPER,
            linewidth=0.4,
            xerr=[[mean - low], [high - mean]] if np.isfinite(low) else None,
            error_kw={"ecolor": INK, "elinewidth": 1},
        )


def _parameters_with(ensembles: Sequence[EnsembleResult], cloud: str) -> Any:
    return next(e.scenario.parameters for e in ensembles if cloud in e.scenario.parameters.clouds)
