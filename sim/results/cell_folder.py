"""The folder of an experiment, filled batch by batch: an interruption loses nothing that was done.

Thousands of short runs leave one small file per batch, not a folder of tables each; at the end they become one table.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from sim.results.cells import CELLS, Cell, CellFailure, FilledCells, Tables, ordered
from sim.results.circumstances import machine, now, versions
from sim.results.files import (
    LEFTOVER,
    ResultsError,
    as_results_error,
    make_folder,
    remove,
    sweep,
    write_json,
    write_text,
)
from sim.results.filling import FilledFolder
from sim.results.locks import LOCK_FILE
from sim.results.manifest import FORMAT, MANIFEST, Status, read_manifest
from sim.results.run_folder import file_name, short_hash
from sim.results.tables import read_parquet, write_parquet
from sim.results.version import model_version

SHARDS, FAILURES = "cells", "failures"
EXPERIMENT_FILE = "experiment.yaml"


class CellFolder(FilledFolder[Cell]):
    """The folder of one experiment, for the process that fills it.

    Parameters
    ----------
    out : Path
        Where result folders lie.
    kind : str
        ``"sweep"`` or ``"sensitivity"``; also the name of the table of cells.
    name, title : str
        Of the experiment.
    content : mapping
        All that determines the results, as plain data.
    texts : mapping of str to str
        Files that explain the folder and let it be opened again, by name.
    asked : sequence of Cell
        All cells of the experiment.
    tables : callable
        Makes the other tables from that of the cells.
    """

    def __init__(
        self,
        out: Path,
        kind: str,
        name: str,
        title: str,
        content: Mapping[str, Any],
        texts: Mapping[str, str],
        asked: Sequence[Cell],
        tables: Tables,
    ) -> None:
        self.id = short_hash(dict(content), model_version())
        self.folder = out / f"{file_name(name)}-{self.id}"
        self.asked = tuple(asked)
        self.failures: list[CellFailure] = []
        self._kind, self._texts, self._tables = kind, texts, tables
        self._about = {"id": self.id, "name": name, "title": title, "model_version": model_version()}
        self._stored: set[Cell] = set()
        self._began = 0.0

    def store(self, filled: FilledCells) -> None:
        """Store a batch at once; failures become files with their tracebacks."""
        if filled.rows.num_rows:
            point, seed = filled.rows["point"][0].as_py(), filled.rows["seed"][0].as_py()
            make_folder(self.folder / SHARDS)
            write_parquet(self.folder / SHARDS / f"from-{point}-{seed}.parquet", CELLS, [filled.rows])
            self._stored |= _cells_of(filled.rows)
        for failure in filled.failures:
            self.failures.append(failure)
            make_folder(self.folder / FAILURES)
            write_text(self.folder / failure_file(failure), failure.traceback)

    def rows(self) -> pa.Table:
        """Return all rows, by point and seed."""
        return read_parquet(self.folder / f"{self._kind}.parquet")

    def _is_complete(self) -> bool:
        manifest = self._manifest()
        if manifest is None or manifest["status"] != "complete":
            return False
        if not (self.folder / f"{self._kind}.parquet").is_file():
            raise ResultsError(f"{self.folder} lacks {self._kind}.parquet: remove the folder to run anew")
        return True

    def _manifest(self) -> dict[str, Any] | None:
        """Return the manifest; None for a folder that is new.

        Raises
        ------
        ResultsError
            If the folder belongs to something else.
        """
        if not (self.folder / MANIFEST).exists():
            with as_results_error(f"cannot read {self.folder}"):
                entries = [path.name for path in self.folder.iterdir()] if self.folder.is_dir() else []
            if any(name != LOCK_FILE and not name.endswith(LEFTOVER) for name in entries):
                raise ResultsError(f"{self.folder} is there, but holds no {self._kind}: move it away to run anew")
            return None
        manifest = read_manifest(self.folder, self._kind)
        if {key: manifest.get(key) for key in ("id", "model_version")} != {
            "id": self.id,
            "model_version": model_version(),
        }:
            raise ResultsError(f"{self.folder} holds another {self._kind}: move it away to run anew")
        return manifest

    def _begin(self) -> None:
        """Write what is known before the first batch, and clear away what an earlier attempt left."""
        self._began = time.monotonic()
        for place in (self.folder, self.folder / SHARDS, self.folder / FAILURES):
            sweep(place)
        for name in (FAILURES, "figures", "report.html"):  # of what is no longer so
            remove(self.folder / name)
        self._stored = self._stored_cells() & set(self.asked)
        self._note("running")
        for name, text in self._texts.items():
            write_text(self.folder / name, text)

    def _stored_cells(self) -> set[Cell]:
        """Return the cells that are stored; a damaged file is removed and its cells are missing."""
        cells: set[Cell] = set()
        for place in self._shards():
            try:
                cells |= _cells_of(read_parquet(place).cast(CELLS))
            except (ResultsError, ValueError):
                remove(place)
        return cells

    def _shards(self) -> list[Path]:
        return sorted((self.folder / SHARDS).glob("from-*.parquet"))

    def _put_together(self) -> None:
        """Write the table of all cells, and what follows from it."""
        rows = ordered([read_parquet(place) for place in self._shards()])
        write_parquet(self.folder / f"{self._kind}.parquet", CELLS, [rows])
        for name, frame in self._tables(rows).items():
            table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata()
            write_parquet(self.folder / f"{name}.parquet", table.schema, [table])

    def _finish(self) -> None:
        complete = self._stored == set(self.asked)
        self._note("complete" if complete else "incomplete")
        if complete:
            remove(self.folder / SHARDS)

    def _note(self, status: Status) -> None:
        """Write the manifest."""
        before = self._manifest() or {"started": now(), "wall_seconds": 0.0}
        ended = status != "running"
        failures = sorted(self.failures, key=lambda failure: (failure.point, failure.seed, failure.scenario))
        notes = [
            {key: value for key, value in asdict(failure).items() if key != "traceback"}
            | {"file": failure_file(failure)}
            for failure in failures
        ]
        entries = {
            "kind": self._kind,
            "format": FORMAT,
            **self._about,
            "status": status,
            "points": len({point for point, _ in self.asked}),
            "seeds": sorted({seed for _, seed in self.asked}),
            "cells": len(self.asked),
            "finished": len(self._stored),
            "failures": notes,
            "wall_seconds": before["wall_seconds"] + (time.monotonic() - self._began if ended else 0.0),
            "started": before["started"],
            "ended": now() if ended else "",
            "versions": versions(),
            "platform": machine(),
        }
        write_json(self.folder / MANIFEST, entries)


class StoredCells:
    """The folder of an experiment as it lies on the disk.

    Parameters
    ----------
    folder : Path
        The folder.

    Raises
    ------
    ResultsError
        If it holds no experiment, or its cells have not been put together yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = read_manifest(folder)
        self.kind = str(self.manifest["kind"])
        if self.manifest.get("status") == "running" or not (folder / f"{self.kind}.parquet").is_file():
            raise ResultsError(f"{folder} is not finished, or was interrupted: the command that made it continues it")

    def rows(self) -> pa.Table:
        """Return all rows, by point and seed."""
        return read_parquet(self.folder / f"{self.kind}.parquet")

    @property
    def failures(self) -> list[CellFailure]:
        """Replications that failed."""
        return [
            CellFailure(note["point"], note["seed"], note["scenario"], note["error"], note["message"])
            for note in self.manifest["failures"]
        ]


def failure_file(failure: CellFailure) -> str:
    """Return where a folder keeps the traceback of a failure."""
    return f"{FAILURES}/point-{failure.point}-seed-{failure.seed}-{file_name(failure.scenario)}.txt"


def _cells_of(rows: pa.Table) -> set[Cell]:
    frame: pd.DataFrame = rows.select(["point", "seed"]).to_pandas()
    return set(zip(frame["point"].tolist(), frame["seed"].tolist(), strict=True))
