"""What can be ruled out."""

import numpy as np
import pytest

from sim.statistics.fitting.history_matching import IMPLAUSIBLE, Emulator, implausibility, spread_out
from tests.statistics.fitting.toy_models import bent

LUCK = np.random.default_rng(8)
TRUTH = np.array([0.7, 0.2, 0.6])


@pytest.fixture(scope="module")
def emulator():
    points = LUCK.random((120, 3))
    return Emulator.of(points, (bent(points) - bent(TRUTH[None])) / 0.1)


def test_implausibility_is_the_largest_distance_in_standard_deviations():
    found = implausibility(np.array([[2.0, -6.0]]), np.array([[0.0, 3.0]]), np.array([1.0, 1.0]))
    assert found == pytest.approx([3.0])


@pytest.mark.study
def test_the_truth_is_kept_and_most_of_the_space_is_ruled_out(emulator):
    places = np.vstack([TRUTH, LUCK.random((3000, 3))])
    found = implausibility(*emulator.predict(places), np.ones(6))
    assert found[0] < IMPLAUSIBLE
    assert np.mean(found < IMPLAUSIBLE) < 0.1


def test_points_that_are_ruled_out_are_so_by_the_model_itself(emulator):
    places = LUCK.random((2000, 3))
    ruled_out = implausibility(*emulator.predict(places), np.ones(6)) > IMPLAUSIBLE
    truly = np.abs((bent(places) - bent(TRUTH[None])) / 0.1).max(axis=1)
    assert np.mean(truly[ruled_out] > 2.5) > 0.99


def test_places_that_are_chosen_lie_farther_apart_than_the_first_ones():
    places = LUCK.random((500, 3))
    chosen = places[spread_out(places, 10)]
    assert nearest_neighbours(chosen).min() > 2 * nearest_neighbours(places[:10]).min()


def test_no_place_is_chosen_twice():
    places = np.repeat(LUCK.random((3, 2)), 4, axis=0)
    assert len(np.unique(places[spread_out(places, 8)], axis=0)) == len(spread_out(places, 8)) == 3
    assert len(spread_out(np.empty((0, 2)), 5)) == 0


def nearest_neighbours(places):
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    return apart.min(axis=1)
