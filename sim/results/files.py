"""Files that are there whole or not at all: written aside in the same folder, flushed, then renamed."""

import contextlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

LEFTOVER = ".partial"  # ends the name of everything that is still being written


class ResultsError(Exception):
    """Results that cannot be stored or read; the text says which, why, and what to do."""


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """Give a place beside `path` for a file or a folder; rename it to `path` when all went well.

    Parameters
    ----------
    path : Path
        Final place. A file that is already there is replaced.

    Yields
    ------
    Path
        A name that does not exist yet, in the same folder.

    Raises
    ------
    ResultsError
        If the disk is full, the folder cannot be written, or anything else stops the writing. `path` is then
        as it was before, and nothing half-written stays.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}{LEFTOVER}")
    try:
        with as_results_error(f"cannot write {path}"):
            yield aside
            _flush(aside)
            aside.replace(path)
            _flush_folder(path.parent)
    except BaseException:
        remove(aside)
        raise


@contextmanager
def as_results_error(what: str) -> Iterator[None]:
    """Turn an `OSError` into a `ResultsError` that starts with `what` and names the reason."""
    try:
        yield
    except OSError as error:
        raise ResultsError(f"{what}: {error.strerror or error}") from error


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    with written_aside(path) as aside:
        aside.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: Path, data: Any) -> None:
    """Write a JSON file whole or not at all."""
    write_text(path, json.dumps(data, indent=2, ensure_ascii=False) + "\n")


def make_folder(path: Path) -> None:
    """Create a folder and those above it, unless they are there."""
    with as_results_error(f"cannot create the folder {path}"):
        path.mkdir(parents=True, exist_ok=True)


def remove(path: Path) -> None:
    """Remove a file or a whole folder if it is there; one that cannot be removed stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


def sweep(folder: Path) -> None:
    """Remove what a killed process left half-written. Only for the process that holds the lock."""
    with as_results_error(f"cannot read {folder}"):
        for leftover in sorted(folder.glob(f".*{LEFTOVER}")):
            remove(leftover)


def file_name(name: str) -> str:
    """Return a name with only those characters that every file system takes."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".")[:80] or "scenario"


def short_hash(*parts: object) -> str:
    """Return a short hash of plain data, for names of folders."""
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:10]


def digest_of(path: Path) -> str:
    """Return the digest of a file's bytes.

    Raises
    ------
    ResultsError
        If it cannot be read.
    """
    with as_results_error(f"cannot read {path}"), path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _flush(path: Path) -> None:
    """Bring a file, or all files of a folder, from the system's memory to the disk."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    for file in files:
        with file.open("rb+") as stream:
            os.fsync(stream.fileno())
    if path.is_dir():
        _flush_folder(path)


def _flush_folder(path: Path) -> None:
    """Bring the names in a folder to the disk, on systems that can."""
    if os.name == "posix":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
