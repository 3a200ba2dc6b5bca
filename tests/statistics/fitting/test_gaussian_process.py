"""Processes that stand in for a model."""

import numpy as np
import pytest
from scipy.optimize import check_grad

from sim.statistics.fitting import gaussian_process
from sim.statistics.fitting.gaussian_process import fit_process

LUCK = np.random.default_rng(2)
POINTS, PLACES = LUCK.random((60, 3)), LUCK.random((200, 3))


def surface(x):
    return 3 * x[:, 0] - x[:, 1] + np.sin(4 * x[:, 0] * x[:, 1])


def test_a_smooth_surface_is_predicted_closely():
    mean, variance = fit_process(POINTS, surface(POINTS)).predict(PLACES)
    assert np.sqrt(np.mean((mean - surface(PLACES)) ** 2)) < 0.03 * np.std(surface(PLACES))
    assert (variance >= 0).all()


def test_a_plane_is_predicted_exactly():
    mean, _ = fit_process(POINTS, POINTS @ [1.0, -2.0, 0.5] + 4).predict(PLACES)
    assert mean == pytest.approx(PLACES @ [1.0, -2.0, 0.5] + 4, abs=1e-4)


def test_what_is_constant_stays_so():
    mean, variance = fit_process(POINTS, np.full(60, 7.0)).predict(PLACES)
    assert mean == pytest.approx(np.full(200, 7.0), abs=1e-4)
    assert np.isfinite(variance).all()


def test_errors_are_as_large_as_the_process_says():
    noise = np.random.default_rng(3).normal(size=60) * 0.3
    mean, variance = fit_process(POINTS, surface(POINTS) + noise).predict(PLACES)
    standard = (mean - surface(PLACES)) / np.sqrt(variance)
    assert 0.5 < np.sqrt(np.mean(standard**2)) < 1.7


def test_it_is_less_sure_far_from_what_it_has_seen():
    process = fit_process(POINTS * 0.5, surface(POINTS * 0.5))
    _, variance = process.predict(np.array([[0.25, 0.25, 0.25], [1.0, 1.0, 1.0]]))
    assert variance[1] > 4 * variance[0]


def test_the_gradient_of_the_likelihood_is_right():
    squares = (POINTS[:20, None, :] - POINTS[None, :20, :]) ** 2
    deviations = surface(POINTS[:20])

    def value(logs):
        return gaussian_process._unlikelihood(logs, squares, deviations)[0]

    def gradient(logs):
        return gaussian_process._unlikelihood(logs, squares, deviations)[1]

    assert check_grad(value, gradient, np.log([0.5, 0.8, 2.0, 1.5, 0.02])) < 1e-4


def test_many_points_are_all_used_though_lengths_rest_on_some(monkeypatch):
    monkeypatch.setattr(gaussian_process, "MOST_POINTS_FOR_LENGTHS", 25)
    process = fit_process(POINTS, surface(POINTS))
    assert len(process.solved) == 60
    mean, _ = process.predict(POINTS)
    assert mean == pytest.approx(surface(POINTS), abs=0.1)
