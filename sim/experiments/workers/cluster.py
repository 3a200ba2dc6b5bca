"""A Dask cluster as workers: the same tasks, on other computers.

The cluster's workers need this package, in the same version; Dask itself is the optional extra ``cluster``. What they
send back is stored here, so that nothing depends on where it was simulated. Dask runs a task again where its worker
died, and gives up after a few deaths; a lost scheduler ends the work. Workers may come and go: a task is handed only to
those that have shown to have this model, and anew where all of them have gone.
"""

import asyncio
import contextlib
import logging
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from sim.experiments.workers.base import LostWorkersError, Workers, WorkersError
from sim.results.version import model_version

if TYPE_CHECKING:
    from distributed import Client
    from distributed.cfexecutor import ClientExecutor

_ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9a-fA-F:.%]+\]|[^\s:/\[\]]+):\d{1,5}")
_TO_CONNECT = 30.0  # seconds for a scheduler to answer
_TO_ARRIVE = 600.0  # seconds for the first worker to be there: those of a large cluster may start slowly
_WITHOUT_WORKERS = 60.0  # seconds that a cluster may be without any fitting worker in the middle of the work
_MOST_LOSSES = 3  # times that all workers of a task may go before it is given up


@dataclass(eq=False)
class _Task:
    """A task that was handed out, to which workers, and how often those have all gone."""

    work: Callable[[], Any]
    answer: Future[Any] = field(default_factory=Future)
    workers: frozenset[str] = frozenset()
    there: Future[Any] | None = None  # as Dask has it
    losses: int = 0


def check_scheduler(address: str) -> None:
    """Refuse what cannot be the address of a scheduler, and any where Dask is not installed.

    Raises
    ------
    WorkersError
        If it cannot be used.
    """
    if not _ADDRESS.fullmatch(address):
        raise WorkersError(f"{address!r} is no address of a scheduler; one looks like tcp://127.0.0.1:8786")
    if find_spec("distributed") is None:
        raise WorkersError('a scheduler needs Dask, which is not installed: pip install "alliance-market[cluster]"')


