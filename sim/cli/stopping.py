"""Signals that end a command: all close it as Ctrl-C does, and what is finished is kept."""

import signal
from typing import Any

_INTERRUPTED = 130
_caught: list[int] = []


def close_in_order() -> None:
    """Take the signals that ask to end, or come when the terminal is closed, for an interruption."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _interrupt)


def stopped_by() -> int:
    """Return the exit code after an interruption: 128 and the number of the signal."""
    return 128 + _caught[0] if _caught else _INTERRUPTED


def _interrupt(number: int, _: Any) -> None:
    _caught.append(number)
    if callable(signal.getsignal(signal.SIGINT)):
        signal.raise_signal(signal.SIGINT)  # there may be somebody who lets it wait
    else:
        raise KeyboardInterrupt
