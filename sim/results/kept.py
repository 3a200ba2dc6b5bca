"""Where finished replications are kept until they are put together: in memory, or in a folder."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from sim.results.files import (
    ResultsError,
    digest_of,
    make_folder,
    remove,
    short_hash,
    sweep,
    write_json,
    written_aside,
)
from sim.results.records import Finished, Key
from sim.results.tables import read_parquet, write_parquet

INDEX = "index.json"
Part = TypeVar("Part")


class Kept(ABC):
    """Finished replications."""

    @abstractmethod
    def find(self, asked: Iterable[Key]) -> None:
        """Look for what an earlier attempt has left of the replications asked for."""

    @abstractmethod
    def put(self, finished: Finished) -> None:
        """Keep some more at once."""

    @abstractmethod
    def keys(self) -> set[Key]:
        """Return which are kept."""

    @abstractmethod
    def tables(self, name: str) -> Iterator[pa.Table]:
        """Yield the tables of a name, in order of the keys; those that were put together are one table."""

    @abstractmethod
    def of(self, key: Key) -> Mapping[str, pa.Table]:
        """Return the tables of a replication that was put alone."""

    @abstractmethod
    def timings(self) -> list[Mapping[str, float]]:
        """Return the seconds per stage of each."""


class InMemory(Kept):
    """Replications that are kept in memory only."""

    def __init__(self) -> None:
        self._parts: dict[Key, Finished] = {}

    def find(self, asked: Iterable[Key]) -> None:
        """Find nothing."""

    def put(self, finished: Finished) -> None:
        """Keep some more."""
        self._parts.update(dict.fromkeys(finished.keys, finished))

    def keys(self) -> set[Key]:
        """Return which are kept."""
        return set(self._parts)

    def tables(self, name: str) -> Iterator[pa.Table]:
        """Yield the tables of a name, in order of the keys."""
        yield from (part.tables[name] for part in _each_once(self._parts))

    def of(self, key: Key) -> Mapping[str, pa.Table]:
        """Return the tables of a replication that was put alone."""
        return self._parts[key].tables

    def timings(self) -> list[Mapping[str, float]]:
        """Return the seconds per stage of each."""
        return [timings for part in _each_once(self._parts) for timings in part.timings]


class Shards(Kept):
    """Replications in a folder: what was put together lies in a folder of its own, there whole or not at all.

    Parameters
    ----------
    place : Path
        The folder.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self._found: dict[Key, Path] = {}

    def find(self, asked: Iterable[Key]) -> None:
        """Find what is whole, remove what is damaged, and clear away what a killed process was writing."""
        wanted = set(asked)
        self._found = {}
        sweep(self.place)
        for shard in sorted(self.place.glob("*/")):
            keys = whole(shard)
            if keys is None or not wanted.issuperset(keys):
                remove(shard)
            else:
                wanted -= set(keys)
                self._found.update(dict.fromkeys(keys, shard))

    def put(self, finished: Finished) -> None:
        """Store some more at once.

        Raises
        ------
        ResultsError
            If they cannot be written.
        """
        shard = self.shard(finished.keys[0])
        make_folder(shard.parent)
        remove(shard)
        try:
            _write(finished, shard)
        finally:  # it also counts when an interruption comes right after it got its name
            if shard.exists():
                self._found.update(dict.fromkeys(finished.keys, shard))

    def keys(self) -> set[Key]:
        """Return which are kept."""
        return set(self._found)

    def tables(self, name: str) -> Iterator[pa.Table]:
        """Yield the tables of a name, in order of the keys, reading one after the other."""
        yield from (read_parquet(shard / f"{name}.parquet") for shard in _each_once(self._found))

    def of(self, key: Key) -> Mapping[str, pa.Table]:
        """Return the tables of a replication that was put alone."""
        return {file.stem: read_parquet(file) for file in sorted(self._found[key].glob("*.parquet"))}

    def timings(self) -> list[Mapping[str, float]]:
        """Return the seconds per stage of each."""
        return [one for shard in _each_once(self._found) for one in json.loads((shard / INDEX).read_text())["timings"]]

    def shard(self, first: Key) -> Path:
        """Return where replications go of which this is the first."""
        return self.place / f"point-{first.point}-seed-{first.seed}-{short_hash(first.scenario)}"


def whole(shard: Path) -> tuple[Key, ...] | None:
    """Return which replications a shard holds; None where it is damaged."""
    try:
        index = json.loads((shard / INDEX).read_text(encoding="utf-8"))
        keys = tuple(Key(*key) for key in index["keys"])
        intact = all(digest_of(shard / name) == digest for name, digest in index["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ResultsError):
        return None
    return keys if intact else None


def _write(finished: Finished, shard: Path) -> None:
    """Write replications into a folder of their own, with an index and digests."""
    with written_aside(shard) as aside:
        aside.mkdir()
        for name, table in finished.tables.items():
            write_parquet(aside / f"{name}.parquet", table.schema, [table])
        index = {
            "keys": [[key.scenario, key.point, key.seed] for key in finished.keys],
            "timings": finished.timings,
            "files": {file.name: digest_of(file) for file in sorted(aside.iterdir())},
        }
        write_json(aside / INDEX, index)


def _each_once(parts: Mapping[Key, Part]) -> list[Part]:
    """Return parts in order of their first keys."""
    seen: dict[int, Part] = {}
    for key in sorted(parts):
        seen.setdefault(id(parts[key]), parts[key])
    return list(seen.values())
