"""Why exclusivity ends: what it brings the partner, at the worth of a dollar to the lab, against what the lab loses."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.figures.drawing.calendar import use_dates
from sim.figures.drawing.labels import head
from sim.figures.drawing.lines import draw_seeds, from_zero, role_handle
from sim.figures.drawing.style import BLUE, QUIET, VERMILLION, Role, blank, house_style
from sim.results.protocols import RunResult
from sim.results.reading.exclusivity import Bargain, bargains_of
from sim.results.reading.series import ensembles_of, scenarios_of
from sim.scenario.months import month_name
from sim.words.dates import month_dates
from sim.words.names import pair_label, plain

_COLUMNS, _MOST = 2, 8
_HEAD, _PANEL, _DATES = 0.62, 1.9, 0.42  # inches, from the top of a panel down
GAIN, LOSS = Role(BLUE, "-", "o", ""), Role(VERMILLION, (0, (5, 1.6)), "s", "")


def bargain(result: RunResult) -> Figure:
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
                role_handle(role, text)
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
                axes.set_ylabel("bn USD over the term")
            use_dates(axes)
        return sheet.figure


def _draw(axes: Axes, one: Bargain) -> None:
    for table, role in ((one.gain, GAIN), (one.loss, LOSS)):
        draw_seeds(axes, one.ensemble.scenario, table, role, alpha=0.18, marks=8)
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
