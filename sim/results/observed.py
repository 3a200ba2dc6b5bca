"""What one run leaves for those who ask it questions later: some measures month by month, and all events.

Thousands of runs are shared by many questions, so each is kept once, under a name made from all that determines it.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.arrays import Array
from sim.results.files import remove
from sim.results.kept import Shards, whole
from sim.results.records import Key, Replication
from sim.results.tables import read_parquet

SERIES, EVENTS = "series", "events"
_SERIES = pa.schema([("outcome", pa.string()), ("month", pa.int32()), ("value", pa.float64())])
_EVENTS = pa.schema(
    [
        ("month", pa.int32()),
        *((name, pa.string()) for name in ("kind", "subject", "decision", "before", "after", "cause", "figures")),
    ]
)

Source = tuple[str, str, str]
"""Measure, kind and entity of an outcome."""


@dataclass(frozen=True)
class Event:
    """One event of a run.

    Attributes
    ----------
    month : int
        Months after the start.
    kind, subject, decision, before, after, cause : str
        As in the table of events.
    figures : dict
        The figures that decided.
    """

    month: int
    kind: str
    subject: str
    decision: str
    before: str
    after: str
    cause: str
    figures: dict[str, Any]


@dataclass(frozen=True)
class Observed:
    """What is kept of one run.

    Attributes
    ----------
    series : dict of str to array, shape (months,)
        Measures by name of the outcome; NaN where there is none.
    events : tuple of Event
        What happened, in order.
    """

    series: Mapping[str, Array]
    events: tuple[Event, ...]

    @property
    def months(self) -> int:
        """Length of the run."""
        return next((len(values) for values in self.series.values()), 0)


def observed(monthly: pd.DataFrame, events: pd.DataFrame, wanted: Mapping[str, Source]) -> Observed:
    """Keep some measures and all events of a replication.

    Parameters
    ----------
    monthly, events : DataFrame
        As a replication has them.
    wanted : mapping of str to (str, str, str)
        Measure, kind and entity of each outcome that is kept, by its name.
    """
    months = int(monthly["month"].max()) + 1
    kinds = {kind for _, kind, _ in wanted.values()}
    rows = dict(iter(monthly[monthly["kind"].isin(kinds)].groupby(["kind", "entity"], sort=False)))
    series = {}
    for name, (measure, kind, entity) in sorted(wanted.items()):
        values = np.full(months, np.nan)
        frame = rows.get((kind, entity))
        if frame is not None and measure in frame:
            values[frame["month"].to_numpy()] = frame[measure].to_numpy(dtype=float)
        series[name] = values
    return Observed(series, tuple(map(_event, events.to_dict(orient="records"))))


def _event(row: Mapping[Any, Any]) -> Event:
    kind, subject, decision, before, after, cause, figures = (
        value if isinstance(value := row[name], str) else "" for name in _EVENTS.names[1:]
    )
    return Event(int(row["month"]), kind, subject, decision, before, after, cause, json.loads(figures or "{}"))


@dataclass(frozen=True)
class SomeSeries:
    """Keeps some measures, month by month, and all events of a replication.

    Attributes
    ----------
    wanted : dict of str to (str, str, str)
        Measure, kind and entity of each outcome that is kept, by its name.
    """

    wanted: Mapping[str, Source]

    def __call__(self, key: Key, replication: Replication) -> dict[str, pa.Table]:  # noqa: ARG002 - as others are called
        """Return the tables."""
        run = observed(replication.monthly, replication.events, self.wanted)
        return {SERIES: _series_table(run), EVENTS: _events_table(run)}


class SharedRuns(Shards):
    """Replications that many questions share, each kept for good under a name made from all that determines it.

    Parameters
    ----------
    place : Path
        The folder.
    names : mapping of Key to str
        Name of each replication.
    wanted : mapping of Key to collection of str
        Outcomes that are needed of it.
    """

    def __init__(self, place: Path, names: Mapping[Key, str], wanted: Mapping[Key, Collection[str]]) -> None:
        super().__init__(place)
        self._names, self._wanted = names, wanted

    def find(self, asked: Iterable[Key]) -> None:
        """Find what is whole and has all that is needed; what is damaged is removed."""
        self._found = {}
        for key in asked:
            shard = self.shard(key)
            if not shard.is_dir():
                continue
            if whole(shard) is None:
                remove(shard)
            elif set(self._wanted[key]) <= set(
                read_parquet(shard / f"{SERIES}.parquet")["outcome"].unique().to_pylist()
            ):
                self._found[key] = shard

    def shard(self, first: Key) -> Path:
        """Return where a replication goes."""
        name = self._names[first]
        return self.place / name[:2] / name


def _series_table(run: Observed) -> pa.Table:
    names = [name for name in run.series for _ in range(run.months)]
    values = np.concatenate([*run.series.values()]) if run.series else np.zeros(0)
    months = np.tile(np.arange(run.months), len(run.series))
    return pa.table({"outcome": names, "month": months, "value": values}, schema=_SERIES)


def _events_table(run: Observed) -> pa.Table:
    rows = [
        {name: getattr(event, name) for name in _EVENTS.names if name != "figures"}
        | {"figures": json.dumps(event.figures, sort_keys=True)}
        for event in run.events
    ]
    return pa.Table.from_pylist(rows, schema=_EVENTS)


def read_observed(tables: Mapping[str, pa.Table]) -> Observed:
    """Return what `SomeSeries` has kept of one replication."""
    series, events = tables[SERIES], tables[EVENTS]
    months = int(np.max(series["month"].to_numpy(), initial=-1)) + 1
    values = series["value"].to_numpy().reshape(-1, months) if months else np.zeros((0, 0))
    names = series["outcome"].to_pylist()[:: max(months, 1)]
    return Observed(dict(zip(names, values, strict=True)), tuple(map(_event, events.to_pylist())))
