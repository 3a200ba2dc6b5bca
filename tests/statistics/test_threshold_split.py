"""The assumption that tells worlds apart."""

import numpy as np
import pytest

from sim.statistics.threshold_split import best_split

LUCK = np.random.default_rng(3)
WORLDS = LUCK.random((40, 5))


@pytest.mark.parametrize("above", [True, False])
def test_the_parameter_and_its_threshold_are_found(above):
    split = best_split(WORLDS, (WORLDS[:, 2] > 0.6) == above)
    assert split is not None
    assert split.parameter == 2
    assert split.above == above
    below, beyond = WORLDS[WORLDS[:, 2] <= 0.6, 2].max(), WORLDS[WORLDS[:, 2] > 0.6, 2].min()
    assert below < split.threshold < beyond
    assert split.accuracy == pytest.approx(1.0)
    assert split.is_clear


def test_some_worlds_on_the_wrong_side_do_not_hide_it():
    holds = WORLDS[:, 0] > 0.5
    holds[:3] = ~holds[:3]
    split = best_split(WORLDS, holds)
    assert split is not None
    assert split.parameter == 0
    assert split.is_clear
    assert split.accuracy < 1.0


def test_chance_splits_nothing():
    clear = [best_split(WORLDS, LUCK.random(40) < 0.5) for _ in range(20)]
    assert sum(split is not None and split.is_clear for split in clear) <= 3


def test_worlds_that_agree_cannot_be_split():
    assert best_split(WORLDS, np.ones(40, dtype=bool)) is None
    assert best_split(WORLDS, np.zeros(40, dtype=bool)) is None


def test_too_few_worlds_cannot_be_split():
    assert best_split(WORLDS[:3], np.array([True, False, True])) is None


def test_equal_values_are_not_torn_apart():
    worlds = np.repeat([0.0, 1.0], 10)[:, None]
    split = best_split(worlds, np.repeat([False, True], 10))
    assert split is not None
    assert split.threshold == 0.5


def test_the_same_worlds_are_split_the_same_way():
    holds = WORLDS[:, 1] > 0.7
    assert best_split(WORLDS, holds) == best_split(WORLDS, holds)
