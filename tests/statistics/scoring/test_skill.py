"""Skill against rivals."""

import numpy as np
import pytest

from sim.statistics.scoring.skill import skill_against

LUCK = np.random.default_rng(4)


def test_half_the_distance_is_a_skill_of_three_quarters_with_an_interval_of_no_width():
    rival = LUCK.normal(size=20)
    found = skill_against(rival / 2, rival, np.random.default_rng(1))
    assert (found.skill, found.low, found.high) == pytest.approx((0.75, 0.75, 0.75))
    assert found.count == 20


def test_skill_is_one_less_the_ratio_of_mean_squares_and_lies_in_its_interval():
    own, rival = LUCK.normal(size=(2, 15))
    found = skill_against(own, rival, np.random.default_rng(1))
    assert found.skill == pytest.approx(1 - np.mean(own**2) / np.mean(rival**2))
    assert found.low < found.skill < found.high


def test_the_interval_holds_the_true_skill_in_most_samples():
    luck = np.random.default_rng(11)
    held = 0
    for _ in range(200):
        own, rival = luck.normal(size=(2, 30)) * [[0.5], [1.0]]
        found = skill_against(own, rival, luck, resamples=499)
        held += found.low <= 0.75 <= found.high
    assert 160 <= held <= 195  # 90 %; a percentile interval of 30 falls a little short


def test_only_observations_with_both_forecasts_count():
    own = np.array([1.0, 1.0, np.nan, 1.0])
    rival = np.array([2.0, np.nan, 2.0, 2.0])
    found = skill_against(own, rival, np.random.default_rng(1))
    assert (found.skill, found.count) == (0.75, 2)
    assert np.isnan(found.low)


def test_a_perfect_rival_cannot_be_beaten():
    nothing = np.zeros(4)
    assert skill_against(np.ones(4), nothing, np.random.default_rng(1)).skill == -np.inf
    assert skill_against(nothing, nothing, np.random.default_rng(1)).skill == 0


def test_without_a_comparison_there_is_no_skill():
    found = skill_against(np.array([np.nan]), np.array([1.0]), np.random.default_rng(1))
    assert np.isnan(found.skill)
    assert found.count == 0
