"""How sure a fit is."""

import numpy as np
import pytest

from sim.statistics.fitting.gauss_newton import gauss_newton
from sim.statistics.fitting.laplace import laplace
from tests.statistics.fitting.toy_models import MATRIX, NO_BIAS, PRIOR_MEAN, PRIOR_SD, linear

TRUTH = np.array([0.4, 0.6, 0.3])


def approximation(aim=MATRIX @ TRUTH, bias=NO_BIAS, noise=0.0):
    problem = linear(aim, bias)
    fit = gauss_newton(problem, PRIOR_MEAN, steps=40, least_gain=1e-12)
    return laplace(problem, fit, np.full(5, noise))


def test_a_linear_model_that_fits_has_the_exact_normal_posterior():
    exact = np.linalg.inv(MATRIX.T @ MATRIX + np.diag(PRIOR_SD**-2.0))
    found = approximation()
    assert found.inflation == 1
    assert found.covariance == pytest.approx(exact, abs=1e-9)


def test_a_bias_is_integrated_out():
    bias = np.array([[3.0], [3.0], [0], [0], [0]])
    whole = np.hstack([MATRIX, bias])
    exact = np.linalg.inv(whole.T @ whole + np.diag([*PRIOR_SD**-2.0, 1.0]))[:3, :3]
    assert approximation(bias=bias).covariance == pytest.approx(exact, abs=1e-9)


@pytest.mark.parametrize("change", [{"noise": 2.0}, {"aim": MATRIX @ TRUTH + [4, -4, 6, -5, 5]}])
def test_noise_and_misfit_widen_every_parameter(change):
    assert (np.diag(approximation(**change).covariance) > np.diag(approximation().covariance)).all()


def test_one_outlier_loses_its_say_and_leaves_the_others_theirs():
    found = approximation(aim=MATRIX @ TRUTH + [0, 0, 0, 0, 60])
    assert found.error_variance[4] > 100
    assert found.error_variance[:4] == pytest.approx(found.inflation)


def test_the_region_of_eighty_percent_holds_the_truth_in_seventy_to_ninety_percent_of_repeats():
    luck = np.random.default_rng(6)
    inside = []
    for _ in range(100):
        truth = luck.normal(PRIOR_MEAN, PRIOR_SD)
        if ((truth < 0) | (truth > 1)).any():
            continue
        found = approximation(aim=MATRIX @ truth + luck.normal(size=5))
        inside.append(np.abs(found.mean - truth) < 1.2816 * np.sqrt(np.diag(found.covariance)))
    assert len(inside) > 60
    assert 0.7 <= np.mean(inside) <= 0.9
