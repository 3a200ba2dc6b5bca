"""A run that is kept in memory only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from sim.results.outcomes import joined_rows
from sim.results.replications import CompletedReplication, Failure, mean_timings
from sim.results.tables import OUTCOMES, joined


class MemoryRun:
    """The replications of one scenario over its seeds, without a folder.

    Parameters
    ----------
    seeds : tuple of int
        Seeds asked for, in ascending order.
    """

    folder: Path | None = None

    def __init__(self, seeds: tuple[int, ...]) -> None:
        self.asked = seeds
        self._finished: dict[int, CompletedReplication] = {}
        self._failures: dict[int, Failure] = {}

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds whose replications finished."""
        return tuple(sorted(self._finished))

    @contextmanager
    def filling(self) -> Iterator[tuple[int, ...]]:
        """Yield the seeds that are still to be run: all of them."""
        yield self.asked

    def store(self, finished: CompletedReplication) -> None:
        """Keep a finished replication."""
        self._finished[finished.seed] = finished

    def record(self, failure: Failure) -> None:
        """Keep a failure."""
        self._failures[failure.seed] = failure

    def table(self, name: str) -> pa.Table:
        """Return a table over all finished replications, in order of seeds."""
        parts = [self._finished[seed].tables[name] for seed in sorted(self._finished)]
        return joined_rows(parts) if name == OUTCOMES else joined(name, parts)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Replications that failed, in order of seeds."""
        return tuple(self._failures[seed] for seed in sorted(self._failures))

    @property
    def timings(self) -> dict[str, float]:
        """Seconds per stage, mean over seeds."""
        return mean_timings([self._finished[seed].timings for seed in sorted(self._finished)])
