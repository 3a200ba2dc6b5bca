"""A limit on the time of one replication, even where a rule never ends.

In the main thread of a process an alarm stops what Python runs, with an error like any other. What does not listen to
it, such as compiled code, ends with its worker process a little later.
"""

import faulthandler
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_GRACE = 2.0  # times the limit: what takes so long does not listen to the alarm
_expendable = threading.Event()


class OverTimeError(Exception):
    """A replication that took longer than it may."""


def may_end() -> None:
    """Let this process be ended where what runs in it takes too long and does not stop otherwise."""
    _expendable.set()


@contextmanager
def limited(seconds: float | None) -> Iterator[None]:
    """Stop what runs within after a time.

    Parameters
    ----------
    seconds : float or None
        The limit; None for no limit.

    Raises
    ------
    OverTimeError
        If it takes longer.
    """
    if seconds is None:
        yield
        return
    with _ended_after(_GRACE * seconds), _alarm_after(seconds):
        yield


@contextmanager
def _alarm_after(seconds: float) -> Iterator[None]:
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: Any) -> None:
        raise OverTimeError(f"not done after {seconds:g} seconds, the limit that was set")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    if not _expendable.is_set():
        yield
        return
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - the name of the null device is no path to build on
        faulthandler.dump_traceback_later(seconds, file=nowhere, exit=True)  # needs no interpreter lock
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
