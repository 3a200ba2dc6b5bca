"""One replication, finished or failed, and where it is kept until the run is complete."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
import pyarrow as pa

from sim.results.files import ResultsError, make_folder, remove, write_json, written_aside
from sim.results.outcomes import outcome_row
from sim.results.tables import OUTCOMES, SCHEMAS, TABLES, arrow_table, read_parquet, write_parquet

REPLICATIONS = "replications"
_TIMINGS = "timings.json"
_PREFIX = "seed-"


class Replication(Protocol):
    """What a simulation of one seed returns."""

    @property
    def seed(self) -> int:
        """Seed of the replication."""

    @property
    def monthly(self) -> pd.DataFrame:
        """Measures by month, kind and entity."""

    @property
    def ledger(self) -> pd.DataFrame:
        """Payments by month, payer, payee and flow."""

    @property
    def contracts(self) -> pd.DataFrame:
        """Who was tied to whom, when, on what terms."""

    @property
    def events(self) -> pd.DataFrame:
        """What changed, when."""

    @property
    def timings(self) -> Mapping[str, float]:
        """Seconds per stage."""


@dataclass(frozen=True)
class CompletedReplication:
    """A replication that went through.

    Attributes
    ----------
    seed : int
        Its seed.
    tables : dict of str to pyarrow.Table
        Its tables and its row of outcomes, by name.
    timings : dict of str to float
        Seconds per stage.
    """

    seed: int
    tables: dict[str, pa.Table]
    timings: dict[str, float]

    @classmethod
    def of(cls, replication: Replication, seed: int) -> "CompletedReplication":
        """Check what a simulation returned and make it ready to be stored.

        Raises
        ------
        ResultsError
            If a table is not as registered, or the replication is that of another seed.
        """
        if replication.seed != seed:
            raise ResultsError(f"asked for seed {seed}, got the replication of seed {replication.seed}")
        tables = {name: arrow_table(name, getattr(replication, name), seed) for name in SCHEMAS}
        row = outcome_row(seed, replication.monthly)
        return cls(seed, {OUTCOMES: row, **tables}, dict(replication.timings))


@dataclass(frozen=True)
class Failure:
    """A replication that did not go through.

    Attributes
    ----------
    scenario : str
        Name of the scenario.
    seed : int
        Its seed.
    error : str
        Type of the error.
    message : str
        What the error says.
    traceback : str
        Where it happened.
    """

    scenario: str
    seed: int
    error: str
    message: str
    traceback: str = ""


def shard(folder: Path, seed: int) -> Path:
    """Return where a run folder keeps one replication."""
    return folder / REPLICATIONS / f"{_PREFIX}{seed}"


def store(folder: Path, finished: CompletedReplication) -> None:
    """Store a finished replication in a run folder, whole or not at all.

    Raises
    ------
    ResultsError
        If it cannot be written.
    """
    place = shard(folder, finished.seed)
    make_folder(place.parent)
    with written_aside(place) as aside:
        aside.mkdir()
        for name, table in finished.tables.items():
            write_parquet(aside / f"{name}.parquet", table.schema, [table])
        write_json(aside / _TIMINGS, finished.timings)


def stored_seeds(folder: Path) -> set[int]:
    """Return the seeds whose replications a run folder keeps; a damaged one is removed and is missing."""
    seeds = set()
    for place in folder.glob(f"{REPLICATIONS}/{_PREFIX}*"):
        number = place.name.removeprefix(_PREFIX)
        if number.isdecimal():
            if _is_whole(place):
                seeds.add(int(number))
            else:
                remove(place)
    return seeds


def timings_of(folder: Path, seed: int) -> dict[str, float]:
    """Return the seconds per stage of a stored replication."""
    timings: dict[str, float] = json.loads((shard(folder, seed) / _TIMINGS).read_text(encoding="utf-8"))
    return timings


def _is_whole(place: Path) -> bool:
    """Whether all files of a stored replication can be read."""
    try:
        timings = json.loads((place / _TIMINGS).read_text(encoding="utf-8"))
        for name in TABLES:
            read_parquet(place / f"{name}.parquet")
    except (OSError, ValueError, ResultsError):
        return False
    return isinstance(timings, dict)


def mean_timings(timings: list[dict[str, Any]]) -> dict[str, float]:
    """Return the mean seconds per stage, stages in order of first appearance."""
    stages = dict.fromkeys(stage for one in timings for stage in one)
    return {stage: sum(one.get(stage, 0.0) for one in timings) / len(timings) for stage in stages}
