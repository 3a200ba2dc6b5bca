"""The folder of a scorecard: effects by claim, condition, world and seed, and how they came about."""

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from sim.results.circumstances import machine, now, versions
from sim.results.files import ResultsError, make_folder, remove, sweep, write_json, write_text
from sim.results.locks import locked
from sim.results.manifest import FORMAT, MANIFEST, read_manifest
from sim.results.run_folder import short_hash
from sim.results.tables import read_parquet, write_parquet
from sim.results.version import code_hash, model_version

KIND = "claims"
RUNS = "claims-runs"
"""Folder beside those of scorecards in which they share their runs."""
FAILURES, EFFECTS_FILE, CLAIMS_FILE = "failures", "effects.parquet", "claims.yaml"
EFFECTS = pa.schema(
    [
        ("claim", pa.string()),
        ("condition", pa.int32()),
        ("world", pa.int32()),
        ("seed", pa.int64()),
        ("effect", pa.float64()),
    ]
)


class ClaimsFolder:
    """The folder of one scorecard.

    Parameters
    ----------
    out : Path
        Where result folders lie.
    content : mapping
        All that determines the verdicts, as plain data.
    about : mapping
        What the manifest says besides.
    """

    def __init__(self, out: Path, content: Mapping[str, Any], about: Mapping[str, Any]) -> None:
        self.id = short_hash(dict(content), model_version(), code_hash("experiments/claims"))
        self.folder = out / f"{KIND}-{self.id}"
        self._about = dict(about)
        self._began = time.monotonic()

    def effects(self) -> pd.DataFrame | None:
        """Return the effects of a finished scorecard, or None where there is none yet or runs had failed.

        Raises
        ------
        ResultsError
            If the folder belongs to something else or is damaged.
        """
        if not (self.folder / MANIFEST).is_file():
            return None
        manifest = read_manifest(self.folder, KIND)
        if manifest.get("id") != self.id:
            raise ResultsError(f"{self.folder} holds another scorecard: move it away to run anew")
        if manifest.get("status") != "complete":
            return None
        frame: pd.DataFrame = read_parquet(self.folder / EFFECTS_FILE).to_pandas()
        return frame

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Keep others out while the runs are done, and note in the manifest how far they came.

        Raises
        ------
        ResultsError
            If another process is writing the folder, or it cannot be written.
        """
        make_folder(self.folder)
        with locked(self.folder):
            sweep(self.folder)
            remove(self.folder / FAILURES)
            self._note("running")
            try:
                yield
            except BaseException:
                with contextlib.suppress(ResultsError):  # the first error is the one to report
                    self._note("incomplete")
                raise

    def store(
        self, effects: pd.DataFrame, worlds: pd.DataFrame, failures: Sequence[Mapping[str, Any]], source: str
    ) -> None:
        """Store what the runs came to.

        Parameters
        ----------
        effects, worlds : DataFrame
            As `EFFECTS`; values of the assumptions by world.
        failures : sequence of mapping
            Runs that failed, each with its ``traceback``.
        source : str
            The file of claims.
        """
        table = pa.Table.from_pandas(effects, schema=EFFECTS, preserve_index=False).replace_schema_metadata()
        write_parquet(self.folder / EFFECTS_FILE, EFFECTS, [table])
        places = pa.Table.from_pandas(worlds, preserve_index=False).replace_schema_metadata()
        write_parquet(self.folder / "worlds.parquet", places.schema, [places])
        write_text(self.folder / CLAIMS_FILE, source)
        notes = []
        for failure in failures:
            name = f"{FAILURES}/{failure['setting']}-world-{failure['world']}-seed-{failure['seed']}.txt"
            make_folder(self.folder / FAILURES)
            write_text(self.folder / name, str(failure["traceback"]))
            notes.append({key: value for key, value in failure.items() if key != "traceback"} | {"file": name})
        self._note("incomplete" if failures else "complete", notes)

    def _note(self, status: str, failures: Sequence[Mapping[str, Any]] = ()) -> None:
        ended = status != "running"
        entries = {
            "kind": KIND,
            "format": FORMAT,
            "id": self.id,
            "model_version": model_version(),
            **self._about,
            "status": status,
            "failures": list(failures),
            "wall_seconds": time.monotonic() - self._began if ended else 0.0,
            "ended": now() if ended else "",
            "versions": versions(),
            "platform": machine(),
        }
        write_json(self.folder / MANIFEST, entries)
