"""A replication that never ends is a failure like another, whether or not it listens."""

import time

import pytest

from sim.experiments.ensemble import run
from sim.experiments.workers.base import WorkersError
from sim.experiments.workers.executors import open_local
from sim.experiments.workers.limits import OverTimeError, limited
from tests.experiments.toy_market import ToyMarket, exclusive


class Endless:
    """A market that never settles; it may not even listen."""

    def __init__(self, listens: bool) -> None:
        self.listens = listens

    def __call__(self, scenario, seed):
        while True:
            try:
                time.sleep(0.01)
            except OverTimeError:
                if self.listens:
                    raise


@pytest.mark.parametrize(("jobs", "listens", "error"), [(1, True, "OverTimeError"), (2, False, "BrokenProcessPool")])
def test_one_that_never_ends_is_a_record(jobs, listens, error):
    [failure] = run(exclusive(), seeds=[2], jobs=jobs, simulate=Endless(listens), timeout=0.2).failures
    assert (failure.seed, failure.error) == (2, error)
    assert "not done after 0.2 seconds" in failure.message


def test_what_is_done_in_time_is_left_alone():
    with limited(600.0):
        pass
    with limited(None):
        pass


def test_one_at_a_time_can_have_a_process_that_may_be_ended():
    with open_local(1, own_process=True) as workers:
        assert workers.submit(abs, -1).result() == 1


def test_no_time_and_a_limit_on_a_cluster_are_refused():
    with pytest.raises(ValueError, match="timeout must be above 0"):
        run(exclusive(), simulate=ToyMarket(), timeout=0.0)
    with pytest.raises(WorkersError, match="on this computer only"):
        run(exclusive(), scheduler="tcp://127.0.0.1:9", timeout=1.0)
