"""Why exclusivity ends: what it brings the partner, at the worth of a dollar to the lab, against what the lab loses."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.figures.drawing.calendar import month_dates, use_dates
from sim.figures.drawing.labels import head
from sim.figures.drawing.style import BLUE, QUIET, VERMILLION, Role, blank, house_style
from sim.figures.market.time_series import from_zero
from sim.results.series import band, by_seed, ensembles_of, scenarios_of
from sim.scenario.months import month_name
from sim.words.names import pair_label, plain

_COLUMNS, _MOST = 2, 8
_HEAD, _PANEL, _DATES = 0.62, 1.9, 0.42  # inches, from the top of a panel down
GAIN, LOSS = Role(BLUE, "-", "o", ""), Role(VERMILLION, (0, (5, 1.6)), "s", "")


@dataclass(frozen=True)
class Bargain:
    """One contract of one scenario that was ever exclusive.

    Attributes
    ----------
    ensemble : Ensemble
        Its scenario.
    contract : str
        As in the tables, ``partner-lab``.
    gain, loss : DataFrame
        Shadow value times the partner's gain (lambda G), and the lab's loss (L), bn USD per month: months (rows) by
        seeds (columns).
    """

    ensemble: Any
    contract: str
    gain: pd.DataFrame
    loss: pd.DataFrame

    def crossings(self) -> dict[int, int]:
        """Return, by seed, the first month in which exclusivity no longer pays after it did."""
        pays = (self.gain - self.loss) >= 0
        known = self.gain.notna() & self.loss.notna()
        found = {}
        for seed in self.gain:
            paying = pays[seed][known[seed]]
            ended = paying.index[(~paying & paying.cummax()).to_numpy()]
            if len(ended):
                found[int(str(seed))] = int(ended[0])
        return found


def bargains_of(ensemble: Any) -> list[Bargain]:
    """Return the contracts that were ever exclusive and negotiated, those that were exclusive longest first."""
    rows = ensemble.monthly[ensemble.monthly["kind"] == "contract"]
    months = rows.groupby("entity")["exclusive"].sum()
    found = []
    for contract in sorted(months[months > 0].index, key=lambda name: (-months[name], name)):
        loss = by_seed(ensemble, "contract", "exclusivity_loss", str(contract))
        gain = by_seed(ensemble, "contract", "exclusivity_margin", str(contract)) + loss
        if np.isfinite(gain.to_numpy(dtype=float)).any():
            found.append(Bargain(ensemble, str(contract), gain, loss))
    return found


def bargain(result: Any) -> Figure:
    """Draw shadow value times gain against loss of exclusivity, and the months in which they cross.

    Parameters
    ----------
    result : Comparison or Ensemble
        What to draw.
    """
    with house_style():
        ensembles, scenarios = ensembles_of(result), scenarios_of(result)
        found = [one for ensemble in ensembles for one in bargains_of(ensemble)]
        shown, left_out = found[:_MOST], found[_MOST:]
        columns = min(_COLUMNS, max(1, len(shown)))
        height = _HEAD + _PANEL + _DATES
        sheet = blank(
            "When exclusivity stops paying" + ("" if len(scenarios) > 1 else f": “{plain(scenarios[0].title)}”"),
            max(1, -(-len(shown) // columns)) * height,
            note=(
                "Exclusive beats open access while what it brings the partner (G), times what a dollar is worth to the "
                "lab, is at least what it costs the lab (L). Lines: mean over seeds at the last negotiation; bands: "
                "middle 80 % of seeds. Ticks below: the month in each seed in which the lines cross; dotted: their "
                "median."
            ),
            legend=[
                Line2D([], [], color=role.colour, linestyle=role.line, marker=role.marker, markersize=5, label=text)
                for role, text in (
                    (GAIN, "what exclusivity brings the partner, times the worth of the lab's dollar"),
                    (LOSS, "what it costs the lab"),
                )
            ],
            footnotes=[f"Contracts left out, exclusive for less long: {len(left_out)}."] if left_out else [],
        )
        places = sheet.columns(columns, first=0.85, between=0.8)
        for number, one in enumerate(shown):
            left, width = places[number % columns]
            axes = sheet.place(left, number // columns * height + _HEAD, width, _PANEL)
            _draw(axes, one)
            scenario = one.ensemble.scenario
            lines = [f"“{plain(scenario.title)}”"] if len(ensembles) > 1 else []
            head(axes, pair_label(scenario.parameters, one.contract), [*lines, crossing_text(one)], width + 0.3)
            if number % columns == 0:
                axes.set_ylabel("bn USD per month")
            use_dates(axes)
        return sheet.figure


def _draw(axes: Axes, one: Bargain) -> None:
    for table, role in ((one.gain, GAIN), (one.loss, LOSS)):
        summary = band(table)
        days = month_dates(one.ensemble.scenario, summary.months)
        if table.shape[1] > 1:
            axes.fill_between(days, summary.range_low, summary.range_high, color=role.colour, alpha=0.18, linewidth=0)
        axes.plot(
            days,
            summary.mean,
            color=role.colour,
            linestyle=role.line,
            marker=role.marker,
            markersize=4,
            markevery=max(1, len(days) // 8),
        )
    from_zero(axes)
    months = sorted(one.crossings().values())
    if months:
        days = month_dates(one.ensemble.scenario, months)
        axes.plot(days, np.full(len(days), 0.03), "|", color=QUIET, markersize=9, transform=axes.get_xaxis_transform())
        middle = month_dates(one.ensemble.scenario, [months[(len(months) - 1) // 2]])[0]
        axes.axvline(middle, color=QUIET, linewidth=1.2, linestyle=":")


def crossing_text(one: Bargain) -> str:
    """Say in how many seeds exclusivity stops paying, and when."""
    months = sorted(one.crossings().values())
    seeds = one.gain.shape[1]
    if not months:
        return f"never stops paying ({seeds} seed{'s' if seeds != 1 else ''})"
    start = one.ensemble.scenario.parameters.horizon.start
    first, middle, last = (month_name(start, months[i]) for i in (0, (len(months) - 1) // 2, -1))
    when = f"in {middle}" if first == last else f"median {middle}, {first} to {last}"
    return f"stops paying in {len(months)} of {seeds} seeds: {when}"
