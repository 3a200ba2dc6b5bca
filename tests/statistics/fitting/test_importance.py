"""Weighted draws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.statistics.fitting.importance import (
    DEGREES,
    Proposal,
    effective_size,
    log_likelihood,
    normalised,
    resample,
)

COVARIANCE = np.array([[0.02, 0.01], [0.01, 0.03]])
CENTRE = np.array([0.5, 0.4])


def test_the_density_of_proposals_is_that_of_scipy_up_to_a_constant():
    points = np.random.default_rng(1).random((7, 2))
    expected = stats.multivariate_t(CENTRE, COVARIANCE, df=DEGREES).logpdf(points)
    found = Proposal(CENTRE, COVARIANCE).log_density(points)
    assert found - found[0] == pytest.approx(expected - expected[0])


def test_proposals_lie_in_the_cube_and_about_the_centre():
    points = Proposal(CENTRE, COVARIANCE).sample(np.random.default_rng(1), 20_000)
    assert ((points >= 0) & (points <= 1)).all()
    assert np.median(points, axis=0) == pytest.approx(CENTRE, abs=0.02)


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