class Cluster(Workers):
    """The workers of a Dask scheduler.

    Parameters
    ----------
    address : str
        Address of the scheduler, e.g. ``"tcp://127.0.0.1:8786"``.
    jobs : int, optional
        Tasks handed out at the same time; by default enough to keep all its workers busy.
    tell : callable, optional
        Told what is waited for.

    Raises
    ------
    WorkersError
        If nobody answers, there is no worker, or a worker has another model.
    """

    def __init__(self, address: str, jobs: int | None = None, tell: Callable[[str], None] | None = None) -> None:
        self._address = address
        self._jobs = jobs
        self._tell = tell
        self._last_seen = time.monotonic()
        self._tasks: list[_Task] = []
        self._fits: dict[str, bool] = {}  # whether a worker has this model, by its address
        self._executors: dict[frozenset[str], ClientExecutor] = {}
        with contextlib.ExitStack() as stack:
            stack.enter_context(_dask_is_silent())
            self._client = _connected(address)
            stack.callback(self._client.close, timeout=_TO_CONNECT)
            self._check_workers()
            self._to_close = stack.pop_all()

    def most(self) -> int:
        """Return the given number of jobs, or twice the number of threads that fitting workers have just now."""
        threads = self._fitting()
        self._hand_out_anew(frozenset(threads))
        return self._jobs or max(2, 2 * sum(threads.values()))

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand out a task."""
        task = _Task(partial(fn, *args, **kwargs))
        self._tasks.append(task)
        self._hand_out(task, frozenset(self._fitting()))
        return task.answer

    def look(self) -> None:
        """See whether there are workers, and hand out anew what those had that have gone.

        Raises
        ------
        LostWorkersError
            If the scheduler is gone, or there has been no fitting worker for a minute.
        """
        fitting = frozenset(self._fitting())
        if fitting:
            self._last_seen = time.monotonic()
            self._hand_out_anew(fitting)
        elif time.monotonic() - self._last_seen > _WITHOUT_WORKERS:
            here = f"with the model {model_version()}"
            raise LostWorkersError(f"the scheduler at {self._address} has had no worker {here} for a minute")

    def lost(self) -> LostWorkersError:
        """Return the error for a lost scheduler: Dask drops all tasks then."""
        return LostWorkersError(f"the scheduler at {self._address} is gone, or has dropped the work")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, which goes on without its client."""
        with self._to_close:
            for executor in self._executors.values():
                executor.shutdown(wait=wait and not cancel_futures)

    def _hand_out(self, task: _Task, workers: frozenset[str]) -> None:
        """Hand a task to workers that have this model; where there are none, it waits for some."""
        task.workers = workers
        if not workers:
            return
        with self._at_hand():
            if workers not in self._executors:
                self._executors[workers] = self._client.get_executor(pure=False, workers=sorted(workers))
            there = self._executors[workers].submit(task.work)
        task.there = there
        there.add_done_callback(partial(self._answered, task))

    def _answered(self, task: _Task, there: Future[Any]) -> None:
        """Pass on what came of a task, unless it has been handed to others meanwhile."""
        if there is not task.there:
            return
        with contextlib.suppress(ValueError):
            self._tasks.remove(task)
        if there.cancelled():
            task.answer.cancel()
            task.answer.set_running_or_notify_cancel()
        elif there.exception() is not None:
            task.answer.set_exception(there.exception())
        else:
            task.answer.set_result(there.result())

    def _hand_out_anew(self, fitting: frozenset[str]) -> None:
        """Hand tasks whose workers have all gone to those that are there; Dask would wait for the same to come back."""
        for task in [one for one in self._tasks if fitting and one.workers.isdisjoint(fitting)]:
            before, task.there = task.there, None
            if before is not None:
                before.cancel()
                task.losses += 1
            if task.losses > _MOST_LOSSES:
                self._tasks.remove(task)
                task.answer.set_exception(WorkersError(f"all workers that had it have gone, {task.losses} times"))
            else:
                self._hand_out(task, fitting)

    def _fitting(self) -> dict[str, int]:
        """Return the number of threads of each worker that has this model, by its address."""
        with self._at_hand():
            threads: dict[str, int] = self._client.nthreads()
            new = [worker for worker in threads if worker not in self._fits]
            found = self._client.run(model_version, workers=new, on_error="return") if new else {}
        for worker, version in found.items():
            if not isinstance(version, OSError):  # one that has gone, or is not quite there
                self._fits[worker] = version == model_version()
        return {worker: number for worker, number in threads.items() if self._fits.get(worker)}

    @contextlib.contextmanager
    def _at_hand(self) -> Iterator[None]:
        """Turn what Dask says about a lost scheduler into one error."""
        from distributed.client import ClosedClientError

        try:
            yield
        except (OSError, ClosedClientError) as error:
            raise self.lost() from error

    def _check_workers(self) -> None:
        """Wait for the first worker, and see that all have the model of this process.

        Raises
        ------
        WorkersError
            If there is none, or one has another model.
        """
        if not self._threads() and self._tell is not None:
            self._tell(f"waits up to {_TO_ARRIVE:g} seconds for the first worker of {self._address}")
        try:
            self._client.wait_for_workers(1, timeout=_TO_ARRIVE)
        except OSError as error:
            raise WorkersError(f"the scheduler at {self._address} has no worker") from error
        for worker, version in self._client.run(model_version, on_error="return").items():
            if version != model_version():
                raise WorkersError(_other_model(worker, version))
            self._fits[worker] = True


@contextlib.contextmanager
def _dask_is_silent() -> Iterator[None]:
    """Keep Dask from writing to standard error; what goes wrong comes as an error, or as a record."""
    import distributed  # sets the levels

    loggers = [logging.getLogger(name) for name in (distributed.__name__, distributed.client.__name__)]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _connected(address: str) -> "Client":
    """Return a client of a scheduler.

    Dask itself waits for good where somebody listens and says nothing, or nothing that a scheduler would.

    Raises
    ------
    WorkersError
        If no scheduler answers.
    """
    from distributed import Client

    none = WorkersError(f"no scheduler answers at {address} within {_TO_CONNECT:g} seconds")
    with ThreadPoolExecutor(1) as aside:  # this thread may have an event loop of its own
        kind = aside.submit(asyncio.run, _kind(address)).result()
    if kind != "Scheduler":
        raise none
    try:
        return Client(address, timeout=_TO_CONNECT, set_as_default=False)
    except OSError as error:
        raise none from error


async def _kind(address: str) -> str:
    """Return what says there that it listens, e.g. ``"Scheduler"``; empty for whoever does not speak with Dask.

    Dask's client itself waits for ever for somebody who listens and says nothing.
    """
    from distributed import Security, rpc

    with contextlib.suppress(Exception):  # whatever a stranger makes of it
        access = Security().get_connection_args("client")
        async with asyncio.timeout(_TO_CONNECT), rpc(address, connection_args=access) as listener:
            return str((await listener.identity())["type"])
    return ""


def _other_model(worker: str, version: str | Exception) -> str:
    """Say that a worker cannot be used."""
    theirs = f"has the model {version}" if isinstance(version, str) else f"cannot load the model ({version})"
    return f"the worker {worker} {theirs}, and here it is {model_version()}: install the same on both"
