"""What data say about parameters."""

import numpy as np
import pytest

from sim.statistics.fitting.identifiability import contraction, correlated_pairs, directions, flat_directions

PRIOR_SD = np.array([0.3, 0.2, 0.4])


def test_parameters_that_only_move_together_are_named_with_their_sign():
    covariance = np.array([[1.0, -0.9, 0.1], [-0.9, 1.0, 0.0], [0.1, 0.0, 1.0]])
    assert correlated_pairs(covariance) == [(0, 1, pytest.approx(-0.9))]


def test_only_the_sum_being_known_leaves_the_difference_flat():
    scaled = np.linalg.inv(np.eye(3) + 1e4 * np.outer([1, 1, 0], [1, 1, 0]) + 100 * np.diag([0, 0, 1]))
    found = flat_directions(PRIOR_SD, scaled * np.outer(PRIOR_SD, PRIOR_SD))
    assert len(found) == 1
    assert found[0].width == pytest.approx(1.0)
    assert np.abs(found[0].loadings) == pytest.approx([np.sqrt(0.5), np.sqrt(0.5), 0], abs=1e-6)
    assert found[0].loadings[0] * found[0].loadings[1] < 0


def test_without_data_every_direction_is_flat():
    assert len(flat_directions(PRIOR_SD, np.diag(PRIOR_SD**2))) == 3


def test_directions_rebuild_the_posterior():
    root = np.random.default_rng(1).normal(size=(3, 3))
    covariance = root @ root.T
    rebuilt = sum(d.width**2 * np.outer(d.loadings, d.loadings) for d in directions(PRIOR_SD, covariance))
    assert rebuilt * np.outer(PRIOR_SD, PRIOR_SD) == pytest.approx(covariance)


def test_a_parameter_that_is_fixed_is_contracted_wholly_and_none_by_less_than_nothing():
    assert contraction(PRIOR_SD, np.array([0.0, 0.1, 0.5])) == pytest.approx([1.0, 0.5, 0.0])
