"""Who controls each layer over time: owners' shares by month, and what would be lost without the largest owner."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.figures.drawing.areas import draw_areas
from sim.figures.drawing.calendar import use_dates
from sim.figures.drawing.labels import head
from sim.figures.drawing.owners import owner_colours
from sim.figures.drawing.style import Sheet, blank, fit, house_style
from sim.market.measures import LAYERS
from sim.results.protocols import EnsembleResult, RunResult
from sim.results.reading.series import ensembles_of, last_year, mean_by_month, scenarios_of
from sim.words.dates import last_year_text, month_dates
from sim.words.names import label, layer_label, layer_meaning, plain
from sim.words.numbers import numeral

_COLUMNS = 3
_HEAD, _TITLE, _AREA, _DATES = 0.3, 0.46, 1.5, 0.4  # inches: a scenario's title, then a panel from the top down
_TINY = 7.5  # points


def control_over_time(result: RunResult) -> Figure:
    """Draw the owners' shares of the control layers, month by month, for each scenario.

    Parameters
    ----------
    result : Comparison or Ensemble
        What to draw.
    """
    with house_style():
        ensembles, scenarios = ensembles_of(result), scenarios_of(result)
        several = len(ensembles) > 1
        colours = owner_colours(scenarios)
        rows = -(-len(LAYERS) // _COLUMNS)
        block = _HEAD * several + rows * (_TITLE + _AREA + _DATES)
        pivotal = any(np.isfinite(_pivotality(ensemble)).any() for ensemble in ensembles)
        sheet = blank(
            "Who controls each layer over time" + ("" if several else f": “{plain(scenarios[0].title)}”"),
            len(ensembles) * block,
            note="Shares of the owners, mean over seeds; names and figures at the right: last month."
            + (
                f" Under each title: surplus that would be lost if the layer's largest owner withdrew, mean over seeds "
                f"and {last_year_text(ensembles[0])}."
                if pivotal
                else ""
            ),
        )
        for number, ensemble in enumerate(ensembles):
            _draw_scenario(sheet, ensemble, number * block, colours, several=several)
        return sheet.figure


def _draw_scenario(
    sheet: Sheet, ensemble: EnsembleResult, top: float, colours: Mapping[str, str], *, several: bool
) -> None:
    parameters = ensemble.scenario.parameters
    shares = mean_by_month(ensemble, "control", "control_share")
    pivotality = _pivotality(ensemble)
    places = sheet.columns(_COLUMNS, first=0.55, between=1.55, last=1.35)
    if several:
        title = sheet.place(0.15, top, 9.7, _HEAD)
        title.set_axis_off()
        title.text(0, 0.5, fit(plain(ensemble.scenario.title), 9.5, bold=True), weight="bold", va="center")
    for number, layer in enumerate(LAYERS):
        row, column = divmod(number, _COLUMNS)
        left, width = places[column]
        place = top + _HEAD * several + row * (_TITLE + _AREA + _DATES) + _TITLE
        axes = sheet.place(left, place, width, _AREA)
        own = [f"{layer}@{owner}" for owner in parameters.owners]
        table = shares.reindex(columns=own).fillna(0.0) * 100
        table.columns = pd.Index(list(parameters.owners))
        table = table.loc[:, table.max() > 0]
        names = [label(parameters, "owner", str(owner)) for owner in table]
        draw_areas(axes, month_dates(ensemble.scenario, table.index), table, colours, names, size=_TINY, gap=8.5)
        head(axes, layer_label(layer), [_below(layer, float(pivotality.get(layer, np.nan)))], width + 1.3)
        use_dates(axes, most=4)
        if column == 0:
            axes.set_ylabel("% of the layer")


def _pivotality(ensemble: EnsembleResult) -> "pd.Series[float]":
    """Return, by layer, the surplus lost without the largest owner in the last year, bn USD per month."""
    if "pivotality" not in ensemble.monthly:
        return pd.Series(dtype=float)
    return last_year(ensemble, "layer", "pivotality").mean()


def _below(layer: str, pivotality: float) -> str:
    """Return what hangs on the largest owner of a layer, or what its shares are shares of."""
    if np.isfinite(pivotality):
        return f"without its largest: {numeral(-pivotality, sign=True)} bn USD per month"
    return layer_meaning(layer)
