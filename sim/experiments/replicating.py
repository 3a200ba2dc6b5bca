"""One replication as a task for a worker, and many of them into their runs."""

import traceback
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain, zip_longest
from typing import TypeVar

from sim.experiments.workers import compiling
from sim.experiments.workers.base import LostWorkersError, Workers, WorkersError
from sim.experiments.workers.cluster import Cluster, check_scheduler
from sim.experiments.workers.executors import available_cores, completed, open_local
from sim.experiments.workers.local_processes import check_is_found
from sim.results.memory_run import MemoryRun
from sim.results.replications import CompletedReplication, Failure, Replication
from sim.results.run_folder import RunFolder
from sim.scenario import Scenario

Simulate = Callable[[Scenario, int], Replication]
Progress = Callable[[int, int, str], None]
Notice = Callable[[str], None]
Run = RunFolder | MemoryRun
Task = TypeVar("Task")
Answer = TypeVar("Answer")


class Interrupted(KeyboardInterrupt):
    """The user stopped the work; what was finished is kept where there is an output folder."""


@dataclass(frozen=True)
class Job:
    """One seed of one scenario.

    Attributes
    ----------
    position : int
        Which of the scenarios that are run together.
    scenario : Scenario
        What is simulated.
    seed : int
        Seed of the replication.
    simulate : callable or None
        Simulates one seed; None for the market.
    threads : int
        Threads of the market; nothing that it returns depends on them.
    """

    position: int
    scenario: Scenario
    seed: int
    simulate: Simulate | None
    threads: int


def replicate(job: Job) -> CompletedReplication | Failure:
    """Simulate one seed; whatever goes wrong becomes a record."""
    try:
        simulate = job.simulate or market(job.threads)
        return CompletedReplication.of(simulate(job.scenario, job.seed), job.seed)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the other replications go on
        return _failure(job, error)


def market(threads: int) -> Simulate:
    """Return the simulation of the market; importing it takes a while."""
    compiling.find_room_for_cache()
    from sim.market.replication import simulate

    return partial(simulate, threads=threads)


def _failure(job: Job, error: BaseException) -> Failure:
    """Return the record of an error."""
    text = "".join(traceback.format_exception(error))
    return Failure(job.scenario.name, job.seed, type(error).__name__, str(error), text)


def check_workers_asked_for(jobs: int | None, scheduler: str | None) -> None:
    """Refuse what cannot be done before anything is touched.

    Raises
    ------
    ValueError
        If there would be no job.
    WorkersError
        If the address of the scheduler is none.
    """
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs must be 1 or more, not {jobs}")
    if scheduler is not None:
        check_scheduler(scheduler)


def fill(
    runs: Sequence[tuple[Scenario, Run]],
    jobs: int | None = None,
    simulate: Simulate | None = None,
    progress: Progress | None = None,
    scheduler: str | None = None,
    notice: Notice | None = None,
) -> None:
    """Run what is missing in some runs, all with the same workers.

    Parameters
    ----------
    runs : sequence of (Scenario, run)
        Scenarios, and where their replications go.
    jobs : int, optional
        Replications at the same time; by default as many as there are cores. With 1 they run in this process.
    simulate : callable, optional
        Simulates one seed of a scenario; the market by default.
    progress : callable, optional
        Told replications done, replications asked for, and the name of the scenario that just advanced.
    scheduler : str, optional
        Address of a Dask scheduler whose workers do it; by default processes on this computer.
    notice : callable, optional
        Told why it takes a while until the first replication begins.

    Raises
    ------
    Interrupted
        After a keyboard interrupt.
    LostWorkersError
        If the workers are gone for good; what was finished is kept where there is an output folder.
    ResultsError
        If a folder cannot be used or written.
    WorkersError
        If the workers cannot be used as asked.
    """
    check_workers_asked_for(jobs, scheduler)
    total = done = 0
    try:
        with ExitStack() as stack:
            missing = [stack.enter_context(run.filling()) for _, run in runs]
            total = sum(len(run.asked) for _, run in runs)
            done = total - sum(map(len, missing))
            tell = progress or _silence
            tell(done, total, "")
            scenarios = [scenario for scenario, _ in runs]
            answers = _answers(scenarios, missing, jobs, simulate, scheduler, notice)
            for job, answer in stack.enter_context(closing(answers)):
                run = runs[job.position][1]
                if isinstance(answer, CompletedReplication):
                    run.store(answer)
                else:
                    run.record(answer if isinstance(answer, Failure) else _lost(job, answer))
                done += 1
                tell(done, total, job.scenario.name)
    except KeyboardInterrupt as error:
        raise Interrupted(f"interrupted after {_so_far(done, total, runs)}") from error
    except LostWorkersError as error:
        raise LostWorkersError(f"{error}, after {_so_far(done, total, runs)}") from error


