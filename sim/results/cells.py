"""The cells of an experiment: the outcomes of one point and one seed, in one scenario or the difference of two."""

from dataclasses import dataclass

import pyarrow as pa

from sim.results.outcomes import outcomes_of
from sim.results.records import Key, Replication

CELLS = pa.schema(
    [
        ("point", pa.int32()),
        ("seed", pa.int64()),
        ("outcome", pa.string()),
        ("scenario", pa.float64()),
        ("against", pa.float64()),
        ("value", pa.float64()),
    ]
)
"""One row per point, seed and outcome. `value` is what is looked at: the outcome of the scenario, or, where there is a
second one, `against` less `scenario`."""
ROWS = "outcomes"


@dataclass(frozen=True)
class SomeOutcomes:
    """Keeps some outcomes of a replication, as one row.

    Attributes
    ----------
    names : tuple of str
        Which; null where the market has no such number, such as a price of what nobody sells.
    """

    names: tuple[str, ...]

    def __call__(self, key: Key, replication: Replication) -> dict[str, pa.Table]:
        """Return the row: scenario, point and seed, then the outcomes."""
        values = outcomes_of(replication.monthly)
        row = {"scenario": key.scenario, "point": key.point, "seed": key.seed}
        schema = pa.schema(
            [
                ("scenario", pa.string()),
                ("point", pa.int32()),
                ("seed", pa.int64()),
                *((name, pa.float64()) for name in self.names),
            ]
        )
        return {ROWS: pa.Table.from_pylist([row | {name: values.get(name) for name in self.names}], schema=schema)}
