"""What one run leaves for those who ask it questions later: some measures month by month, and all events.

Thousands of runs are shared by many questions, so each is kept once, under a name made from all that determines it, in
a folder of its own that is there whole or not at all.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sim.results.files import ResultsError, make_folder, remove, written_aside
from sim.results.tables import read_parquet, write_parquet

SERIES_FILE, EVENTS_FILE = "series.parquet", "events.parquet"
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

    series: Mapping[str, NDArray[np.float64]]
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


class ObservedRuns:
    """Runs kept in a folder, or in memory.

    Parameters
    ----------
    folder : Path, optional
        Where they lie; without it they are kept in memory.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self._held: dict[str, Observed] = {}

    def get(self, key: str, wanted: Collection[str]) -> Observed | None:
        """Return a run, or None where it is not kept, is damaged, or lacks one of the outcomes wanted.

        Parameters
        ----------
        key : str
            Name of the run.
        wanted : collection of str
            Names of outcomes.
        """
        run = self._held.get(key) if self.folder is None else self._stored(key)
        return run if run is not None and set(wanted) <= run.series.keys() else None

    def _stored(self, key: str) -> Observed | None:
        """Read a run from the folder; a damaged one is removed."""
        place = self._place(key)
        if not place.is_dir():
            return None
        try:
            return _read(place)
        except (ResultsError, ValueError, KeyError):
            remove(place)
            return None

    def store(self, key: str, run: Observed) -> None:
        """Keep a run, whole or not at all; one of the same name that lacks something is replaced."""
        if self.folder is None:
            self._held[key] = run
            return
        place = self._place(key)
        make_folder(place.parent)
        remove(place)
        with written_aside(place) as aside:
            aside.mkdir()
            write_parquet(aside / SERIES_FILE, _SERIES, [_series_table(run)])
            write_parquet(aside / EVENTS_FILE, _EVENTS, [_events_table(run)])

    def _place(self, key: str) -> Path:
        assert self.folder is not None, "only runs in a folder have a place"
        return self.folder / key[:2] / key


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


def _read(place: Path) -> Observed:
    series, events = read_parquet(place / SERIES_FILE), read_parquet(place / EVENTS_FILE)
    months = int(np.max(series["month"].to_numpy(), initial=-1)) + 1
    values = series["value"].to_numpy().reshape(-1, months) if months else np.zeros((0, 0))
    names = series["outcome"].to_pylist()[:: max(months, 1)]
    if len(names) != len(values):
        raise ValueError("the outcomes do not have the same months")
    return Observed(dict(zip(names, values, strict=True)), tuple(map(_event, events.to_pylist())))
