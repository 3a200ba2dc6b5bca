"""A Dask cluster as workers: the same tasks, on other computers.

The cluster's workers need this package, in the same version; Dask itself is the optional extra ``cluster``. What they
send back is stored here, so that nothing depends on where it was simulated. Dask runs a task again where its worker
died, and gives up after a few deaths; a lost scheduler ends the work.
"""

import contextlib
import logging
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from importlib.util import find_spec
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any

from sim.experiments.workers.base import LostWorkersError, Workers, WorkersError
from sim.results.version import model_version

if TYPE_CHECKING:
    from distributed import Client

_ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9a-fA-F:.%]+\]|[^\s:/\[\]]+):\d{1,5}")
_TO_CONNECT = 30.0  # seconds for a scheduler to answer
_TO_ARRIVE = 600.0  # seconds for the first worker to be there: those of a large cluster may start slowly
_WITHOUT_WORKERS = 60.0  # seconds that a cluster may be without any worker in the middle of the work


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
        with contextlib.ExitStack() as stack:
            stack.enter_context(_dask_is_silent())
            self._client = _connected(address)
            stack.callback(self._client.close, timeout=_TO_CONNECT)
            self._check_workers()
            self._executor = self._client.get_executor(pure=False)
            self._to_close = stack.pop_all()

    def most(self) -> int:
        """Return the given number of jobs, or twice the number of threads that the workers have just now."""
        return self._jobs or max(2, 2 * sum(self._threads().values()))

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand out a task."""
        with self._at_hand():
            future: Future[Any] = self._executor.submit(_with_same_model, model_version(), fn, *args, **kwargs)
        return future

    def look(self) -> None:
        """See whether there are workers.

        Raises
        ------
        LostWorkersError
            If the scheduler is gone, or there has been no worker for a minute.
        """
        if self._threads():
            self._last_seen = time.monotonic()
        elif time.monotonic() - self._last_seen > _WITHOUT_WORKERS:
            raise LostWorkersError(f"the scheduler at {self._address} has had no worker for a minute")

    def lost(self) -> LostWorkersError:
        """Return the error for a lost scheduler: Dask drops all tasks then."""
        return LostWorkersError(f"the scheduler at {self._address} is gone, or has dropped the work")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, which goes on without its client."""
        with self._to_close:
            self._executor.shutdown(wait=wait and not cancel_futures)

    def _threads(self) -> dict[str, int]:
        """Return the number of threads of each worker, by its address."""
        with self._at_hand():
            threads: dict[str, int] = self._client.nthreads()
        return threads

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


@contextlib.contextmanager
def _dask_is_silent() -> Iterator[None]:
    """Keep Dask from writing to standard error; what goes wrong comes as an error, or as a record."""
    import distributed  # sets the levels

    # Callbacks that an interruption ends are told by tornado, on which Dask runs.
    names = distributed.__name__, distributed.client.__name__, "tornado.application"
    loggers = [logging.getLogger(name) for name in names]
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

    came: Queue[Client | Exception] = Queue()

    def connect() -> None:
        try:
            came.put(Client(address, timeout=_TO_CONNECT, set_as_default=False))
        except Exception as error:  # noqa: BLE001 - for whoever waits
            came.put(error)

    threading.Thread(target=connect, daemon=True).start()
    try:
        answer = came.get(timeout=2 * _TO_CONNECT)
    except Empty:
        raise WorkersError(f"whoever listens at {address} does not answer as a scheduler of Dask does") from None
    if isinstance(answer, Client):
        return answer
    if isinstance(answer, OSError):
        raise WorkersError(f"no scheduler answers at {address} within {_TO_CONNECT:g} seconds") from answer
    raise WorkersError(f"the scheduler at {address} cannot be used: {answer}") from answer


def _with_same_model(version: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """Do a task on a worker, which may have joined the cluster after the others were asked for their model.

    Raises
    ------
    WorkersError
        If this worker has another model.
    """
    if model_version() != version:
        raise WorkersError(f"its worker on the cluster has the model {model_version()}, not {version}")
    return function(*arguments)


def _other_model(worker: str, version: str | Exception) -> str:
    """Say that a worker cannot be used."""
    theirs = f"has the model {version}" if isinstance(version, str) else f"cannot load the model ({version})"
    return f"the worker {worker} {theirs}, and here it is {model_version()}: install the same on both"
