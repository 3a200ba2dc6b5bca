"""The search for the best point."""

import numpy as np
import pytest
from scipy.optimize import minimize

from sim.statistics.fitting.gauss_newton import gauss_newton
from sim.statistics.fitting.robust import Problem
from tests.statistics.fitting.toy_models import MATRIX, NO_BIAS, PRIOR_MEAN, PRIOR_SD, bent, linear


def best_by_scipy(problem, start):
    def loss(x):
        return float(problem.loss(x[None], problem.residuals(x[None]))[0])

    return minimize(loss, start, bounds=[(0, 1)] * len(start), options={"ftol": 1e-14, "gtol": 1e-10})


@pytest.mark.parametrize(
    "aim", [MATRIX @ [0.4, 0.6, 0.3], MATRIX @ [0.4, 0.6, 0.3] + [0, 9, 0, 0, -3], np.full(5, 20.0)]
)
@pytest.mark.parametrize("bias", [NO_BIAS, np.array([[3.0], [3.0], [0], [0], [0]])])
def test_a_linear_model_with_outliers_biases_and_bounds_is_fitted_as_by_a_general_optimiser(aim, bias):
    problem = linear(aim, bias)
    fit = gauss_newton(problem, PRIOR_MEAN, steps=60, least_gain=1e-12)
    expected = best_by_scipy(problem, PRIOR_MEAN)
    assert fit.converged
    assert fit.loss == pytest.approx(expected.fun, rel=1e-6, abs=1e-9)
    assert fit.point == pytest.approx(expected.x, abs=2e-3)


def test_the_slopes_of_a_linear_model_are_exact():
    assert gauss_newton(linear(np.ones(5)), PRIOR_MEAN).jacobian == pytest.approx(MATRIX, abs=1e-9)


def test_a_bent_model_is_fitted_from_far_away():
    truth = np.array([0.7, 0.2, 0.6])
    problem = Problem(
        lambda x: (bent(x) - bent(truth[None])) / 0.01, np.full(3, 0.5), np.full(3, 10.0), np.empty((6, 0))
    )
    fit = gauss_newton(problem, np.array([0.1, 0.9, 0.1]), steps=40, least_gain=1e-9)
    assert fit.point == pytest.approx(truth, abs=0.01)


def test_one_step_takes_a_run_for_each_parameter_and_each_damping():
    asked = []

    def residuals(points):
        asked.append(len(points))
        return points @ MATRIX.T

    gauss_newton(Problem(residuals, PRIOR_MEAN, PRIOR_SD, NO_BIAS), np.ones(3), steps=1)
    assert asked == [1, 3, 5, 3]


def test_points_at_which_the_model_fails_are_passed_by():
    def residuals(points):
        found = points @ MATRIX.T
        return np.where((points[:, :1] < 0.3), np.nan, found)

    fit = gauss_newton(Problem(residuals, PRIOR_MEAN, PRIOR_SD, NO_BIAS), np.full(3, 0.6))
    assert fit.point[0] >= 0.3
    assert np.isfinite(fit.loss)


def test_a_start_at_which_the_model_fails_is_refused():
    problem = Problem(lambda points: np.full((len(points), 5), np.nan), PRIOR_MEAN, PRIOR_SD, NO_BIAS)
    with pytest.raises(ValueError, match="no residuals at the start"):
        gauss_newton(problem, PRIOR_MEAN)
