"""The process that simulates for a visitor: reads one order, tells how it goes, and ends.

It ends early, keeping what is finished, when its input is closed: because the visitor cancels, or because the page is
gone.
"""

import os
import signal
import sys
import threading
import traceback
from typing import Any, BinaryIO

from sim.app.messages import Advanced, Broken, Order, Refused, Stopped, Waiting, receive, send
from sim.scenario import ScenarioError


def main() -> None:
    """Serve one order from standard input; messages go to standard output, stray prints to standard error."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # however the page was started
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        order = receive(sys.stdin.buffer)
    except EOFError:
        return  # stopped before there was anything to do
    try:
        threading.Thread(target=_stop_when_closed, args=(sys.stdin.buffer,), daemon=True).start()
        answer = _answer(order, pipe)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # too late to stop
    except KeyboardInterrupt:
        answer = Stopped()
    send(pipe, answer)


def _answer(order: Order, pipe: BinaryIO) -> Any:
    """Simulate, and return what the page shows, or why there is nothing to show."""
    from sim.experiments.comparable import ComparisonError
    from sim.experiments.workers.base import LostWorkersError, WorkersError
    from sim.results.files import ResultsError

    try:
        return _findings(order, pipe)
    except (ScenarioError, ComparisonError, ResultsError, WorkersError, LostWorkersError) as error:
        return Refused(str(error))
    except Exception:  # noqa: BLE001 - the visitor sees what happened; the page goes on
        return Broken(traceback.format_exc())


def _findings(order: Order, pipe: BinaryIO) -> Any:
    from sim.app.findings import findings_of
    from sim.experiments.comparison import Comparison, compare
    from sim.experiments.competition.kept import keep_competition
    from sim.experiments.ensemble import Ensemble, run
    from sim.experiments.execution import ExecutionOptions
    from sim.results.records import nothing_finished

    def advanced(done: int, total: int, scenario: str) -> None:
        send(pipe, Advanced(done, total, scenario))

    def waiting(why: str) -> None:
        send(pipe, Waiting(why))

    base, *others = order.scenarios
    how: ExecutionOptions = {"progress": advanced, "notice": waiting}
    found: Comparison | Ensemble
    if others:
        found = compare(base, *others, seeds=order.seeds, draws=order.draws, out=order.out, **how)
    else:
        found = run(base, order.seeds, order.out, draws=order.draws, **how)
        if found.is_empty:
            raise nothing_finished(found.failures)
    keep_competition(found, waiting)
    return findings_of(found)


def _stop_when_closed(pipe: BinaryIO) -> None:
    """Wait until nobody holds the other end any more, then interrupt the work."""
    pipe.read()
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    main()
