"""What every kind of workers can do, and the simplest kind."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any


class WorkersError(Exception):
    """Workers that cannot be used as asked; the text says why and what to do."""


class LostWorkersError(Exception):
    """The workers went away in the middle of the work."""


class Workers(Executor):
    """An executor that says how much work it takes at a time."""

    def most(self) -> int:
        """Return how many tasks may be handed out and not yet done."""
        raise NotImplementedError

    def look(self) -> None:
        """See whether there is still somebody to answer.

        Raises
        ------
        LostWorkersError
            If there is nobody.
        """

    def lost(self) -> LostWorkersError:
        """Return the error for a task that was dropped."""
        return LostWorkersError("the workers have dropped a task")

    def abandon(self) -> None:
        """Drop all tasks and let the workers go."""
        self.shutdown(wait=False, cancel_futures=True)


class InProcess(Workers):
    """Runs each task at once, in this process."""

    def most(self) -> int:
        """Return 1: a task is done when it has been handed out."""
        return 1

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run a task and return its finished future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as every executor does, the future carries the error
            future.set_exception(error)
        return future
