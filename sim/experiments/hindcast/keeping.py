"""What a hindcast keeps of a replication: answers, the series behind them, and events."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sim.experiments.observations import MarketTables, Observation, Observations, by_month
from sim.experiments.observations.answers import ANSWERS, NUMBERS, answer_table
from sim.results.kept import Kept
from sim.results.records import Key, Replication
from sim.results.store import Table
from sim.results.tables import SCHEMAS, arrow_table
from sim.scenario import Scenario

SERIES, EVENTS = "series", "events"
MONTHS = pa.schema(
    [
        ("point", pa.int32()),
        ("seed", pa.int64()),
        ("series", pa.int32()),
        ("month", pa.int32()),
        ("value", pa.float64()),
    ]
)
HAPPENED = pa.schema([("point", pa.int32()), *SCHEMAS[EVENTS]])
_ORDER = {
    NUMBERS: ("point", "seed", "observation"),
    SERIES: ("point", "seed", "series", "month"),
    EVENTS: ("point", "seed", "month", "number"),
}
_SCHEMAS = {NUMBERS: ANSWERS, SERIES: MONTHS, EVENTS: HAPPENED}


def first_of_series(observations: Observations) -> tuple[Observation, ...]:
    """Return the first observation of each monthly series, in the order of the file."""
    first: dict[tuple[str, str, str], Observation] = {}
    for row in observations:
        if isinstance(row.observable.answer, by_month):
            first.setdefault(row.series, row)
    return tuple(first.values())


@dataclass(frozen=True)
class HindcastKept:
    """Keeps answers, series and events of a replication.

    Attributes
    ----------
    observations : Observations
        The questions.
    scenario : Scenario
        What is run, apart from the values of parameters.
    """

    observations: Observations
    scenario: Scenario

    def __call__(self, key: Key, replication: Replication) -> dict[str, pa.Table]:
        """Return the tables."""
        tables = MarketTables(replication.monthly, replication.ledger, self.scenario)
        events = arrow_table(EVENTS, replication.events, key.seed)
        points = pa.array([key.point] * events.num_rows, pa.int32())
        return {
            NUMBERS: answer_table(key, self.observations, tables),
            SERIES: _series_table(key, first_of_series(self.observations), tables),
            EVENTS: events.add_column(0, "point", points),
        }


def _series_table(key: Key, rows: Sequence[Observation], tables: MarketTables) -> pa.Table:
    months = np.arange(tables.months, dtype=np.int32)
    values = [
        answer.series(tables, row.entity, row.segment)
        for row in rows
        if isinstance(answer := row.observable.answer, by_month)
    ]
    count = len(rows) * len(months)
    columns = {
        "point": np.full(count, key.point, dtype=np.int32),
        "seed": np.full(count, key.seed, dtype=np.int64),
        "series": np.repeat(np.arange(len(rows), dtype=np.int32), len(months)),
        "month": np.tile(months, len(rows)),
        "value": np.concatenate([np.empty(0), *values]),
    }
    return pa.table(columns, schema=MONTHS)


def all_in_order(kept: Kept) -> list[Table]:
    """Return the tables of all replications, by point and seed."""
    made: list[Table] = []
    for name, schema in _SCHEMAS.items():
        whole = pa.concat_tables([schema.empty_table(), *kept.tables(name)])
        made.append((name, schema, [whole.sort_by([(column, "ascending") for column in _ORDER[name]])]))
    return made
