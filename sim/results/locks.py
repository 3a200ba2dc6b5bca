"""One process at a time writes into a folder.

The system holds the lock on an open file and gives it up when the process ends, however it ends: a lock file
that a killed process left behind is stale and stops nobody. The text in the file is for people: who is
writing.
"""

import contextlib
import errno
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.results.files import ResultsError, as_results_error

LOCK_FILE = ".lock"
_NO_LOCKS_HERE = {errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK}
_FAR_AWAY = 1 << 30  # Windows locks bytes; this one lies behind the text, which stays readable


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep every other process from writing into `folder` meanwhile.

    Raises
    ------
    ResultsError
        If another process is writing there, or the lock file cannot be written.
    """
    path = folder / LOCK_FILE
    with as_results_error(f"cannot write {path}"):
        descriptor = _taken(path)
    try:
        yield
    finally:
        if os.name != "posix":  # Windows removes no open file
            os.close(descriptor)
        with contextlib.suppress(OSError):
            path.unlink()
        if os.name == "posix":  # only now, so that nobody else's lock file can be removed
            os.close(descriptor)


def _taken(path: Path) -> int:
    """Return the open and locked lock file."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        is_ours = _lock(descriptor)
        if is_ours and _is_still(path, descriptor):
            holder = {"pid": os.getpid(), "host": socket.gethostname()}
            os.ftruncate(descriptor, 0)
            os.write(descriptor, json.dumps(holder).encode())
            return descriptor
        os.close(descriptor)
        if not is_ours:
            raise ResultsError(_busy(path))
        # Its holder removed the file between our opening and our locking: try again with the new one.


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether the open file is the one that the path names."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _busy(path: Path) -> str:
    """Say who holds the lock."""
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        who = f"process {holder['pid']} on {holder['host']}"
    except (OSError, ValueError, KeyError, TypeError):
        who = "another process"
    return f"{who} is writing {path.parent}: wait until it has ended, or choose another output folder"


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        """Lock the open file; False when another process holds it."""
        os.lseek(descriptor, _FAR_AWAY, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        """Lock the open file; False when another process holds it."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno not in _NO_LOCKS_HERE:  # without locks, as on some networks, files still stay whole
                raise
        return True
