"""Running many tasks, wherever the workers are: in this process, in others on this computer, on a cluster."""

import contextlib
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from typing import TypeVar

from sim.experiments.workers.base import InProcess, Workers, WorkersError
from sim.experiments.workers.local_processes import LocalProcesses

Task = TypeVar("Task")
Answer = TypeVar("Answer")
OpenWorkers = Callable[[int], Workers]

_GLANCE = 5.0  # seconds without an answer after which the workers are looked at


def available_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_local(jobs: int, *, own_process: bool = False) -> Workers:
    """Return workers for a number of tasks at the same time.

    One at a time runs in this process, unless it shall have a process of its own. So do all where this process is a
    worker of somebody else's pool, which may have no children.
    """
    if multiprocessing.current_process().daemon or (jobs == 1 and not own_process):
        return InProcess()
    return LocalProcesses(jobs)


def completed(
    function: Callable[[Task], Answer],
    tasks: Sequence[Task],
    jobs: int,
    open_workers: OpenWorkers = open_local,
    prepare: Callable[[Workers], None] | None = None,
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
    open_workers : callable
        Returns the workers for a number of jobs.
    prepare : callable, optional
        What to do with the workers before the first task.

    Yields
    ------
    tuple
        A task with its answer, or with the error that stopped it.

    Raises
    ------
    WorkersError
        If not even an empty worker process stays alive, or the workers cannot be used otherwise.
    LostWorkersError
        If the workers are gone for good.
    """
    waiting = deque(tasks)
    while waiting:
        lost = yield from _until_broken(function, waiting, lambda: open_workers(jobs), prepare)
        for task in lost:
            yield task, _alone(function, task)


def _until_broken(
    function: Callable[[Task], Answer],
    waiting: deque[Task],
    open_workers: Callable[[], Workers],
    prepare: Callable[[Workers], None] | None,
) -> Generator[tuple[Task, Answer | BaseException], None, list[Task]]:
    """Yield answers until all tasks are done or a worker dies; return the tasks that were lost with it."""
    running: dict[Future[Answer], Task] = {}
    lost: list[Task] = []
    with _closed_in_the_end(open_workers()) as workers:
        if prepare is not None:
            prepare(workers)
        while running or (waiting and not lost):
            most = workers.most()
            while waiting and not lost and len(running) < most:
                task = waiting.popleft()
                try:
                    running[workers.submit(function, task)] = task
                except BrokenExecutor:
                    lost.append(task)
            done = wait(running, timeout=_GLANCE, return_when=FIRST_COMPLETED).done
            if not done:
                workers.look()
            for future in done:
                task, answer = running.pop(future), _answer(future, workers)
                if isinstance(answer, BrokenExecutor):
                    lost.append(task)
                else:
                    yield task, answer
    return lost


def _alone(function: Callable[[Task], Answer], task: Task) -> Answer | BaseException:
    """Run one task in a worker process of its own; return its answer or its error."""
    with _closed_in_the_end(LocalProcesses(1)) as workers:
        try:
            workers.submit(_nothing).result()
        except BrokenExecutor as error:
            raise WorkersError("worker processes end as soon as they start; use one job at a time") from error
        return _answer(workers.submit(function, task), workers)


def _answer(future: Future[Answer], workers: Workers) -> Answer | BaseException:
    """Wait for a future; return its result or its error."""
    try:
        return future.exception() or future.result()
    except CancelledError:
        raise workers.lost() from None


@contextlib.contextmanager
def _closed_in_the_end(workers: Workers) -> Iterator[Workers]:
    """Wait for the workers to end; after an error or an interruption, end them at once."""
    try:
        yield workers
    except BaseException:
        workers.abandon()
        raise
    workers.shutdown()


def _nothing() -> None:
    """Show that a worker is alive."""
