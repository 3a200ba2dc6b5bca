"""All tables of replications: what a run keeps, and how it is put together."""

from collections.abc import Iterator

import pyarrow as pa

from sim.results.files import ResultsError
from sim.results.kept import Kept
from sim.results.outcomes import joined_rows, outcome_row
from sim.results.records import Key, Replication
from sim.results.store import Table
from sim.results.tables import OUTCOMES, SCHEMAS, arrow_table

SCENARIO_FILE = "scenario.yaml"
"""What was run, beside the tables."""


def all_tables(key: Key, replication: Replication) -> dict[str, pa.Table]:
    """Check what a simulation returned, and return its tables and its row of outcomes.

    Raises
    ------
    ResultsError
        If a table is not as registered, or the replication is that of another seed.
    """
    if replication.seed != key.seed:
        raise ResultsError(f"asked for seed {key.seed}, got the replication of seed {replication.seed}")
    tables = {name: arrow_table(name, getattr(replication, name), key.seed) for name in SCHEMAS}
    return {OUTCOMES: outcome_row(key.seed, replication.monthly), **tables}


def tables_of_run(kept: Kept) -> Iterator[Table]:
    """Yield the tables over all replications, in order of seeds."""
    for name, schema in SCHEMAS.items():
        yield name, schema, kept.tables(name)
    rows = joined_rows(list(kept.tables(OUTCOMES)))
    yield OUTCOMES, rows.schema, [rows]
