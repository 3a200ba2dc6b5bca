"""Filling a results folder piece by piece: one process at a time, and an interruption loses nothing that was done."""

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

from sim.results.files import ResultsError, make_folder
from sim.results.locks import locked
from sim.results.manifest import Status

Piece = TypeVar("Piece")


class FilledFolder(ABC, Generic[Piece]):
    """A folder of results for the process that fills it.

    Attributes
    ----------
    folder : Path
        The folder.
    asked : tuple
        All pieces that belong into it.
    """

    folder: Path
    asked: tuple[Piece, ...]
    _stored: set[Piece]

    @contextmanager
    def filling(self) -> Iterator[tuple[Piece, ...]]:
        """Yield the pieces still to be filled, none if all are; put the results together at the end.

        Raises
        ------
        ResultsError
            If the folder belongs to something else, another process is writing it, or it cannot be written.
        """
        if self._is_complete():
            yield ()
            return
        make_folder(self.folder)
        with locked(self.folder):
            if self._is_complete():  # by another process, a moment ago
                yield ()
                return
            self._begin()
            try:
                yield tuple(piece for piece in self.asked if piece not in self._stored)
                self._put_together()
            except BaseException:
                with contextlib.suppress(ResultsError):  # the first error is the one to report
                    self._note("incomplete")
                raise
            self._finish()

    @abstractmethod
    def _is_complete(self) -> bool:
        """Whether everything is stored."""

    @abstractmethod
    def _begin(self) -> None:
        """Write what is known at first, find what is stored, and clear away what an earlier attempt left."""

    @abstractmethod
    def _put_together(self) -> None:
        """Write the tables over all stored pieces."""

    @abstractmethod
    def _finish(self) -> None:
        """Say that the filling has ended; drop the single pieces when all are there."""

    @abstractmethod
    def _note(self, status: Status) -> None:
        """Write the manifest."""
