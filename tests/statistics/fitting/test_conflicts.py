"""Observations that contradict each other."""

import numpy as np
import pytest

from sim.statistics.fitting.conflicts import conflicts, never_met

SHARES = np.random.default_rng(1).random(2000)[:, None]


def test_a_part_that_is_observed_above_its_whole_contradicts_it():
    part = SHARES * np.random.default_rng(2).random((2000, 1))
    misses = np.hstack([(SHARES - 0.3) / 0.1, (part - 0.6) / 0.1, (SHARES - 0.4) / 0.2])
    (found,) = conflicts(misses)
    assert (found.first, found.second) == (0, 1)
    assert found.met_first == np.sum(np.abs(misses[:, 0]) <= 1)
    # The whole at .45, so the part at most .45: a miss of one and a half in both.
    assert found.nearest == pytest.approx(1.5, abs=0.1)


def test_two_values_of_one_number_contradict_each_other():
    assert len(conflicts(np.hstack([(SHARES - 0.3) / 0.05, (SHARES - 0.6) / 0.05]))) == 1


def test_numbers_that_have_nothing_to_do_with_each_other_do_not():
    assert conflicts(np.random.default_rng(3).normal(size=(2000, 6)) * 3) == []


def test_too_few_points_accuse_nobody():
    assert conflicts(np.array([[0.5, 3.0], [3.0, 0.5], [4.0, 4.0]])) == []


def test_what_no_point_meets_is_named_and_blames_no_pair():
    misses = np.hstack([(SHARES - 0.3) / 0.05, SHARES + 5, np.full_like(SHARES, np.nan)])
    assert never_met(misses) == [1, 2]
    assert conflicts(misses) == []
