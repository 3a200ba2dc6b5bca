"""Robust loss and biases of surveys."""

import numpy as np
import pytest
from scipy.optimize import approx_fprime, minimize

from sim.statistics.fitting.robust import pseudo_huber, survey_bias, weights
from tests.statistics.fitting.toy_models import PRIOR_MEAN, linear

FAR = np.array([0.5, -8.0, 2.0, 0.1, 3.0])


def test_the_loss_is_a_square_near_zero_and_a_line_far_away():
    assert pseudo_huber(np.array([1e-3]))[0] == pytest.approx(1e-6, rel=1e-4)
    far = pseudo_huber(np.array([1000.0, 1001.0]))
    assert far[1] - far[0] == pytest.approx(4.0, rel=1e-4)


def test_weights_give_the_gradient_of_the_loss():
    assert approx_fprime(FAR, lambda r: pseudo_huber(r).sum(), 1e-7) == pytest.approx(2 * weights(FAR) * FAR, abs=1e-5)


def test_biases_are_those_that_a_general_optimiser_finds():
    bias = np.array([[2.0, 0.0], [2.0, 0.0], [0.0, 1.0], [0.0, 1.5], [0.0, 0.0]])
    problem = linear(np.zeros(5), bias)
    expected = minimize(lambda b: pseudo_huber(FAR + bias @ b).sum() + b @ b, np.zeros(2)).x
    assert problem.biases(FAR[None])[0] == pytest.approx(expected, abs=1e-4)


def test_a_missing_residual_makes_the_loss_infinite():
    problem = linear(np.zeros(5))
    losses = problem.loss(np.stack([PRIOR_MEAN] * 2), np.stack([FAR, np.where(FAR > 2, np.nan, FAR)]))
    assert np.isfinite(losses[0])
    assert losses[1] == np.inf


def test_observations_of_one_survey_share_its_bias():
    bias, names = survey_bias(
        ["m:a", "", "m:b", "m:a", "k"], np.array([0.1, 0.1, 0.3, 0.2, 0.1]), {"m:a": 0.3, "m:b": 0.3}
    )
    assert names == ["m:a", "m:b"]
    assert bias == pytest.approx(np.array([[3.0, 0], [0, 0], [0, 1.0], [1.5, 0], [0, 0]]))


def test_without_surveys_there_is_no_bias():
    assert survey_bias(["", ""], np.ones(2), {})[0].shape == (2, 0)
