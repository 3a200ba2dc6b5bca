"""Weighted draws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.statistics.fitting.importance import (
    Proposal,
    effective_size,
    log_likelihood,
    normalised,
    resample,
)

COVARIANCE = np.array([[0.02, 0.01], [0.01, 0.03]])
CENTRE = np.array([0.5, 0.4])


def test_where_nothing_is_cut_the_density_of_proposals_is_normal():
    narrow = COVARIANCE / 100
    points = CENTRE + np.random.default_rng(1).normal(size=(7, 2)) * 0.02
    expected = stats.multivariate_normal(CENTRE, narrow).logpdf(points)
    found = Proposal(CENTRE, narrow).log_density(points)
    assert found - found[0] == pytest.approx(expected - expected[0])


@pytest.mark.parametrize("centre", [[0.5, 0.4], [0.0, 1.0], [0.02, 0.0]])
def test_proposals_lie_in_the_cube_with_the_density_that_is_told(centre):
    proposal = Proposal(np.array(centre), 16 * COVARIANCE)
    points = proposal.sample(np.random.default_rng(1), 40_000)
    assert ((points >= 0) & (points <= 1)).all()
    # Weighted by the inverse of their density, proposals are uniform.
    weight = normalised(-proposal.log_density(points))
    assert weight @ points == pytest.approx([0.5, 0.5], abs=0.02)
    assert weight @ points**2 == pytest.approx([1 / 3, 1 / 3], abs=0.02)


def test_no_proposal_is_lost_where_many_parameters_lie_at_an_end():
    points = Proposal(np.zeros(20), 1e-4 * np.eye(20)).sample(np.random.default_rng(1), 100)
    assert points.shape == (100, 20)
    assert np.isfinite(points).all()


def test_the_likelihood_with_biases_is_that_of_the_whole_covariance():
    luck = np.random.default_rng(3)
    mean, variance, own = luck.normal(size=(4, 5)), luck.random((4, 5)), luck.random(5) + 0.5
    bias = luck.normal(size=(5, 2))
    expected = [
        stats.multivariate_normal(np.zeros(5), np.diag(v + own) + bias @ bias.T).logpdf(m)
        for m, v in zip(mean, variance, strict=True)
    ]
    found = log_likelihood(mean, variance, own, bias)
    assert found - found[0] == pytest.approx(expected - expected[0])


def test_weighted_proposals_have_the_moments_of_the_posterior():
    luck = np.random.default_rng(5)
    proposal = Proposal(CENTRE, COVARIANCE)
    points = proposal.sample(luck, 40_000)
    target = stats.multivariate_normal([0.6, 0.45], COVARIANCE / 4)
    weight = normalised(target.logpdf(points) - proposal.log_density(points))
    draws = points[resample(weight, 4000, luck)]
    assert draws.mean(axis=0) == pytest.approx([0.6, 0.45], abs=0.01)
    assert np.cov(draws.T) == pytest.approx(COVARIANCE / 4, rel=0.15)
    assert 5000 < effective_size(weight) < 40_000


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20).filter(lambda w: sum(w) > 0), st.integers(1, 50))
def test_a_draw_comes_as_often_as_its_weight_says_rounded_up_or_down(raw, count):
    weight = np.array(raw) / sum(raw)
    times = np.bincount(resample(weight, count, np.random.default_rng(0)), minlength=len(raw))
    assert times.sum() == count
    assert (np.abs(times - count * weight) < 1 + 1e-9).all()


def test_equal_weights_are_worth_their_number_and_one_weight_is_worth_one():
    assert effective_size(normalised(np.zeros(8))) == pytest.approx(8)
    assert effective_size(normalised(np.array([0.0, -1e4]))) == pytest.approx(1)
