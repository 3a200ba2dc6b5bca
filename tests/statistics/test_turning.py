"""The month in which the sign of a difference turns."""

import numpy as np

from sim.statistics.turning import turn


def paths(*levels, seeds=6, noise=0.1, seed=0):
    luck = np.random.default_rng(seed).normal(scale=noise, size=(len(levels), seeds))
    return np.array(levels, dtype=float)[:, None] + luck


def test_a_sign_that_turns_once_is_dated_by_its_first_month():
    found = turn(paths(-1, -1, -1, 2, 2, 2))
    assert found is not None
    assert found.month == 3
    assert found.before < 0 < found.after
    assert turn(-paths(-1, -1, -1, 2, 2, 2)).month == 3


def test_one_sign_or_mere_chance_is_no_turn():
    assert turn(paths(1, 2, 3, 2, 1)) is None
    assert turn(paths(0, 0, 0, 0, 0, 0, noise=1.0)) is None
    assert turn(paths(-1, -1, 2, 2, seeds=1)) is None
    assert turn(paths(1)) is None


def test_the_parts_add_up_to_the_whole():
    differences = paths(-3, -1, 1, 5, 2)
    found = turn(differences)
    assert np.isclose(found.before + found.after, differences.sum(axis=0).mean())
