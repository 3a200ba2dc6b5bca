"""One process at a time writes into a folder.

The system holds the lock and gives it up when the process ends, however it ends: the files of a lock that a killed
process left behind are stale and stop nobody. The note beside the lock is for people: who is writing.
"""

import contextlib
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sim.results.files import ResultsError, as_results_error, write_json

LOCK_FILE, HOLDER_FILE = LOCK_FILES = (".lock", ".lock-holder.json")
_PATIENCE = 0.5  # seconds: somebody who has just ended has removed the file that was about to be locked


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep every other process from writing into `folder` meanwhile.

    Raises
    ------
    ResultsError
        If another process is writing there, the lock file is a link, or it cannot be written.
    """
    path, holder = folder / LOCK_FILE, folder / HOLDER_FILE
    if path.is_symlink():
        raise ResultsError(f"{path} is a link, which could lead anywhere: remove it")
    lock = FileLock(path, is_singleton=False, thread_local=False)
    with as_results_error(f"cannot write {path}"):
        try:
            lock.acquire(timeout=_PATIENCE)
        except Timeout:
            raise ResultsError(_busy(folder)) from None
    try:
        write_json(holder, {"pid": os.getpid(), "host": socket.gethostname()})
        yield
    finally:
        for file in (holder, path):  # while they are still ours
            with contextlib.suppress(OSError):
                file.unlink()
        lock.release()


def _busy(folder: Path) -> str:
    """Say who holds the lock."""
    try:
        holder = json.loads((folder / HOLDER_FILE).read_text(encoding="utf-8"))
        who = f"process {holder['pid']} on {holder['host']}"
    except (OSError, ValueError, KeyError, TypeError):
        who = "another process"
    return f"{who} is writing {folder}: wait until it has ended, or choose another output folder"
