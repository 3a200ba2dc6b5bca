"""Tasks, the processes that do them, and processes that die."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from sim.experiments.workers import executors, local_processes
from sim.experiments.workers.base import InProcess, LostWorkersError, Workers, WorkersError
from sim.experiments.workers.executors import completed, open_local
from sim.experiments.workers.local_processes import LocalProcesses

pytestmark = pytest.mark.study

LONG_RUN = """
import os, sys, time
from sim.experiments.workers.executors import completed
from tests.experiments.workers.test_executors import report_and_sleep

for _ in completed(report_and_sleep, [sys.argv[1]] * 4, jobs=2):
    pass
"""


def square(number: int) -> int:
    return number * number


def square_or_die(number: int) -> int:
    if number == 2:
        time.sleep(0.2)  # so that others are in flight
        os._exit(13)
    return number * number


def report_and_sleep(folder: str) -> None:
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(60)


def unpicklable(number: int) -> Any:
    return lambda: number


class Counting(Workers):
    """Counts the tasks that were handed out and are not yet done."""

    def __init__(self, jobs: int) -> None:
        self.threads = ThreadPoolExecutor(jobs)
        self.handed_out = self.most_so_far = 0

    def most(self) -> int:
        return 4

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.handed_out += 1
        self.most_so_far = max(self.most_so_far, self.handed_out)
        future = self.threads.submit(fn, *args, **kwargs)
        future.add_done_callback(self._done)
        return future

    def _done(self, _: Future[Any]) -> None:
        self.handed_out -= 1


def wait_until(condition: Any) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until, "waited a minute in vain"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_one_job_runs_in_this_process_one_task_after_the_other():
    log: list[str] = []
    for _, answer in completed(lambda task: log.append(f"did {task}") or os.getpid(), [1, 2, 3], jobs=1):
        assert answer == os.getpid()
        log.append("stored")
    assert log == ["did 1", "stored", "did 2", "stored", "did 3", "stored"]
    assert isinstance(open_local(1), InProcess)


def test_an_error_is_an_answer():
    answers = dict(completed(lambda task: 1 // task, [0, 1], jobs=1))
    assert isinstance(answers[0], ZeroDivisionError)
    assert answers[1] == 1


def test_few_more_tasks_are_handed_out_than_can_run_at_once():
    opened_so_far: list[Counting] = []

    def opened(jobs: int) -> Workers:
        opened_so_far.append(Counting(jobs))
        return opened_so_far[-1]

    answers = sorted(completed(square, list(range(100)), 2, opened))
    assert answers == [(number, number * number) for number in range(100)]
    assert opened_so_far[0].most_so_far <= 4


def test_a_task_that_kills_its_process_takes_no_other_task_with_it():
    answers = dict(completed(square_or_die, list(range(7)), jobs=2))
    assert type(answers.pop(2)).__name__ == "BrokenProcessPool"
    assert answers == {number: number * number for number in (0, 1, 3, 4, 5, 6)}


def test_an_answer_that_cannot_be_sent_is_an_error():
    [(_, answer)] = completed(unpicklable, [1], 2)
    assert isinstance(answer, Exception)


def test_leaving_early_ends_the_workers_at_once(tmp_path):
    opened_so_far: list[LocalProcesses] = []

    def opened(jobs: int) -> Workers:
        opened_so_far.append(LocalProcesses(jobs))
        return opened_so_far[-1]

    tasks = completed(report_or_square, [str(tmp_path), "3"], 2, opened)
    assert next(tasks) == ("3", 9)
    wait_until(lambda: list(tmp_path.iterdir()))
    tasks.close()
    assert not any(is_alive(int(path.name)) for path in tmp_path.iterdir())


@pytest.fixture
def usual_interruptions():
    """What Python does on an interruption, whatever a notebook in the same process has left behind."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("usual_interruptions")
def test_an_interruption_waits_while_a_worker_is_started():
    done = []

    def start() -> None:
        with local_processes._interruptions_wait():
            signal.raise_signal(signal.SIGINT)
            done.append("started")

    with pytest.raises(KeyboardInterrupt):
        start()
    assert done == ["started"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def report_or_square(text: str) -> int:
    if not text.isdecimal():
        report_and_sleep(text)
    return int(text) ** 2


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_workers_end_with_a_killed_parent(tmp_path):
    script = tmp_path / "long_run.py"
    script.write_text(LONG_RUN)
    pids = tmp_path / "pids"
    pids.mkdir()
    root = str(Path(__file__).parents[3])
    with subprocess.Popen([sys.executable, script, pids], env=os.environ | {"PYTHONPATH": root}) as parent:
        wait_until(lambda: len(list(pids.iterdir())) == 2)
        parent.send_signal(signal.SIGKILL)
    wait_until(lambda: not any(is_alive(int(path.name)) for path in pids.iterdir()))


def test_where_no_worker_stays_alive_it_is_said(monkeypatch):
    class Stillborn(LocalProcesses):
        def submit(self, *_: Any) -> Any:
            raise BrokenProcessPool

    monkeypatch.setattr(executors, "LocalProcesses", Stillborn)
    with pytest.raises(WorkersError, match="worker processes end as soon as they start; use one job at a time"):
        list(completed(square, [1, 2], jobs=2))


def test_a_dropped_task_ends_the_work():
    class Dropping(InProcess):
        def submit(self, *_: Any) -> Any:
            future: Future[Any] = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    with pytest.raises(LostWorkersError, match="dropped a task"):
        list(completed(square, [1, 2], 1, lambda _: Dropping()))


def test_workers_that_are_silent_are_looked_at(monkeypatch):
    class Silent(InProcess):
        def submit(self, *_: Any) -> Any:
            return Future()

        def look(self) -> None:
            raise LostWorkersError("nobody is left")

    monkeypatch.setattr(executors, "_GLANCE", 0.01)
    with pytest.raises(LostWorkersError, match="nobody is left"):
        list(completed(square, [1, 2], 1, lambda _: Silent()))
