"""Money of the firms that can run out of it: cash, valuation, what a dollar is worth to them, and what they did."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.figures.drawing.calendar import use_dates
from sim.figures.drawing.lines import draw_seeds, from_zero, scenario_handles
from sim.figures.drawing.style import FAINT, INK, SMALL, blank, fit, house_style, scenario_role
from sim.results.protocols import EnsembleResult, RunResult
from sim.results.reading.events import Event, read_events
from sim.results.reading.money import firms_short_of_cash
from sim.results.reading.series import by_seed, ensembles_of, scenarios_of
from sim.words.dates import month_dates
from sim.words.names import label, plain

_COLUMNS, _MOST = 3, 6
_TITLE, _PANEL, _GAP, _ROW, _DATES = 0.3, 1.0, 0.12, 0.2, 0.4  # inches, from the top of a firm down
_PANELS = (
    ("cash", "cash\nbn USD"),
    ("valuation", "valuation\nbn USD"),
    ("shadow_value", "worth of\na dollar"),
)
MARKS = {
    "raised": ("^", "raised"),
    "listed": ("*", "listed"),
    "distressed": ("X", "distress"),
    "closed down": ("s", "closed"),
    "bought": ("D", "bought"),
}


def finance(result: RunResult) -> Figure:
    """Draw cash, valuation and shadow value of cash by firm, and when firms raised money, listed or were in distress.

    Parameters
    ----------
    result : Comparison or Ensemble
        What to draw.
    """
    with house_style():
        ensembles, scenarios = ensembles_of(result), scenarios_of(result)
        firms = firms_short_of_cash(result)
        shown, left_out = firms[:_MOST], firms[_MOST:]
        parameters = {name: s.parameters for s in reversed(scenarios) for name in s.parameters.owners}
        told = [read_events(one.events) for one in ensembles]
        rows = [mark for mark in MARKS if any(_befalls(e, owner, mark) for one in told for e in one for owner in shown)]
        marks = _ROW * max(1, len(rows)) * len(ensembles)
        height = _TITLE + len(_PANELS) * (_PANEL + _GAP) + marks + _DATES
        columns = min(_COLUMNS, max(1, len(shown)))
        names = ", ".join(label(parameters[owner], "owner", owner) for owner in left_out)
        sheet = blank(
            "Money of the firms that can run out of it"
            + ("" if len(scenarios) > 1 else f": “{plain(scenarios[0].title)}”"),
            max(1, -(-len(shown) // columns)) * height,
            note=(
                "Lines: mean over seeds; bands: middle 80 % of seeds. Worth of a dollar: what a dollar of cash today "
                "is worth to the firm; above 1 it is short. Below: each mark is an event in one seed."
            ),
            legend=[*scenario_handles(scenarios), *_handles(rows)],
            footnotes=[f"Less short and left out: {names}."] if left_out else [],
        )
        places = sheet.columns(columns, first=1.0, between=0.8)
        for number, owner in enumerate(shown):
            left, width = places[number % columns]
            top = number // columns * height + _TITLE
            first: Axes | None = None
            for i, (measure, unit) in enumerate(_PANELS):
                axes = sheet.place(left, top + i * (_PANEL + _GAP), width, _PANEL, sharex=first)
                for place, ensemble in enumerate(ensembles):
                    _draw_measure(axes, ensemble, measure, owner, place)
                from_zero(axes) if measure != "shadow_value" else _from_one(axes)
                axes.tick_params(labelbottom=False)
                if number % columns == 0:
                    axes.set_ylabel(unit)
                    axes.yaxis.set_label_coords(-0.55 / width, 0.5)
                if first is None:
                    axes.set_title(fit(label(parameters[owner], "owner", owner), width, bold=True))
                    first = axes
            lowest = sheet.place(left, top + len(_PANELS) * (_PANEL + _GAP), width, marks, sharex=first)
            _draw_marks(lowest, ensembles, told, owner, rows, named=number % columns == 0)
            use_dates(lowest, most=5)
        return sheet.figure


def _befalls(event: Event, owner: str, decision: str) -> bool:
    """Whether an event is one that a mark stands for, and of this owner."""
    if event.kind == "acquisition":
        return decision == "bought" and event.subject.partition(">")[2] == owner
    return (event.kind, event.subject, event.decision) == ("finance", owner, decision)


def _handles(marks: Sequence[str]) -> list[Line2D]:
    looks = [MARKS[mark] for mark in marks]
    return [Line2D([], [], color=INK, marker=marker, linestyle="", markersize=6, label=text) for marker, text in looks]


def _draw_measure(axes: Axes, ensemble: EnsembleResult, measure: str, owner: str, number: int) -> None:
    table = by_seed(ensemble, "owner", measure, owner)
    draw_seeds(axes, ensemble.scenario, table, scenario_role(number), alpha=0.18)


def _from_one(axes: Axes) -> None:
    """Let the axis of the shadow value start just below one, what a dollar is worth to whoever is short of nothing."""
    high = axes.dataLim.intervaly[1]
    axes.set_ylim(0.95, max(1.25, high * 1.03) if np.isfinite(high) else 1.25)
    axes.grid(axis="y", color=FAINT, linewidth=0.6)


def _draw_marks(
    axes: Axes,
    ensembles: Sequence[EnsembleResult],
    told: Sequence[Sequence[Event]],
    owner: str,
    marks: Sequence[str],
    *,
    named: bool,
) -> None:
    """Draw one row of marks per kind of event and scenario."""
    count = len(ensembles)
    ends = month_dates(ensembles[0].scenario, [0, ensembles[0].scenario.parameters.horizon.months - 1])
    for row in range(max(1, len(marks)) * count):
        axes.plot(ends, [row, row], color=FAINT, linewidth=0.5)
    for i, (ensemble, events) in enumerate(zip(ensembles, told, strict=True)):
        for kind, decision in enumerate(marks):
            months = [event.month for event in events if _befalls(event, owner, decision)]
            days = month_dates(ensemble.scenario, months)
            axes.plot(
                days,
                np.full(len(days), kind * count + i),
                MARKS[decision][0],
                color=scenario_role(i).colour,
                markersize=5,
                alpha=max(0.25, 1 / max(1, len(ensemble.seeds))),
                markeredgewidth=0,
            )
    middles = [kind * count + (count - 1) / 2 for kind in range(len(marks))]
    axes.set_yticks(middles, [MARKS[mark][1] if named else "" for mark in marks], size=SMALL, color=INK)
    axes.set_ylim(max(1, len(marks)) * count - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