def _answers(
    scenarios: Sequence[Scenario],
    missing: Sequence[Sequence[int]],
    jobs: int | None,
    simulate: Simulate | None,
    scheduler: str | None,
    notice: Notice | None,
) -> Generator[tuple[Job, CompletedReplication | Failure | BaseException], None, None]:
    """Yield the missing replications of some scenarios as they come."""
    count = sum(map(len, missing))
    workers = jobs or max(1, min(available_cores(), count))
    threads = 1 if scheduler else max(1, available_cores() // max(1, min(workers, count)))
    queue = _interleaved(
        [
            [Job(position, scenario, seed, simulate, threads) for seed in seeds]
            for position, (scenario, seeds) in enumerate(zip(scenarios, missing, strict=True))
        ]
    )
    return spread(replicate, queue, scenarios[0], jobs, simulate=simulate, scheduler=scheduler, notice=notice)


def spread(
    function: Callable[[Task], Answer],
    tasks: Sequence[Task],
    scenario: Scenario,
    jobs: int | None,
    *,
    simulate: Simulate | None,
    scheduler: str | None,
    notice: Notice | None,
) -> Generator[tuple[Task, Answer | BaseException], None, None]:
    """Do tasks that simulate where they are asked for, and yield the answers as they come.

    Parameters
    ----------
    function : callable
        What to do with a task.
    tasks : sequence
        The tasks.
    scenario : Scenario
        One to compile the laws with, where that has not been done on this machine.
    jobs, scheduler, notice
        As for `fill`.
    simulate : callable or None
        What simulates in these tasks; None for the market.

    Raises
    ------
    WorkersError
        If the workers cannot be used as asked.
    """
    workers = jobs or max(1, min(available_cores(), len(tasks)))
    if scheduler is not None:
        return completed(function, tasks, workers, lambda _: Cluster(scheduler, jobs))
    if simulate is None:
        return completed(function, tasks, workers, open_local, partial(_compile_first, scenario, notice or _no_notice))
    if workers > 1:
        check_is_found(simulate)
    return completed(function, tasks, workers)


def _compile_first(scenario: Scenario, notice: Notice, workers: Workers) -> None:
    """Compile the laws once, where that has not been done on this machine, before all workers need them."""
    with suppress(BrokenExecutor):  # a worker that has died is noticed when it is handed a task
        if not workers.submit(compiling.is_compiled).result():
            notice(compiling.notice())
            workers.submit(compiling.compile_laws, scenario).result()


def _interleaved(queues: Iterable[Sequence[Job]]) -> list[Job]:
    """Return the jobs seed by seed, so that an interrupted comparison has pairs."""
    return [job for job in chain.from_iterable(zip_longest(*queues)) if job is not None]


def _lost(job: Job, error: BaseException) -> Failure:
    """Return the record of a replication whose worker gave no answer."""
    failure = _failure(job, error)
    if isinstance(error, WorkersError):
        return failure
    message = f"the worker process gave no answer (killed, or out of memory?): {failure.message}"
    return Failure(failure.scenario, failure.seed, failure.error, message, failure.traceback)


def _silence(done: int, total: int, label: str) -> None:
    """Tell nobody."""


def _no_notice(text: str) -> None:
    """Tell nobody."""


def _so_far(done: int, total: int, runs: Sequence[tuple[Scenario, Run]]) -> str:
    """Say what is left after the work has stopped."""
    if any(run.folder is None for _, run in runs):
        return f"{done} of {total} replications"
    folders = ", ".join(str(run.folder) for _, run in runs)
    return f"{done} of {total} replications; they are kept in {folders}, and the same command goes on"
