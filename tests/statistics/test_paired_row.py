"""Reading a row of the table of a comparison."""

from types import SimpleNamespace

import pytest

from sim.statistics.paired_row import ENOUGH_SEEDS, bounds, finding, is_clear, is_zero, seeds_wanted

NAN = float("nan")


def row(**changes):
    values = {"base_mean": 100.0, "other_mean": 105.0, "difference": 5.0, "t_low": 4.0, "t_high": 6.0}
    return SimpleNamespace(**(values | {"p_holm": 0.001, "n": 32, "family": "primary"} | changes))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, "clear"),
        ({"n": 4}, "clear"),
        ({"p_holm": 0.06}, "open"),
        ({"p_holm": 0.06, "n": ENOUGH_SEEDS - 1}, "too few seeds"),
        ({"t_low": NAN, "t_high": NAN, "p_holm": NAN, "n": 1}, "too few seeds"),
        ({"t_low": 5.0, "t_high": 5.0, "p_holm": NAN, "n": 2}, "clear"),
        ({"difference": 0.0, "t_low": 0.0, "t_high": 0.0, "p_holm": NAN}, "equal"),
        ({"family": "diagnostic", "p_holm": NAN}, "not tested"),
    ],
)
def test_a_row_says_one_thing(changes, found):
    assert finding(row(**changes)) == found
    assert is_clear(row(**changes)) == (found == "clear")
    assert is_zero(row(**changes)) == (found == "equal")


def test_the_interval_is_that_of_the_test():
    assert bounds(row()) == (4.0, 6.0)


def test_seeds_that_are_missing_are_counted():
    assert seeds_wanted(3) == f"too few seeds: run {ENOUGH_SEEDS - 3} more"
