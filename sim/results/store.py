"""Where the results of many replications go: filled piece by piece, put together at the end.

A folder is written by one process at a time, and an interruption loses nothing that was done.
"""

import contextlib
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from sim.results.circumstances import now, versions
from sim.results.drawn import drawn_in
from sim.results.files import (
    LEFTOVER,
    ResultsError,
    as_results_error,
    digest_of,
    file_name,
    make_folder,
    remove,
    short_hash,
    sweep,
    write_text,
)
from sim.results.kept import InMemory, Kept, Shards
from sim.results.locks import LOCK_FILES, locked
from sim.results.manifest import MANIFEST, Manifest, Status, read_manifest
from sim.results.records import Failure, Finished, Key, mean_timings
from sim.results.stored import FAILURES, Results, Stored, failure_file
from sim.results.tables import write_parquet
from sim.results.version import model_version

REPLICATIONS = "replications"

Table = tuple[str, pa.Schema, Iterable[pa.Table]]
"""Name, columns, and parts that follow each other."""
Combine = Callable[[Kept], Iterable[Table]]
"""Puts finished replications together."""
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Contents:
    """What a folder of results is about.

    Attributes
    ----------
    kind : str
        As in the manifest.
    name : str
        Of the folder, before its id.
    determined_by : plain data
        All that determines the results, apart from the model.
    combine : callable
        Makes the tables from what is kept of the replications.
    about : dict
        What the manifest says besides.
    texts : dict of str to str
        Files that explain the folder and let it be opened again, by name.
    is_whole : bool
        False for results that rest on others which are incomplete.
    """

    kind: str
    name: str
    determined_by: Any
    combine: Combine
    about: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True

    @cached_property
    def id(self) -> str:
        """Short hash of all that determines the results."""
        return short_hash(self.kind, self.determined_by, model_version())


class Store(ABC):
    """Where the results of some replications go.

    Attributes
    ----------
    asked : tuple of Key
        All replications that belong into it.
    failures : list of Failure
        Those that failed.
    folder : Path or None
        Where the results lie; None when they are kept in memory only.
    """

    folder: Path | None = None

    def __init__(self, contents: Contents, asked: Sequence[Key], kept: Kept) -> None:
        self.contents = contents
        self.asked = tuple(asked)
        self.failures: list[Failure] = []
        self._kept = kept

    @abstractmethod
    def filling(self, tell: Tell) -> contextlib.AbstractContextManager[tuple[Key, ...]]:
        """Yield the replications that are missing; put the results together at the end.

        Parameters
        ----------
        tell : callable
            Told what is made anew because it is damaged.
        """

    def put(self, finished: Finished) -> None:
        """Keep finished replications at once."""
        self._kept.put(finished)

    def fail(self, failure: Failure) -> None:
        """Keep the record of a failure."""
        self.failures.append(failure)

    @abstractmethod
    def results(self) -> Results:
        """Return what it has been filled with."""

    def _missing(self) -> tuple[Key, ...]:
        there = self._kept.keys()
        return tuple(key for key in self.asked if key not in there)

    def _failed(self) -> tuple[Failure, ...]:
        order = {key: number for number, key in enumerate(self.asked)}
        return tuple(sorted(self.failures, key=lambda failure: order[failure.key]))


class MemoryStore(Store):
    """Results that are kept in memory only.

    Parameters
    ----------
    contents : Contents
        What they are about.
    asked : sequence of Key
        All replications.
    """

    def __init__(self, contents: Contents, asked: Sequence[Key]) -> None:
        super().__init__(contents, asked, InMemory())

    @contextmanager
    def filling(self, tell: Tell) -> Iterator[tuple[Key, ...]]:  # noqa: ARG002 - nothing is damaged here
        """Yield the replications that are missing."""
        yield self._missing()

    def results(self) -> Results:
        """Return what it has been filled with."""
        tables = {
            name: pa.concat_tables([schema.empty_table(), *parts])
            for name, schema, parts in self.contents.combine(self._kept)
        }
        return Results(tables.__getitem__, self._failed(), mean_timings(self._kept.timings()))


