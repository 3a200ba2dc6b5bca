"""What one scenario comes to: headline outcomes with their intervals."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from sim.figures.drawing.intervals import Panel, Row, draw_panels
from sim.figures.drawing.style import house_style
from sim.results.outcomes import Outcome
from sim.results.protocols import EnsembleResult
from sim.scenario import Scenario
from sim.words.dates import counted_text, last_year_text
from sim.words.headlines import Group, grouped, outcome_label
from sim.words.names import plain


def outcomes(result: EnsembleResult) -> Figure:
    """Draw the headline outcomes of one ensemble: mean over seeds and 95 % interval.

    Parameters
    ----------
    result : Ensemble
        The ensemble.
    """
    with house_style():
        scenario = result.scenario
        return draw_panels(
            outcome_panels(result) or [Panel("There is no outcome", "", (), "none")],
            title=f"What comes of “{plain(scenario.title)}”",
            note=(
                f"Mean over {len(result.seeds)} seeds and its 95 % t interval, in numbers at the right. Money: total "
                f"{counted_text(result)}. Shares and prices: mean of {last_year_text(result)}."
            ),
        )


def outcome_panels(result: EnsembleResult) -> list[Panel]:
    """Return what the figure shows: the headline outcomes of an ensemble by subject."""
    table: list[Any] = list(result.table().itertuples())
    rows = [(result.definitions[str(row.outcome)], row) for row in table if np.isfinite(row.mean)]
    return [_panel(group, members, result.scenario) for group, members in grouped(rows)]


def _panel(group: Group, members: list[tuple[Outcome, Any]], scenario: Scenario) -> Panel:
    rows = [
        Row(
            outcome_label(outcome, scenario.parameters),
            group.factor * row.mean,
            group.factor * row.t_low,
            group.factor * row.t_high,
        )
        for outcome, row in members
    ]
    return Panel(group.title, group.unit, sorted(rows, key=lambda row: -row.mean), group.scale)
