"""Work on parts at the same time, with results in a fixed order."""

import time

import pytest

from sim.market.buyers.threads import in_threads


def doubled(number):
    time.sleep(0.002 * (5 - number))
    return 2 * number


@pytest.mark.parametrize("threads", [None, 1, 2, 9])
def test_results_keep_the_order_of_the_parts(threads):
    assert in_threads(doubled, range(5), threads) == [0, 2, 4, 6, 8]


def test_nothing_to_do_is_done_at_once():
    assert in_threads(doubled, []) == []


def test_errors_are_passed_on():
    with pytest.raises(ZeroDivisionError):
        in_threads(lambda part: 1 // part, [1, 0], 2)
