"""Scores of many draws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from sim.statistics.scoring.ensembles import central_interval, coverage, crps


def by_quadrature(draws: np.ndarray, observed: float) -> float:
    """Integral of the squared difference of the two distribution functions, piece by piece."""
    edges = np.sort(np.append(draws, observed))
    middles = (edges[1:] + edges[:-1]) / 2
    below = np.mean(draws[None, :] <= middles[:, None], axis=1)
    return float(np.sum(np.diff(edges) * (below - (observed <= middles)) ** 2))


@given(arrays(float, st.integers(1, 9), elements=st.floats(-100, 100, width=16)), st.floats(-100, 100, width=16))
def test_the_score_is_the_integral_of_squared_differences(draws, observed):
    assert crps(draws[:, None], np.array([observed]))[0] == pytest.approx(by_quadrature(draws, observed), abs=1e-9)


def test_the_score_of_many_normal_draws_is_that_of_the_normal_distribution():
    draws = stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    z = 0.7
    exact = z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi)
    assert crps(draws[:, None], np.array([z]))[0] == pytest.approx(exact, abs=1e-4)


def test_draws_without_a_number_do_not_count():
    draws = np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, np.nan]])
    found = crps(draws, np.array([2.0, 2.0]))
    assert found[0] == crps(draws[:2, :1], np.array([2.0]))[0]
    assert np.isnan(found[1])


def test_eighty_percent_of_draws_lie_in_the_interval_and_coverage_counts_what_is_inside():
    draws = np.linspace(0, 1, 1001)[:, None] * np.array([1.0, 2.0, np.nan])
    low, high = central_interval(draws)
    assert low[:2] == pytest.approx([0.1, 0.2])
    assert high[:2] == pytest.approx([0.9, 1.8])
    assert np.isnan(low[2])
    assert coverage(low, high, np.array([0.5, 1.9, 0.5])) == 0.5
    assert np.isnan(coverage(low[2:], high[2:], np.array([0.5])))
