"""What outcomes come to over luck and over draws of the parameters, as tables of text."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sim.results.outcomes import Outcome
from sim.results.protocols import RunResult, is_comparison
from sim.results.reading.series import ensembles_of
from sim.words.experiments import outcome_name
from sim.words.names import plain
from sim.words.numbers import mean_and_interval, numeral, percent

DOUBT_COLUMNS = ("outcome", "over luck [95 %]", "over draws [90 %]", "below 0", "above 0", "sign", "assumptions", "")


def doubt_tables(result: RunResult) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Return title and rows for each scenario that draws were run for; none where there are no draws."""
    return list(_tables(result)) if len(result.doubts) else []


def _tables(result: RunResult) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    base, *others = ensembles_of(result)
    if not is_comparison(result):
        yield plain(base.scenario.title), _rows(result.doubts, _lucky(base.table(), "mean"), base)
    else:
        for other in others:
            name = other.scenario.name
            doubts = result.doubts[result.doubts["other"] == name]
            yield plain(other.scenario.title), _rows(doubts, _lucky(result.table(name), "difference"), base)


def _lucky(table: pd.DataFrame, column: str) -> Mapping[str, Any]:
    return {str(row["outcome"]): (row[column], row["t_low"], row["t_high"]) for row in table.to_dict(orient="records")}


def _rows(doubts: pd.DataFrame, lucky: Mapping[str, Any], base: Any) -> list[tuple[str, ...]]:
    """Return the rows of the outcomes that make headlines."""
    definitions: Mapping[str, Outcome] = base.definitions
    rows: list[Any] = list(doubts.itertuples())
    return [
        (
            f"{outcome_name(definitions[row.outcome], base.scenario.parameters)} ({definitions[row.outcome].unit})",
            mean_and_interval(*lucky[row.outcome]),
            mean_and_interval(row.mean, row.low, row.high),
            percent(row.below),
            percent(row.above),
            row.sign,
            percent(row.assumptions),
            f"turns at {row.depends_on} {numeral(row.threshold)}" if row.depends_on else "",
        )
        for row in rows
        if row.outcome in lucky and row.outcome in definitions and definitions[row.outcome].measure.headline
    ]
