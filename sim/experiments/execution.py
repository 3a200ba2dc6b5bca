"""How many replications are run: where, how many at a time, and who is told about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from sim.experiments.workers.base import WorkersError
from sim.experiments.workers.cluster import check_scheduler
from sim.results.records import Replication
from sim.scenario import Scenario

Simulate = Callable[[Scenario, int], Replication]
Progress = Callable[[int, int, str], None]
Notice = Callable[[str], None]


class Interrupted(KeyboardInterrupt):
    """The user stopped the work; what was finished is kept where there is an output folder."""


class ExecutionOptions(TypedDict, total=False):
    """What can be said of an `Execution`, as keyword arguments."""

    jobs: int | None
    scheduler: str | None
    progress: Progress | None
    notice: Notice | None
    simulate: Simulate | None
    timeout: float | None


@dataclass(frozen=True)
class Execution:
    """How replications are run. What they come to does not depend on it.

    Attributes
    ----------
    jobs : int, optional
        Replications at the same time; by default as many as there are cores. With 1 they run in this process.
    scheduler : str, optional
        Address of a Dask scheduler, e.g. ``"tcp://127.0.0.1:8786"``, whose workers do it, `jobs` at a time; by default
        processes on this computer.
    progress : callable, optional
        Told replications done, replications asked for, and the name of the scenario that just advanced.
    notice : callable, optional
        Told why it takes a while until the first replication begins, and what is repaired.
    simulate : callable, optional
        Simulates one seed of a scenario; the market by default.
    timeout : float, optional
        Seconds that one replication may take; one that takes longer is a failure. No limit by default.

    Raises
    ------
    ValueError
        If there would be no job, or no time.
    WorkersError
        If the address of the scheduler is none, or there is a limit of time on a cluster, where nobody could keep it.
    """

    jobs: int | None = None
    scheduler: str | None = None
    progress: Progress | None = None
    notice: Notice | None = None
    simulate: Simulate | None = None
    timeout: float | None = None

    def __post_init__(self) -> None:
        if self.jobs is not None and self.jobs < 1:
            raise ValueError(f"jobs must be 1 or more, not {self.jobs}")
        if self.timeout is not None and not self.timeout > 0.0:
            raise ValueError(f"timeout must be above 0 seconds, not {self.timeout}")
        if self.timeout is not None and self.scheduler is not None:
            raise WorkersError("the time of a replication can be limited on this computer only, not on a cluster")
        if self.scheduler is not None:
            check_scheduler(self.scheduler)

    def advance(self, done: int, total: int, label: str) -> None:
        """Tell how far it came."""
        if self.progress is not None:
            self.progress(done, total, label)

    def tell(self, text: str) -> None:
        """Tell why something takes a while, or is done again."""
        if self.notice is not None:
            self.notice(text)
