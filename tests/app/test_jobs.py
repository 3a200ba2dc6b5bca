import asyncio
import os
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.app.findings import Findings
from sim.app.jobs import Job, Queue
from sim.app.messages import Advanced, Broken, Refused, Stopped
from tests.app.small_question import small_question

pytestmark = pytest.mark.study


def told(seeds="1..2", other="open", out=None, messages=None):
    """Return a job that notes what it is told."""
    return Job(small_question(seeds, other).asked(), out, (messages if messages is not None else []).append)


def answer(*jobs, queue=None):
    async def together():
        shared = queue or Queue()
        return await asyncio.gather(*(job.result(shared) for job in jobs))

    return asyncio.run(together())


def test_a_job_comes_to_findings_in_the_results_folder_and_tells_how_far_it_is(tmp_path):
    messages = []
    (found,) = answer(told(out=tmp_path, messages=messages))
    assert isinstance(found, Findings)
    assert found.folder.parent == tmp_path
    assert found.seeds == 2
    progress = [one for one in messages if isinstance(one, Advanced)]
    assert [one.done for one in progress] == [0, 1, 2, 3, 4]
    assert {one.total for one in progress} == {4}


def test_what_a_page_has_answered_is_not_asked_for_again_while_its_folder_is_there(tmp_path):
    queue, job = Queue(), told()
    found = SimpleNamespace(folder=tmp_path / "results")
    queue.remember(job, found)
    assert queue.answer_to(told()) is None
    found.folder.mkdir()
    assert queue.answer_to(told()) is found
    assert queue.answer_to(told("1..3")) is None
    assert answer(told(), queue=queue) == [found]


def test_only_findings_are_kept_and_only_the_latest():
    queue, first = Queue(), told("1")
    queue.remember(first, Stopped())
    assert queue.answer_to(first) is None
    for number in range(1, 12):
        queue.remember(told(str(number)), SimpleNamespace(folder=Path()))
    assert queue.answer_to(first) is None
    assert queue.answer_to(told("11")) is not None


def test_equal_scenarios_are_refused_in_words(tmp_path):
    question = small_question()
    question.set_both("contracts.microsoft-openai.access", "open")
    (refused,) = answer(Job(question.asked(), tmp_path, lambda _: None))
    assert isinstance(refused, Refused)
    assert "resolve to the same thing" in refused.text


def test_a_process_that_is_killed_is_our_fault(tmp_path):
    async def kill():
        job = told(out=tmp_path)
        queue = Queue()
        waiting = asyncio.create_task(job.result(queue))
        while job.process_id is None:
            await asyncio.sleep(0.01)
        os.kill(job.process_id, signal.SIGKILL)
        return await waiting, queue.is_idle

    broken, is_idle = asyncio.run(kill())
    assert isinstance(broken, Broken)
    assert "killed" in broken.text
    assert is_idle


@pytest.mark.study
def test_a_job_can_be_stopped_keeps_what_is_finished_and_goes_on_from_there(tmp_path):
    async def stop():
        messages = []
        job = told("1..12", None, tmp_path, messages)
        queue = Queue()
        waiting = asyncio.create_task(job.result(queue))
        while not any(isinstance(one, Advanced) and one.done for one in messages):
            await asyncio.sleep(0.01)
        job.cancel()
        return await waiting, queue.is_idle

    stopped, is_idle = asyncio.run(stop())
    assert isinstance(stopped, Stopped)
    assert is_idle
    messages = []
    (found,) = answer(told("1..12", None, tmp_path, messages))
    assert isinstance(found, Findings)
    assert 0 < messages[0].done < 12


def test_a_job_that_waits_can_be_stopped_before_it_begins():
    async def stop():
        queue = Queue(most=0)
        job = told()
        waiting = asyncio.create_task(job.result(queue))
        await asyncio.sleep(0.05)
        job.cancel()
        return await waiting, queue.is_idle

    assert asyncio.run(stop()) == (Stopped(), True)


def in_place(queue, job, log, name):
    async def work():
        async with queue.place(job):
            log.append(name)
            await asyncio.sleep(0.05)
            log.append(f"/{name}")

    return work()


@pytest.mark.parametrize(("most", "expected"), [(1, ["a", "/a", "b", "/b"]), (2, ["a", "b", "/a", "/b"])])
def test_no_more_jobs_work_at_once_than_there_are_places(most, expected):
    log = []

    async def both():
        queue = Queue(most)
        await asyncio.gather(in_place(queue, told("1"), log, "a"), in_place(queue, told("2"), log, "b"))

    asyncio.run(both())
    assert log == expected


def test_jobs_that_would_write_the_same_run_follow_each_other_and_hold_up_nobody_else():
    log = []

    async def three():
        queue = Queue(2)
        jobs = (told("1", "open"), told("1", "base"), told("2", "open"))
        await asyncio.gather(*(in_place(queue, job, log, name) for job, name in zip(jobs, "abc", strict=True)))

    asyncio.run(three())
    assert log.index("a") < log.index("c") < log.index("/a") < log.index("b")


def test_stopping_everything_leaves_no_process(tmp_path):
    async def stop():
        queue = Queue()
        job = told("1..12", None, tmp_path)
        waiting = asyncio.create_task(job.result(queue))
        while job.process_id is None:
            await asyncio.sleep(0.01)
        await queue.stop_all()
        return await waiting, job.process_id

    stopped, process = asyncio.run(stop())
    assert isinstance(stopped, Stopped)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
