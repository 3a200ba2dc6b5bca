"""Jobs: simulating for visitors in processes of their own, a few at a time."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sim.app.messages import HEADER, Advanced, Broken, Order, Stopped, Waiting, content_of, length_of, packed
from sim.app.question import Asked

MOST_AT_ONCE = 2
MOST_ANSWERS = 8  # of about 5 MB
PATIENCE = 20.0  # seconds that a process gets to end by itself after it was asked to

Tell = Callable[[Advanced | Waiting], None]


class Job:
    """One question of one visitor, in a process of its own.

    Parameters
    ----------
    asked : Asked
        What to simulate.
    out : Path
        Where results go.
    tell : callable
        Told how it goes.

    Attributes
    ----------
    process_id : int or None
        Of the process that simulates, once there is one.
    """

    def __init__(self, asked: Asked, out: Path, tell: Tell) -> None:
        self.order = Order(asked.scenarios, asked.seeds, out, asked.draws)
        self.runs = frozenset((scenario.digest(), asked.seeds) for scenario in asked.scenarios)
        self.process_id: int | None = None
        self._tell = tell
        self._task: asyncio.Task[Any] | None = None

    async def result(self, queue: "Queue") -> Any:
        """Wait for a place in the queue, simulate, and return the last message of the process.

        Returns
        -------
        Findings, Stopped, Refused or Broken
            What came of it.
        """
        self._task = asyncio.create_task(self._work(queue))
        try:
            return await self._task
        except asyncio.CancelledError:
            return Stopped()

    @property
    def key(self) -> Hashable:
        """What is equal for jobs with equal answers."""
        return tuple((one.name, one.title, one.digest()) for one in self.order.scenarios), self.order.seeds

    def cancel(self) -> None:
        """Stop; what is finished is kept."""
        if self._task is not None:
            self._task.cancel()

    async def ended(self) -> None:
        """Wait until there is nothing left of it."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _work(self, queue: "Queue") -> Any:
        known = queue.answer_to(self)
        if known is not None:
            return known
        async with queue.place(self):
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "sim.app.simulation",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                start_new_session=True,  # an interruption in the terminal is for the page, which then ends its jobs
            )
            self.process_id = process.pid
            answer = await _conversation(process, self.order, self._tell)
            queue.remember(self, answer)
            return answer


async def _conversation(process: asyncio.subprocess.Process, order: Order, tell: Tell) -> Any:
    """Hand out the order and return the last message; see to it that the process ends."""
    assert process.stdin is not None, "the process reads from a pipe"
    try:
        try:
            process.stdin.write(packed(order))
            return await _last_message(process, tell)
        except asyncio.CancelledError:
            process.stdin.close()
            async with asyncio.timeout(PATIENCE):
                return await _last_message(process, tell)
    except TimeoutError:
        return Stopped()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _last_message(process: asyncio.subprocess.Process, tell: Tell) -> Any:
    """Pass on how it goes, and return what came of it."""
    assert process.stdout is not None, "the process writes into a pipe"
    while True:
        try:
            header = await process.stdout.readexactly(HEADER)
            message = content_of(await process.stdout.readexactly(length_of(header)))
        except asyncio.IncompleteReadError:
            return Broken("the process that simulates ended without an answer (killed, or out of memory?)")
        if not isinstance(message, Advanced | Waiting):
            return message
        tell(message)


class Queue:
    """Lets a few jobs work at a time, and never two that would write the same results.

    Parameters
    ----------
    most : int
        Jobs at the same time.
    """

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self._most = most
        self._waiting: dict[Job, asyncio.Future[None]] = {}
        self._working: set[Job] = set()
        self._answers: dict[Hashable, Any] = {}

    @asynccontextmanager
    async def place(self, job: Job) -> AsyncIterator[None]:
        """Wait for a place, and hold it while a job works."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting[job] = turn
        try:
            self._call()
            await turn
            yield
        finally:
            self._waiting.pop(job, None)
            self._working.discard(job)
            self._call()

    def answer_to(self, job: Job) -> Any:
        """Return what an equal job came to a while ago, if its results are still there; None otherwise."""
        answer = self._answers.get(job.key)
        return answer if answer is not None and answer.folder.is_dir() else None

    def remember(self, job: Job, answer: Any) -> None:
        """Keep findings for whoever asks the same, and forget the oldest ones."""
        if hasattr(answer, "folder"):
            self._answers[job.key] = answer
            while len(self._answers) > MOST_ANSWERS:
                del self._answers[next(iter(self._answers))]

    @property
    def is_full(self) -> bool:
        """Whether a new job would have to wait."""
        return len(self._working) >= self._most

    @property
    def is_idle(self) -> bool:
        """Whether nobody works and nobody waits."""
        return not (self._working or self._waiting)

    async def stop_all(self) -> None:
        """Stop all jobs, and wait until their processes have ended."""
        jobs = [*self._waiting, *self._working]
        for job in jobs:
            job.cancel()
        await asyncio.gather(*(job.ended() for job in jobs))

    def _call(self) -> None:
        """Give free places to those who wait, first come first served, as far as they disturb nobody."""
        for job, turn in list(self._waiting.items()):
            if len(self._working) < self._most and not any(job.runs & other.runs for other in self._working):
                del self._waiting[job]
                self._working.add(job)
                turn.set_result(None)
