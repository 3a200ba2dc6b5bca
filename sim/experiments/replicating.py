"""One replication as a task for a worker, and many of them into their runs."""

import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import chain, zip_longest

from sim.experiments.executors import OpenExecutor, available_cores, completed, open_executor
from sim.results.memory_run import MemoryRun
from sim.results.replications import Failure, Finished, Replication
from sim.results.run_folder import RunFolder
from sim.scenario import Scenario

Simulate = Callable[[Scenario, int], Replication]
Progress = Callable[[int, int, str], None]
Run = RunFolder | MemoryRun


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
    """

    position: int
    scenario: Scenario
    seed: int
    simulate: Simulate | None


def replicate(job: Job) -> Finished | Failure:
    """Simulate one seed; whatever goes wrong becomes a record."""
    try:
        simulate = job.simulate or _market()
        return Finished.of(simulate(job.scenario, job.seed), job.seed)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the other replications go on
        return _failure(job, error)


def _market() -> Simulate:
    """Return the simulation of the market; importing it takes a while."""
    from sim.market.replication import simulate

    return simulate


def _failure(job: Job, error: BaseException) -> Failure:
    """Return the record of an error."""
    text = "".join(traceback.format_exception(error))
    return Failure(job.scenario.name, job.seed, type(error).__name__, str(error), text)


def fill(
    runs: Sequence[tuple[Scenario, Run]],
    jobs: int | None = None,
    simulate: Simulate | None = None,
    progress: Progress | None = None,
    open_executor: OpenExecutor = open_executor,
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
    open_executor : callable
        Returns an executor for a number of jobs.

    Raises
    ------
    Interrupted
        After a keyboard interrupt.
    ResultsError
        If a folder cannot be used or written.
    """
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs must be 1 or more, not {jobs}")
    total = done = 0
    try:
        with ExitStack() as stack:
            missing = [stack.enter_context(run.filling()) for _, run in runs]
            total = sum(len(run.asked) for _, run in runs)
            done = total - sum(map(len, missing))
            tell = progress or _silence
            tell(done, total, "")
            queue = _interleaved(
                [
                    [Job(position, scenario, seed, simulate) for seed in seeds]
                    for position, ((scenario, _), seeds) in enumerate(zip(runs, missing, strict=True))
                ]
            )
            workers = jobs or min(available_cores(), total)
            answers = stack.enter_context(closing(completed(replicate, queue, workers, open_executor)))
            for job, answer in answers:
                run = runs[job.position][1]
                if isinstance(answer, Finished):
                    run.store(answer)
                else:
                    run.record(answer if isinstance(answer, Failure) else _lost(job, answer))
                done += 1
                tell(done, total, job.scenario.name)
    except KeyboardInterrupt as error:
        raise Interrupted(_farewell(done, total, [run for _, run in runs])) from error


def _interleaved(queues: Iterable[Sequence[Job]]) -> list[Job]:
    """Return the jobs seed by seed, so that an interrupted comparison has pairs."""
    return [job for job in chain.from_iterable(zip_longest(*queues)) if job is not None]


def _lost(job: Job, error: BaseException) -> Failure:
    """Return the record of a replication whose worker gave no answer."""
    failure = _failure(job, error)
    message = f"the worker process gave no answer (killed, or out of memory?): {failure.message}"
    return Failure(failure.scenario, failure.seed, failure.error, message, failure.traceback)


def _silence(done: int, total: int, label: str) -> None:
    """Tell nobody."""


def _farewell(done: int, total: int, runs: Sequence[Run]) -> str:
    """Say what is left after an interruption."""
    if any(run.folder is None for run in runs):
        return f"interrupted after {done} of {total} replications"
    folders = ", ".join(str(run.folder) for run in runs)
    return f"interrupted after {done} of {total} replications; they are kept in {folders}, and the same command goes on"
