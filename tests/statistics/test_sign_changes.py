"""Where a mean over seeds changes its sign."""

import numpy as np
import pytest

from sim.statistics.sign_changes import crossings

PLACES = np.linspace(0, 4, 9)


def rng():
    return np.random.default_rng(3)


def test_a_straight_line_crosses_where_it_does():
    values = (PLACES - 1.3)[:, None] + np.array([-0.1, 0.0, 0.1, 0.2, -0.2])
    [found] = crossings(PLACES, values, rng())
    assert found.place == pytest.approx(1.3)
    assert found.rises
    assert found.low < 1.3 < found.high
    assert found.high - found.low < 0.4
    assert found.found == 1


@pytest.mark.study
def test_the_interval_holds_the_true_place_as_often_as_it_says():
    draw = np.random.default_rng(1)
    held = 0
    for _ in range(20):
        values = (PLACES - 2.1)[:, None] + draw.normal(0, 0.5, size=25)
        [found] = crossings(PLACES, values, rng())
        held += found.low <= 2.1 <= found.high
    assert held >= 16


def test_each_of_several_crossings_is_found():
    values = ((PLACES - 0.9) * (PLACES - 3.1))[:, None] + np.array([-0.01, 0.0, 0.01])
    first, second = crossings(PLACES, values, rng())
    assert (first.rises, second.rises) == (False, True)
    assert first.place == pytest.approx(0.9, abs=0.1)
    assert second.place == pytest.approx(3.1, abs=0.1)


def test_no_change_of_sign_is_no_crossing():
    assert crossings(PLACES, np.ones((9, 4)), rng()) == []
    assert crossings(PLACES, np.zeros((9, 4)), rng()) == []
    touching = np.abs(PLACES - 2)[:, None] * np.ones(3)
    assert crossings(PLACES, touching, rng()) == []


def test_points_with_gaps_are_left_out():
    values = (PLACES - 1.3)[:, None] + np.zeros(4)
    values[3, 1] = np.nan
    [found] = crossings(PLACES, values, rng())
    assert found.place == pytest.approx(1.3)


def test_two_seeds_have_a_crossing_without_an_interval():
    [found] = crossings(PLACES, (PLACES - 1.3)[:, None] + np.zeros(2), rng())
    assert found.place == pytest.approx(1.3)
    assert np.isnan([found.low, found.high]).all()


def test_on_a_logarithmic_scale_lines_are_straight_between_logarithms():
    places = np.array([0.1, 1.0, 10.0])
    values = np.array([-1.0, -1.0, 1.0])[:, None] * np.ones(3)
    [found] = crossings(places, values, rng(), log=True)
    assert found.place == pytest.approx(np.sqrt(10))
