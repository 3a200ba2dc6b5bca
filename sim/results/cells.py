"""The cells of an experiment: the outcomes of one point and one seed, and what went wrong there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

Cell = tuple[int, int]
"""Number of a point, and seed."""

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

Tables = Callable[[pa.Table], Mapping[str, pd.DataFrame]]


@dataclass(frozen=True)
class CellFailure:
    """A replication of a point that did not go through.

    Attributes
    ----------
    point, seed : int
        Which cell it belongs to.
    scenario : str
        Name of the scenario.
    error, message, traceback : str
        Type of the error, what it says, where it happened.
    """

    point: int
    seed: int
    scenario: str
    error: str
    message: str
    traceback: str = ""


@dataclass(frozen=True)
class FilledCells:
    """What a batch of cells came to.

    Attributes
    ----------
    rows : pyarrow.Table
        As `CELLS`, of the cells that went through.
    failures : tuple of CellFailure
        The others, one for each replication that failed.
    """

    rows: pa.Table
    failures: tuple[CellFailure, ...]


def ordered(parts: Sequence[pa.Table]) -> pa.Table:
    """Return the rows of many batches as one table, by point and seed; outcomes keep their order."""
    table = pa.concat_tables([CELLS.empty_table(), *parts]).combine_chunks()
    frame = pd.DataFrame({"point": table["point"].to_numpy(), "seed": table["seed"].to_numpy()})
    order = frame.sort_values(["point", "seed"], kind="stable").index.to_numpy()
    return table.take(pa.array(order))


class MemoryCells:
    """Cells that are kept in memory only.

    Parameters
    ----------
    asked : sequence of Cell
        All cells of the experiment.
    """

    folder: Path | None = None

    def __init__(self, asked: Sequence[Cell]) -> None:
        self.asked = tuple(asked)
        self.failures: list[CellFailure] = []
        self._parts: list[pa.Table] = []

    @contextmanager
    def filling(self) -> Iterator[tuple[Cell, ...]]:
        """Yield the cells that are still to be filled: all of them."""
        yield self.asked

    def store(self, filled: FilledCells) -> None:
        """Keep a batch."""
        self._parts.append(filled.rows)
        self.failures.extend(filled.failures)

    def rows(self) -> pa.Table:
        """Return all rows, by point and seed."""
        return ordered(self._parts)