class FolderStore(Store):
    """A folder of results, for the process that fills it.

    Parameters
    ----------
    contents : Contents
        What they are about.
    asked : sequence of Key
        All replications.
    out : Path
        Where result folders lie.
    kept : Kept, optional
        Where replications are kept, if others share them; by default in the folder, until all are there.
    """

    folder: Path

    def __init__(self, contents: Contents, asked: Sequence[Key], out: Path, kept: Kept | None = None) -> None:
        self.folder = out / f"{file_name(contents.name)}-{contents.id}"
        super().__init__(contents, asked, kept or Shards(self.folder / REPLICATIONS))
        self._began = 0.0

    @contextmanager
    def filling(self, tell: Tell) -> Iterator[tuple[Key, ...]]:
        """Yield the replications that are missing, none if all are there; put the results together at the end.

        Raises
        ------
        ResultsError
            If the folder belongs to something else, another process is writing it, or it cannot be written.
        """
        if self._is_as_it_should_be():
            yield ()
            return
        make_folder(self.folder)
        with locked(self.folder):
            if self._is_as_it_should_be():  # made so by another process, a moment ago
                yield ()
                return
            damaged = self._damaged()
            if damaged:
                tell(f"{self.folder}: {', '.join(damaged)} damaged or gone, made anew")
            if self._has_whole_tables():
                self._write_texts()
                yield ()
                return
            self._begin()
            try:
                yield self._missing()
                for name, schema, parts in self.contents.combine(self._kept):
                    write_parquet(self.folder / f"{name}.parquet", schema, parts)
            except BaseException:
                with contextlib.suppress(ResultsError):  # the first error is the one to report
                    self._note("incomplete")
                raise
            self._finish()

    def fail(self, failure: Failure) -> None:
        """Keep a failure, and write its traceback into a file."""
        super().fail(failure)
        make_folder(self.folder / FAILURES)
        write_text(self.folder / failure_file(failure), failure.traceback)

    def results(self) -> Stored:
        """Return what it has been filled with."""
        return Stored(self.folder)

    def _is_as_it_should_be(self) -> bool:
        """Whether everything is stored and undamaged, and says what would be said now.

        Raises
        ------
        ResultsError
            If the folder belongs to something else.
        """
        manifest = self._manifest()
        if manifest is None or manifest.status != "complete":
            return False
        remove(self.folder / REPLICATIONS)  # stays where a process was killed right after completing the folder
        texts = {name: sha256(text.encode()).hexdigest() for name, text in self.contents.texts.items()}
        says_so = manifest.about == self.contents.about and texts.items() <= manifest.files.items()
        return says_so and not manifest.damaged(self.folder)

    def _damaged(self) -> list[str]:
        """Return the files that are not as they were when everything was stored."""
        manifest = self._manifest()
        return [] if manifest is None else manifest.damaged(self.folder)

    def _has_whole_tables(self) -> bool:
        """Whether everything is stored, and only texts are damaged or say something else."""
        manifest = self._manifest()
        is_complete = manifest is not None and manifest.status == "complete"
        return is_complete and not set(self._damaged()) - set(self.contents.texts)

    def _write_texts(self) -> None:
        """Write what explains the results anew."""
        manifest = self._manifest()
        assert manifest is not None, "only tables that are there are explained anew"
        for name, text in self.contents.texts.items():
            write_text(self.folder / name, text)
        replace(manifest, about=self.contents.about, files=self._files()).write(self.folder)

    def _manifest(self) -> Manifest | None:
        """Return the manifest; None for a folder that is new.

        Raises
        ------
        ResultsError
            If the folder belongs to something else.
        """
        kind = self.contents.kind
        if not (self.folder / MANIFEST).exists():
            with as_results_error(f"cannot read {self.folder}"):
                entries = [path.name for path in self.folder.iterdir()] if self.folder.is_dir() else []
            if any(name not in LOCK_FILES and not name.endswith(LEFTOVER) for name in entries):
                raise ResultsError(
                    f"{self.folder} is there, but holds no {kind} (no {MANIFEST}): move it away to run anew"
                )
            return None
        manifest = read_manifest(self.folder, kind)
        if (manifest.id, manifest.model_version) != (self.contents.id, model_version()):
            raise ResultsError(f"{self.folder} holds another {kind}: move it away to run anew")
        return manifest

    def _begin(self) -> None:
        """Write what is known at first, find what is stored, and clear away what an earlier attempt left."""
        self._began = time.monotonic()
        self.failures.clear()
        sweep(self.folder)
        for path in (*self.folder.glob("*.parquet"), *drawn_in(self.folder), self.folder / FAILURES):
            remove(path)
        self._kept.find(self.asked)
        self._note("running")
        for name, text in self.contents.texts.items():
            write_text(self.folder / name, text)

    def _finish(self) -> None:
        """Say that the filling has ended; drop the single replications when all are there."""
        is_complete = self.contents.is_whole and not self._missing()
        self._note("complete" if is_complete else "incomplete", is_put_together=True)
        if is_complete:
            remove(self.folder / REPLICATIONS)

    def _note(self, status: Status, *, is_put_together: bool = False) -> None:
        """Write the manifest."""
        manifest = self._manifest() or Manifest(self.contents.kind, self.contents.id, model_version())
        has_ended = status != "running"
        replace(
            manifest,
            about=self.contents.about,
            seeds=tuple(sorted({key.seed for key in self.asked})),
            replications=len(self.asked),
            status=status,
            finished=len(self.asked) - len(self._missing()),
            failures=self._failed(),
            stage_seconds=mean_timings(self._kept.timings()),
            wall_seconds=manifest.wall_seconds + (time.monotonic() - self._began if has_ended else 0.0),
            ended=now() if has_ended else "",
            versions=versions(),
            files=self._files() if is_put_together else {},
            drawn={},
            drawn_from="",
        ).write(self.folder)

    def _files(self) -> dict[str, str]:
        """Return the digests of the files of results."""
        names = [*self.folder.glob("*.parquet"), *self.folder.glob(f"{FAILURES}/*")]
        names += [self.folder / name for name in self.contents.texts]
        return {path.relative_to(self.folder).as_posix(): digest_of(path) for path in sorted(names)}


def store_of(contents: Contents, asked: Sequence[Key], out: str | Path | None) -> Store:
    """Return where results go: into a folder below `out`, or with None into memory."""
    return MemoryStore(contents, asked) if out is None else FolderStore(contents, asked, Path(out))
