"""Scales of comparison and misses in tolerances."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.statistics.scoring.transforms import FARTHEST, Targets, amount_on_scale, factor_on_scale, from_scale, to_scale

KINDS = np.array(["identity", "log", "logit"])


def targets(value: float, tolerance: float, transform: str) -> Targets:
    kind = np.array([transform])
    return Targets(np.array([value]), amount_on_scale(np.array([value]), np.array([tolerance]), kind), kind)


@given(st.floats(-50, 50), st.floats(1e-6, 1e6), st.floats(1e-6, 1 - 1e-6))
def test_a_number_comes_back_from_its_scale(plain, amount, share):
    values = np.array([plain, amount, share])
    assert from_scale(to_scale(values, KINDS), KINDS) == pytest.approx(values, rel=1e-9)


def test_a_factor_above_and_below_is_one_tolerance_away():
    aim = Targets(np.array([3.5]), factor_on_scale(np.array([1.3])), np.array(["log"]))
    assert aim.misses(np.array([[3.5 * 1.3], [3.5 / 1.3], [3.5]])).ravel() == pytest.approx([1, -1, 0], abs=1e-12)
    assert [float(bound[0]) for bound in aim.bounds()] == pytest.approx([3.5 / 1.3, 3.5 * 1.3])


def test_a_small_tolerance_in_points_is_the_same_on_the_scale_of_odds():
    aim = targets(0.3, 1e-5, "logit")
    assert aim.misses(
        np.array(
            [
                0.3 + 1e-5,
            ]
        )
    )[0] == pytest.approx(1, rel=1e-4)


def test_a_tolerance_larger_than_the_share_does_not_reach_below_zero():
    low, high = targets(0.07, 0.08, "logit").bounds()
    assert 0 < low[0] < 0.07 < high[0] < 1


def test_a_share_of_nothing_is_far_off_but_not_infinitely():
    aim = targets(0.3, 0.05, "logit")
    assert (
        aim.distances(
            np.array(
                [
                    0.0,
                ]
            )
        )[0]
        == -FARTHEST
    )
    assert (
        aim.distances(
            np.array(
                [
                    1.0,
                ]
            )
        )[0]
        == FARTHEST
    )


def test_a_number_that_the_model_does_not_have_stays_unknown():
    assert np.isnan(targets(2.0, 1.0, "log").misses(np.array([np.nan])))[0]


def test_a_profit_where_a_loss_was_observed_is_as_far_off_as_nothing():
    aim = targets(2.0, 1.0, "log")
    assert aim.distances(np.array([-1.0]))[0] == aim.distances(np.array([0.0]))[0] == -FARTHEST
