"""Worker processes on this computer.

None is a copy of a process that may hold threads, and none reads the user's main module again: what a script or a
notebook does at its top level is done once.
"""

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import ModuleType
from typing import Any

from sim.experiments.workers.base import Workers, WorkersError
from sim.experiments.workers.compiling import find_room_for_cache
from sim.experiments.workers.limits import may_end

if sys.platform == "linux":
    from multiprocessing.context import ForkServerContext as _Context
    from multiprocessing.context import ForkServerProcess as _Process
else:
    from multiprocessing.context import SpawnContext as _Context
    from multiprocessing.context import SpawnProcess as _Process

# Imported once by the process that workers are forked from.
_WARM = ["sim.experiments.replicating", "sim.market.replication"]

_main_is_hidden = threading.Lock()


class _Worker(_Process):
    """A process that does not import the main module of this one."""

    def start(self) -> None:
        """Start the process."""
        with _hidden_main(), _same_imports():
            super().start()


class _WorkerContext(_Context):
    """Makes such processes."""

    Process = _Worker


class LocalProcesses(Workers, ProcessPoolExecutor):
    """Worker processes on this computer.

    Parameters
    ----------
    jobs : int
        How many at most; they are started as they are needed.
    """

    def __init__(self, jobs: int) -> None:
        prepare_for_workers()
        self._jobs = jobs
        ProcessPoolExecutor.__init__(self, jobs, _WorkerContext(), initializer=_prepare_worker)

    def most(self) -> int:
        """Return twice the number of processes, so that none waits for its next task."""
        return 2 * self._jobs

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand out a task, which may start a worker process.

        Raises
        ------
        BrokenProcessPool
            If workers cannot be started any more.
        """
        try:
            with _interruptions_wait():  # a worker that is half started could not be ended
                return ProcessPoolExecutor.submit(self, fn, *args, **kwargs)
        except (EOFError, OSError) as error:
            raise BrokenProcessPool(
                "the process that starts the workers is gone (killed, or out of memory?)"
            ) from error

    def abandon(self) -> None:
        """Drop all tasks, also those that are running."""
        for process in list((self._processes or {}).values()):
            process.terminate()
        self.shutdown(cancel_futures=True)


def check_is_found(function: Callable[..., Any]) -> None:
    """Refuse a function that worker processes could not find.

    Raises
    ------
    WorkersError
        If it lives in the main module, or cannot be sent at all.
    """
    try:
        with _hidden_main():
            pickle.dumps(function)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise WorkersError(
            f"worker processes cannot find {function!r}, for they do not read the script or notebook that starts them: "
            f"put it into a module of its own and import it from there, or use jobs=1 ({error})"
        ) from None


@contextlib.contextmanager
def _hidden_main() -> Iterator[None]:
    """Put an empty main module in the place of the user's, so that a process that is started finds nothing to read."""
    with _main_is_hidden:
        users = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = users


@contextlib.contextmanager
def _same_imports() -> Iterator[None]:
    """Let a process that is started import what this one does, and nothing that lies in the working directory.

    Python puts the working directory first for a process that is started as these are, and the fork server imports
    before it is told where from.
    """
    own = {"PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def prepare_for_workers() -> None:
    """Do what takes a while before the first worker can begin, as far as it can be done meanwhile."""
    find_room_for_cache()
    if sys.platform == "linux":
        _start_fork_server()


def _start_fork_server() -> None:
    """Start the process that workers are forked from; interruptions are not for it, even while it imports."""
    from multiprocessing import forkserver  # where processes can be forked only

    forkserver.set_forkserver_preload(_WARM)
    handles = _handles_interruptions()
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN) if handles else None
    try:
        with _same_imports():
            forkserver.ensure_running()
    finally:
        if handles:
            signal.signal(signal.SIGINT, handler)


@contextlib.contextmanager
def _interruptions_wait() -> Iterator[None]:
    """Let a keyboard interrupt take effect at the end."""
    if not _handles_interruptions():
        yield
        return
    caught: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: caught.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
    if caught:
        signal.raise_signal(signal.SIGINT)


def _handles_interruptions() -> bool:
    """Whether a keyboard interrupt would arrive here: only in the main thread, unless it is ignored."""
    is_main = threading.current_thread() is threading.main_thread()
    return is_main and callable(signal.getsignal(signal.SIGINT))


def _prepare_worker() -> None:
    """Leave interruptions to the parent process, and end with it even if it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    may_end()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    """Wait for the parent process to end, then end too."""
    parent.join()
    os._exit(1)
