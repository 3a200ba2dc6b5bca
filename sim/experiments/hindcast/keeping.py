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

SERIES, EVENTS, CONTRACTS = "series", "events", "contracts"
MONTHS = pa.schema(
    [
        ("point", pa.int32()),
        ("seed", pa.int64()),
        ("series", pa.int32()),
        ("month", pa.int32()),
        ("value", pa.float64()),
    ]
)
HAPPENED, SIGNED = (pa.schema([("point", pa.int32()), *SCHEMAS[name]]) for name in (EVENTS, CONTRACTS))
_ORDER = {
    NUMBERS: ("point", "seed", "observation"),
    SERIES: ("point", "seed", "series", "month"),
    EVENTS: ("point", "seed", "month", "number"),
    CONTRACTS: ("point", "seed", "partner", "lab", "start"),
}
_SCHEMAS = {NUMBERS: ANSWERS, SERIES: MONTHS, EVENTS: HAPPENED, CONTRACTS: SIGNED}


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
    free : bool
        Whether contracts are kept too.
    """

    observations: Observations
    scenario: Scenario
    free: bool = False

    def __call__(self, key: Key, replication: Replication) -> dict[str, pa.Table]:
        """Return the tables."""
        tables = MarketTables(replication.monthly, replication.ledger, self.scenario)
        kept = {EVENTS: replication.events} | ({CONTRACTS: replication.contracts} if self.free else {})
        return {
            NUMBERS: answer_table(key, self.observations, tables),
            SERIES: _series_table(key, first_of_series(self.observations), tables),
            **{name: _with_point(key, arrow_table(name, frame, key.seed)) for name, frame in kept.items()},
        }


def _with_point(key: Key, table: pa.Table) -> pa.Table:
    return table.add_column(0, "point", pa.array([key.point] * table.num_rows, pa.int32()))


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


def all_in_order(kept: Kept, *, free: bool = False) -> list[Table]:
    """Return the tables of all replications, by point and seed; those of free runs have contracts, too."""
    made: list[Table] = []
    for name, schema in _SCHEMAS.items():
        if name == CONTRACTS and not free:
            continue
        whole = pa.concat_tables([schema.empty_table(), *kept.tables(name)])
        made.append((name, schema, [whole.sort_by([(column, "ascending") for column in _ORDER[name]])]))
    return made
