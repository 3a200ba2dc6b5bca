"""What another scenario changes against the base: paired differences, winners and losers at a glance."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.figures.drawing.intervals import Panel, Row, draw_panels, legend_handles
from sim.figures.drawing.style import house_style
from sim.results.outcomes import Outcome
from sim.results.protocols import ComparisonResult
from sim.results.reading.series import ensembles_of
from sim.scenario import Scenario
from sim.statistics.paired_row import ENOUGH_SEEDS, SIGNIFICANT, bounds, is_clear, is_zero, seeds_wanted
from sim.statistics.two_doubts import OPEN
from sim.words.dates import counted_text, last_year_text
from sim.words.headlines import Group, grouped, outcome_label, verdict
from sim.words.names import plain


def forest(result: ComparisonResult, other: str | None = None) -> Figure:
    """Draw the paired differences of the headline outcomes with their intervals.

    Parameters
    ----------
    result : Comparison
        The comparison.
    other : str, optional
        Name of the scenario to set against the base; the first other one by default.
    """
    with house_style():
        ensemble, *others = ensembles_of(result)
        base = ensemble.scenario
        chosen = next(o.scenario for o in others if other in (None, o.scenario.name))
        table = result.table(chosen.name)
        panels = forest_panels(result, chosen.name)
        footnote = _left_out(_split(table, ensemble.definitions)[1], base)
        return draw_panels(
            panels or [Panel("No headline outcome differs", "", (), "none")],
            title=f"What changes: “{plain(chosen.title)}” against “{plain(base.title)}”",
            note=f"{_reading(int(table['n'].max()))} {_reading_of_draws(result)}Money: total "
            f"{counted_text(ensemble)}. Shares and prices: mean of {last_year_text(ensemble)}. The line at "
            "zero is no difference.",
            legend=legend_handles(
                {
                    "better": "better for whom it concerns",
                    "worse": "worse for whom it concerns",
                    "neither": "neither",
                },
                hollow=hollow_meaning(int(table["n"].max())),
            ),
            footnotes=[footnote] if footnote else (),
            signed=True,
        )


def forest_panels(result: ComparisonResult, other: str) -> list[Panel]:
    """Return what the forest shows: the headline outcomes that differ, by subject.

    Parameters
    ----------
    result : Comparison
        The comparison.
    other : str
        Name of the scenario that is set against the base.
    """
    base = ensembles_of(result)[0]
    changed, _ = _split(result.table(other), base.definitions)
    doubts = result.doubts
    drawn = {row.outcome: row for row in doubts[doubts["other"] == other].itertuples()}
    return [_panel(group, members, base.scenario, drawn) for group, members in grouped(changed)]


def _reading(seeds: int) -> str:
    if seeds == 1:
        return "Difference to the base in the one seed that was run; an interval takes more seeds."
    return f"Difference to the base, seed by seed: mean of {seeds} and 95 % t interval, in numbers at the right."


def hollow_meaning(seeds: int) -> str:
    """Say what a hollow marker means."""
    chance = f"hollow: may be chance (Holm p ≥ {SIGNIFICANT})"
    return chance if seeds >= ENOUGH_SEEDS else f"hollow: {seeds_wanted(seeds)}"


def _reading_of_draws(result: ComparisonResult) -> str:
    if result.doubts.empty:
        return ""
    draws = int(result.doubts["draws"].max())
    return (
        "Thick: luck, with the scenarios' own values of all parameters. Thin, and second brackets: 90 % of "
        f"{draws} draws of the parameters; open: they disagree on the sign. "
    )


_Found = list[tuple[Outcome, Any]]  # definition of an outcome, and its row


def _split(table: pd.DataFrame, definitions: Mapping[str, Outcome]) -> tuple[_Found, _Found]:
    """Return the outcomes that differ, and those that are equal in every seed."""
    changed: _Found = []
    unchanged: _Found = []
    rows: list[Any] = list(table.itertuples())
    for row in rows:
        if np.isfinite(row.difference):
            (unchanged if is_zero(row) else changed).append((definitions[str(row.outcome)], row))
    return changed, unchanged


def _panel(group: Group, members: _Found, base: Scenario, drawn: Mapping[Any, Any]) -> Panel:
    rows = [_row(outcome, row, base, group, drawn.get(row.outcome)) for outcome, row in members]
    return Panel(group.title, group.difference_unit, sorted(rows, key=lambda row: -row.mean), group.scale)


def _row(outcome: Outcome, row: Any, base: Scenario, group: Group, doubt: Any) -> Row:
    factor = group.factor
    if group.relative:
        factor = 100 / row.base_mean if row.base_mean else float("nan")
    low, high = bounds(row)
    return Row(
        outcome_label(outcome, base.parameters),
        factor * row.difference,
        factor * low,
        factor * high,
        verdict(outcome.measure, row.difference),
        is_clear(row),
        None if doubt is None else (factor * doubt.low, factor * doubt.high),
        doubt is not None and doubt.sign == OPEN,
    )


def _left_out(unchanged: _Found, base: Scenario) -> str:
    """Name the headline outcomes that are left out because they are equal in every seed."""
    parts = []
    for group, members in grouped(unchanged):
        names = ", ".join(outcome_label(outcome, base.parameters) for outcome, _ in members)
        parts.append(f"{group.title.partition(':')[0]} ({names})")
    return f"Left out, equal in every seed: {'; '.join(parts)}." if parts else ""
