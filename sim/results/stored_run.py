"""Reading the folder of a run."""

from pathlib import Path

import pyarrow as pa

from sim.results.files import ResultsError
from sim.results.manifest import RunManifest
from sim.results.replications import Failure
from sim.results.tables import TABLES, read_parquet

SCENARIO_FILE = "scenario.yaml"


class StoredRun:
    """A run folder as it lies on the disk.

    Parameters
    ----------
    folder : Path
        The folder.

    Raises
    ------
    ResultsError
        If it is no run folder, or its replications have not been put together yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = RunManifest.read(folder)
        self.seeds = self.manifest.finished
        missing = [f"{name}.parquet" for name in TABLES if not (folder / f"{name}.parquet").is_file()]
        if missing and self.manifest.status == "complete":
            raise ResultsError(f"{folder} lacks {', '.join(missing)}: remove the folder to run anew")
        if missing or self.manifest.status == "running":
            raise ResultsError(f"{folder} is not finished, or was interrupted: the command that made it continues it")

    def table(self, name: str) -> pa.Table:
        """Return a table over all finished replications, in order of seeds."""
        return read_parquet(self.folder / f"{name}.parquet")

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Replications that failed, in order of seeds."""
        return tuple(
            Failure(self.manifest.scenario.name, note.seed, note.error, note.message, self._text(note.file))
            for note in self.manifest.failures
        )

    @property
    def timings(self) -> dict[str, float]:
        """Seconds per stage, mean over seeds."""
        return self.manifest.stage_seconds

    def _text(self, file: str) -> str:
        """Return the traceback of a failure, empty if its file is gone."""
        try:
            return (self.folder / file).read_text(encoding="utf-8")
        except OSError:
            return ""
