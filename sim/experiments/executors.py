"""Running many tasks: anything with the interface of `concurrent.futures.Executor` will do.

`open_executor` gives the local ones; a cluster is another function that returns such an executor.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from typing import Any, TypeVar

Task = TypeVar("Task")
Answer = TypeVar("Answer")
OpenExecutor = Callable[[int], Executor]

# Imported once by the process that workers are forked from.
_WARM = ["sim.experiments.replicating", "sim.market.replication"]


class WorkersError(Exception):
    """No worker process can be started."""


class InProcess(Executor):
    """Runs each task at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run a task and return its finished future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as every executor does, the future carries the error
            future.set_exception(error)
        return future


class LocalProcesses(ProcessPoolExecutor):
    """Worker processes on this computer, none of them a copy of a process that may hold threads."""

    def __init__(self, jobs: int) -> None:
        if sys.platform == "linux":
            _start_fork_server()
        context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
        super().__init__(jobs, context, initializer=_prepare_worker)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand out a task, which may start a worker process."""
        with _interruptions_wait():  # a worker that is half started could not be ended
            return super().submit(fn, *args, **kwargs)

    def abandon(self) -> None:
        """Drop all tasks, also those that are running."""
        for process in list((self._processes or {}).values()):
            process.terminate()
        self.shutdown(cancel_futures=True)


def available_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_executor(jobs: int) -> Executor:
    """Return an executor for a number of tasks at the same time; one at a time runs in this process."""
    return InProcess() if jobs == 1 else LocalProcesses(jobs)


def completed(
    function: Callable[[Task], Answer],
    tasks: Sequence[Task],
    jobs: int,
    open_executor: OpenExecutor = open_executor,
) -> Generator[tuple[Task, Answer | BaseException], None, None]:
    """Run a function on each task and yield the answers as they come.

    Only a few tasks more than can run at once are handed out at a time. Where a worker process dies, the
    tasks that were handed out are tried once more, each alone in a fresh process, so that one bad task takes
    no other with it.

    Parameters
    ----------
    function : callable
        What to do with a task. Like its tasks and answers it must be picklable when `jobs` is above 1.
    tasks : sequence
        The tasks, in the order in which they are handed out.
    jobs : int
        Tasks at the same time.
    open_executor : callable
        Returns an executor for a number of jobs.

    Yields
    ------
    tuple
        A task with its answer, or with the error that stopped it.

    Raises
    ------
    WorkersError
        If not even an empty worker process stays alive.
    """
    waiting = deque(tasks)
    while waiting:
        lost = yield from _until_broken(function, waiting, jobs, open_executor)
        for task in lost:
            yield task, _alone(function, task)


def _until_broken(
    function: Callable[[Task], Answer], waiting: deque[Task], jobs: int, open_executor: OpenExecutor
) -> Generator[tuple[Task, Answer | BaseException], None, list[Task]]:
    """Yield answers until all tasks are done or a worker dies; return the tasks that were lost with it."""
    most = 1 if jobs == 1 else 2 * jobs
    running: dict[Future[Answer], Task] = {}
    lost: list[Task] = []
    with _closed_in_the_end(open_executor(jobs)) as executor:
        while running or (waiting and not lost):
            while waiting and not lost and len(running) < most:
                task = waiting.popleft()
                try:
                    running[executor.submit(function, task)] = task
                except BrokenExecutor:
                    lost.append(task)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task, answer = running.pop(future), _answer(future)
                if isinstance(answer, BrokenExecutor):
                    lost.append(task)
                else:
                    yield task, answer
    return lost


def _alone(function: Callable[[Task], Answer], task: Task) -> Answer | BaseException:
    """Run one task in a worker process of its own; return its answer or its error."""
    with _closed_in_the_end(LocalProcesses(1)) as executor:
        try:
            executor.submit(_nothing).result()
        except BrokenExecutor as error:
            raise WorkersError(
                "worker processes end as soon as they start. A script that starts runs needs the line "
                "`if __name__ == '__main__':` before what it does; otherwise use jobs=1"
            ) from error
        return _answer(executor.submit(function, task))


def _answer(future: Future[Answer]) -> Answer | BaseException:
    """Wait for a future; return its result or its error."""
    return future.exception() or future.result()


@contextlib.contextmanager
def _closed_in_the_end(executor: Executor) -> Iterator[Executor]:
    """Wait for the workers to end; after an error or an interruption, end them at once."""
    try:
        yield executor
    except BaseException:
        if isinstance(executor, LocalProcesses):
            executor.abandon()
        else:
            executor.shutdown(wait=False, cancel_futures=True)
        raise
    executor.shutdown()


def _start_fork_server() -> None:
    """Start the process that workers are forked from; interruptions are not for it, even while it imports."""
    from multiprocessing import forkserver  # where processes can be forked only

    forkserver.set_forkserver_preload(_WARM)
    if _handles_interruptions():
        handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            forkserver.ensure_running()
        finally:
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


def _nothing() -> None:
    """Show that a worker is alive."""


def _prepare_worker() -> None:
    """Leave interruptions to the parent process, and end with it even if it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    """Wait for the parent process to end, then end too."""
    parent.join()
    os._exit(1)
