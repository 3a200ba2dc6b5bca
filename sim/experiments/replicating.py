"""One replication as a task for a worker, and many of them into their stores."""

from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, zip_longest
from typing import Any, TypeVar

import pyarrow as pa

from sim.experiments.execution import Execution, Interrupted, Simulate
from sim.experiments.workers import compiling
from sim.experiments.workers.base import LostWorkersError, Workers, WorkersError
from sim.experiments.workers.cluster import Cluster
from sim.experiments.workers.executors import available_cores, completed, open_local
from sim.experiments.workers.limits import limited
from sim.experiments.workers.local_processes import check_is_found
from sim.results.records import Failure, Finished, Keep, Key
from sim.results.store import Store
from sim.scenario import Scenario

FEWEST_TASKS = 16
"""With fewer tasks some workers would idle while others finish."""
_NO_ANSWER = "the worker process gave no answer (killed, or out of memory?{}): "

Part = TypeVar("Part")


@dataclass(frozen=True)
class Job:
    """One seed of one scenario.

    Attributes
    ----------
    key : Key
        What it is called.
    scenario : Scenario
        What is simulated.
    keep : callable
        What is kept of the replication.
    changes : dict of str to object
        What is changed in the scenario first, by dotted path.
    """

    key: Key
    scenario: Scenario
    keep: Keep
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Work:
    """Replications that go into one store.

    Attributes
    ----------
    store : Store
        Where they go.
    job : callable
        Returns what to do for a key.
    at_once : int
        Most replications of one task: more where handing out a task costs much of what a replication does.
    """

    store: Store
    job: Callable[[Key], Job]
    at_once: int = 1

    def tasks(self, missing: Sequence[Key]) -> list[tuple["Work", tuple[Job, ...]]]:
        """Return the missing replications as tasks."""
        size = min(self.at_once, max(1, len(missing) // FEWEST_TASKS))
        jobs = [self.job(key) for key in missing]
        return [(self, tuple(jobs[start : start + size])) for start in range(0, len(jobs), size)]


@dataclass(frozen=True)
class Task:
    """Some jobs that a worker does one after the other.

    Attributes
    ----------
    number : int
        Which task.
    jobs : tuple of Job
        What to do.
    simulate : callable or None
        Simulates one seed; None for the market.
    threads : int
        Threads of the market; nothing that it returns depends on them.
    timeout : float or None
        Seconds that each of them may take.
    """

    number: int
    jobs: tuple[Job, ...]
    simulate: Simulate | None
    threads: int
    timeout: float | None


Answer = tuple[Finished | None, tuple[Failure, ...]]
"""What went through, and what did not."""


def replicate(task: Task) -> Answer:
    """Simulate the replications of a task; whatever goes wrong with one of them becomes a record."""
    done: list[tuple[Key, dict[str, pa.Table], dict[str, float]]] = []
    failures: list[Failure] = []
    for job in task.jobs:
        try:
            simulate = task.simulate or market(task.threads)
            scenario = job.scenario.with_(**job.changes) if job.changes else job.scenario
            with limited(task.timeout):
                replication = simulate(scenario, job.key.seed)
            done.append((job.key, job.keep(job.key, replication), dict(replication.timings)))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the other replications go on
            failures.append(Failure.of(job.key, error))
    if not done:
        return None, tuple(failures)
    keys, tables, timings = zip(*done, strict=True)
    joined = {name: pa.concat_tables([one[name] for one in tables]) for name in tables[0]}
    return Finished(keys, joined, timings), tuple(failures)


def market(threads: int) -> Simulate:
    """Return the simulation of the market; importing it takes a while."""
    compiling.find_room_for_cache()
    from sim.market.replication import simulate

    return partial(simulate, threads=threads)


def fill(works: Sequence[Work], execution: Execution) -> None:
    """Run what is missing in some stores, all with the same workers.

    Parameters
    ----------
    works : sequence of Work
        What to do, and where it goes.
    execution : Execution
        How.

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
    total = done = sum(len(work.store.asked) for work in works)
    try:
        with ExitStack() as stack:
            missing = [stack.enter_context(work.store.filling(execution.tell)) for work in works]
            done -= sum(map(len, missing))
            execution.advance(done, total, "")
            queue = _interleaved([work.tasks(keys) for work, keys in zip(works, missing, strict=True)])
            answers = _answers([jobs for _, jobs in queue], execution)
            for task, answer in stack.enter_context(closing(answers)):
                store = queue[task.number][0].store
                finished, failures = answer if isinstance(answer, tuple) else (None, _lost(task, answer))
                if finished is not None:
                    store.put(finished)
                for failure in failures:
                    store.fail(failure)
                done += len(task.jobs)
                execution.advance(done, total, task.jobs[-1].key.scenario)
    except KeyboardInterrupt as error:
        raise Interrupted(f"interrupted after {_so_far(done, total, works)}") from error
    except LostWorkersError as error:
        raise LostWorkersError(f"{error}, after {_so_far(done, total, works)}") from error


def _answers(
    queue: Sequence[tuple[Job, ...]], execution: Execution
) -> Generator[tuple[Task, Answer | BaseException], None, None]:
    """Do tasks where they are asked for, and yield the answers as they come."""
    workers = execution.jobs or max(1, min(available_cores(), len(queue)))
    threads = 1 if execution.scheduler else max(1, available_cores() // max(1, min(workers, len(queue))))
    tasks = [Task(number, jobs, execution.simulate, threads, execution.timeout) for number, jobs in enumerate(queue)]
    if execution.scheduler is not None:
        address = execution.scheduler
        return completed(replicate, tasks, workers, lambda _: Cluster(address, execution.jobs, execution.tell))
    if execution.simulate is None:
        own_process = execution.timeout is not None  # which can be ended
        open_workers = partial(open_local, own_process=own_process)
        return completed(replicate, tasks, workers, open_workers, partial(_compile_first, tasks, execution))
    if workers > 1:
        check_is_found(execution.simulate)
    return completed(replicate, tasks, workers)


def _compile_first(tasks: Sequence[Task], execution: Execution, workers: Workers) -> None:
    """Compile the laws once, where that has not been done on this machine, before all workers need them."""
    scenario = tasks[0].jobs[0].scenario
    if execution.timeout is not None and scenario.parameters.rules.code:
        return  # a rule that never ends would not end here either
    with suppress(BrokenExecutor):  # a worker that has died is noticed when it is handed a task
        if not workers.submit(compiling.is_compiled).result():
            execution.tell(compiling.notice())
            workers.submit(compiling.compile_laws, scenario).result()


def _interleaved(queues: Sequence[Sequence[Part]]) -> list[Part]:
    """Return tasks seed by seed, so that an interrupted comparison has pairs."""
    return [task for task in chain.from_iterable(zip_longest(*queues)) if task is not None]


def _lost(task: Task, error: BaseException) -> tuple[Failure, ...]:
    """Return the records of replications whose worker gave no answer."""
    slow = "" if task.timeout is None else f", or not done after {task.timeout:g} seconds"
    why = "" if isinstance(error, WorkersError) else _NO_ANSWER.format(slow)
    return tuple(Failure.of(job.key, error, why) for job in task.jobs)


def _so_far(done: int, total: int, works: Sequence[Work]) -> str:
    """Say what is left after the work has stopped."""
    text = f"{done} of {total} replications"
    folders = [str(work.store.folder) for work in works if work.store.folder is not None]
    return f"{text}; they are kept in {', '.join(folders)}, and the same command goes on" if folders else text
