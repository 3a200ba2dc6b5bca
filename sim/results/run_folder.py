"""Filling the folder of a run, one replication at a time: an interruption loses nothing that was done."""

import json
import re
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from sim.results.circumstances import now, versions
from sim.results.files import LEFTOVER, ResultsError, as_results_error, make_folder, remove, sweep, write_text
from sim.results.filling import FilledFolder
from sim.results.locks import LOCK_FILE
from sim.results.manifest import MANIFEST, FailureNote, RunManifest, ScenarioNote, Status
from sim.results.outcomes import joined_rows
from sim.results.replications import (
    REPLICATIONS,
    CompletedReplication,
    Failure,
    mean_timings,
    shard,
    store,
    stored_seeds,
    timings_of,
)
from sim.results.stored_run import SCENARIO_FILE, StoredRun
from sim.results.tables import OUTCOMES, SCHEMAS, TABLES, read_parquet, write_parquet
from sim.results.version import model_version
from sim.scenario import Scenario
from sim.scenario.describe import resolved_text

FAILURES = "failures"


class RunFolder(FilledFolder[int]):
    """The folder of one scenario over its seeds, for the process that fills it.

    Parameters
    ----------
    scenario : Scenario
        What is run.
    seeds : tuple of int
        Seeds asked for, in ascending order.
    out : Path
        Where run folders lie.
    """

    def __init__(self, scenario: Scenario, seeds: tuple[int, ...], out: Path) -> None:
        self.scenario = scenario
        self.asked = seeds
        self.id = short_hash(scenario.digest(), list(seeds), model_version())
        self.folder = out / f"{file_name(scenario.name)}-{self.id}"
        self._stored: set[int] = set()
        self._failures: dict[int, Failure] = {}
        self._began = 0.0

    def store(self, finished: CompletedReplication) -> None:
        """Store a finished replication at once."""
        store(self.folder, finished)
        self._stored.add(finished.seed)

    def record(self, failure: Failure) -> None:
        """Keep a failure, and write its traceback into a file."""
        self._failures[failure.seed] = failure
        make_folder(self.folder / FAILURES)
        write_text(self.folder / _failure_file(failure.seed), failure.traceback)

    def _is_complete(self) -> bool:
        """Whether the whole run is stored.

        Raises
        ------
        ResultsError
            If the folder belongs to something else, or a complete run has lost a table.
        """
        manifest = self._manifest()
        if manifest is None or manifest.status != "complete":
            return False
        StoredRun(self.folder)  # refuses a run that has lost a table
        remove(self.folder / REPLICATIONS)  # stays where a process was killed right after completing the run
        return True

    def _manifest(self) -> RunManifest | None:
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
                raise ResultsError(
                    f"{self.folder} is there, but holds no run (no {MANIFEST}): move it away to run anew"
                )
            return None
        manifest = RunManifest.read(self.folder)
        theirs = (manifest.id, manifest.scenario.digest, manifest.seeds, manifest.model_version)
        if theirs != (self.id, self.scenario.digest(), self.asked, model_version()):
            raise ResultsError(f"{self.folder} holds another run: move it away to run anew")
        return manifest

    def _begin(self) -> None:
        """Write what is known before the first replication, and clear away what an earlier attempt left."""
        self._began = time.monotonic()
        self._failures = {}
        for place in (self.folder, self.folder / REPLICATIONS, self.folder / FAILURES):
            sweep(place)
        for name in TABLES:
            remove(self.folder / f"{name}.parquet")
        remove(self.folder / FAILURES)
        self._stored = stored_seeds(self.folder) & set(self.asked)
        self._note("running")
        write_text(self.folder / SCENARIO_FILE, resolved_text(self.scenario))

    def _put_together(self) -> None:
        """Write the tables over all stored replications, in order of seeds."""
        seeds = sorted(self._stored)
        for name, schema in SCHEMAS.items():
            parts = (read_parquet(shard(self.folder, seed) / f"{name}.parquet") for seed in seeds)
            write_parquet(self.folder / f"{name}.parquet", schema, parts)
        rows = joined_rows([read_parquet(shard(self.folder, seed) / f"{OUTCOMES}.parquet") for seed in seeds])
        write_parquet(self.folder / f"{OUTCOMES}.parquet", rows.schema, [rows])

    def _finish(self) -> None:
        """Say that the run has ended; drop the single replications when all are there."""
        complete = self._stored == set(self.asked)
        self._note("complete" if complete else "incomplete")
        if complete:
            remove(self.folder / REPLICATIONS)

    def _note(self, status: Status) -> None:
        """Write the manifest."""
        finished = tuple(sorted(self._stored))
        before = self._manifest()
        failures = (self._failures[seed] for seed in sorted(self._failures))
        manifest = before or RunManifest(self.id, self._scenario_note(), model_version(), self.asked)
        ended = status != "running"
        replace(
            manifest,
            status=status,
            finished=finished,
            failures=tuple(FailureNote(f.seed, f.error, f.message, _failure_file(f.seed)) for f in failures),
            stage_seconds=mean_timings([timings_of(self.folder, seed) for seed in finished]),
            wall_seconds=manifest.wall_seconds + (time.monotonic() - self._began if ended else 0.0),
            ended=now() if ended else "",
            versions=versions(),
        ).write(self.folder)

    def _scenario_note(self) -> ScenarioNote:
        return ScenarioNote(self.scenario.name, self.scenario.title, self.scenario.digest())


def short_hash(*parts: object) -> str:
    """Return a short hash of plain data, for names of folders."""
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:10]


def file_name(name: str) -> str:
    """Return a name with only those characters that every file system takes."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".")[:80] or "scenario"


def _failure_file(seed: int) -> str:
    return f"{FAILURES}/seed-{seed}.txt"
