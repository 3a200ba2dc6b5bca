"""Reading results: those in memory, and those in a folder."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from sim.results.files import ResultsError, file_name
from sim.results.manifest import Manifest, read_manifest
from sim.results.records import Failure
from sim.results.tables import read_parquet
from sim.results.version import model_version

FAILURES = "failures"


class Results:
    """Tables, failures and timings of many replications.

    Parameters
    ----------
    table : callable
        Returns a table by its name.
    failures : sequence of Failure
        Replications that failed.
    timings : dict of str to float
        Seconds per stage, mean over replications.
    folder : Path, optional
        Where the results lie; None when they are kept in memory only.
    made_by : str, optional
        Version of the model that made them; this one by default.
    """

    def __init__(
        self,
        table: Callable[[str], pa.Table],
        failures: Sequence[Failure],
        timings: dict[str, float],
        folder: Path | None = None,
        made_by: str | None = None,
    ) -> None:
        self.table = table
        self.failures = tuple(failures)
        self.timings = timings
        self.folder = folder
        self.model_version = model_version() if made_by is None else made_by


class Stored(Results):
    """A folder of results as it lies on the disk.

    Parameters
    ----------
    folder : Path
        The folder.

    Raises
    ------
    ResultsError
        If it is no folder of results, they have not been put together yet, or a file is damaged.
    """

    folder: Path

    def __init__(self, folder: Path) -> None:
        self.manifest: Manifest = read_manifest(folder)
        if not self.manifest.files:
            raise ResultsError(f"{folder} is not finished, or was interrupted: the command that made it continues it")
        damaged = self.manifest.damaged(folder)
        if damaged:
            raise ResultsError(f"{folder} is damaged ({', '.join(damaged)}): the command that made it repairs it")
        failures = [replace(one, traceback=_text(folder / failure_file(one))) for one in self.manifest.failures]
        super().__init__(self._read, failures, self.manifest.stage_seconds, folder, self.manifest.model_version)

    def _read(self, name: str) -> pa.Table:
        return read_parquet(self.folder / f"{name}.parquet")


def failure_file(failure: Failure) -> str:
    """Return where a folder keeps the traceback of a failure."""
    return f"{FAILURES}/{file_name(failure.scenario)}-point-{failure.point}-seed-{failure.seed}.txt"


def _text(path: Path) -> str:
    """Return a text, empty if its file is gone."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
