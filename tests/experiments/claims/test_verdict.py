"""Verdicts on made-up effects."""

import numpy as np
import pytest

from sim.experiments.claims.verdict import judge, over_worlds

WORLDS = np.linspace(0, 1, 20)[:, None]
LUCK = np.random.default_rng(1).normal(size=20)


def test_the_predicted_sign_everywhere_is_supported():
    verdict = judge([5 + LUCK], [1], WORLDS)
    assert verdict.answer == "supported"
    assert verdict.share == 1.0
    assert verdict.conditions[0].low < verdict.conditions[0].mean < verdict.conditions[0].high


def test_a_predicted_fall_is_supported_by_falls():
    assert judge([-5 + LUCK], [-1], WORLDS).answer == "supported"


def test_the_opposite_sign_everywhere_is_not_supported():
    assert judge([-5 + LUCK], [1], WORLDS).answer == "not supported"


def test_no_effect_anywhere_is_not_supported():
    verdict = judge([np.zeros(20)], [1], WORLDS)
    assert verdict.answer == "not supported"
    assert verdict.conditions[0].predicted == verdict.conditions[0].opposite == 0.0


def test_half_of_the_worlds_depends_on_what_tells_them_apart():
    verdict = judge([WORLDS[:, 0] - 0.4], [1], np.column_stack([LUCK, WORLDS[:, 0]]))
    assert verdict.answer == "depends"
    assert verdict.split is not None
    assert verdict.split.parameter == 1
    assert verdict.split.above
    assert 0.36 < verdict.split.threshold < 0.43


@pytest.mark.parametrize(
    ("against", "answer"), [(2, "supported"), (3, "depends"), (17, "depends"), (18, "not supported")]
)
def test_nine_of_ten_worlds_decide(against, answer):
    effect = np.where(np.arange(20) < against, -1.0, 1.0)
    assert judge([effect], [1], WORLDS).answer == answer


def test_nine_of_ten_worlds_are_not_enough_where_the_interval_holds_zero():
    effect = np.where(np.arange(20) < 1, -100.0, 1.0)
    assert judge([effect], [1], WORLDS).answer == "depends"


def test_every_condition_must_hold():
    assert judge([5 + LUCK, 4 + LUCK], [1, 1], WORLDS).answer == "supported"
    assert judge([5 + LUCK, -5 + LUCK], [1, 1], WORLDS).answer == "not supported"


def test_conditions_that_fail_in_different_worlds_do_not_hold_together():
    first = np.where(np.arange(20) < 2, -1.0, 1.0)
    last = np.where(np.arange(20) >= 18, -1.0, 1.0)
    verdict = judge([first, last], [1, 1], WORLDS)
    assert [one.answer for one in verdict.conditions] == ["supported", "supported"]
    assert verdict.answer == "depends"
    assert verdict.share == 0.8


def test_missing_worlds_lower_the_count_and_not_the_verdict():
    effect = 5 + LUCK
    effect[:10] = np.nan
    verdict = judge([effect], [1], WORLDS)
    assert verdict.answer == "supported"
    assert verdict.conditions[0].worlds == verdict.known.sum() == 10


def test_hardly_any_world_decides_nothing():
    effect = np.full(20, np.nan)
    effect[:2] = 5.0
    assert judge([effect], [1], WORLDS).answer == "undecided"


def test_the_decisive_condition_is_the_one_that_holds_least():
    verdict = judge([5 + LUCK, WORLDS[:, 0] - 0.5], [1, 1], WORLDS)
    assert verdict.decisive == 1


def test_the_interval_of_an_effect_goes_no_further_than_the_effect_can():
    shares = np.array([0.02, 0.9, 0.95, 0.99])
    assert over_worlds(shares).high > 1.0
    assert over_worlds(shares, (-1.0, 1.0)).high == 1.0
    assert judge([shares], [1], WORLDS[:4], [(0.0, 1.0)]).conditions[0].high == 1.0
