"""The statistics of a comparison against independent computations."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from sim.statistics.intervals import (
    holm,
    mean,
    paired_p_value,
    seeds_to_halve,
    sign_agreement,
    standard_deviation,
    t_interval,
    variance_reduction,
)

# Student (1908), "The probable error of a mean": additional hours of sleep of ten patients under two drugs.
FIRST_DRUG = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
SECOND_DRUG = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
SLEEP = (SECOND_DRUG - FIRST_DRUG)[None, :]


def rows(outcomes: int = 7, seeds: int = 12, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).gamma(2.0, size=(outcomes, seeds)) - 1.5


def numbers(least_seeds: int = 2) -> st.SearchStrategy[np.ndarray]:
    shapes = st.tuples(st.integers(1, 4), st.integers(least_seeds, 9))
    return shapes.flatmap(lambda shape: arrays(float, shape, elements=st.floats(-1e6, 1e6, width=32)))


class TestTInterval:
    def test_is_that_of_students_sleep_data(self):
        low, high = t_interval(SLEEP)
        assert (low[0], high[0]) == pytest.approx((0.7001142, 2.4598858), abs=1e-7)

    def test_equals_scipy_row_by_row(self):
        values = rows()
        low, high = t_interval(values, level=0.9)
        for row, bounds in zip(values, zip(low, high, strict=True), strict=True):
            expected = stats.ttest_1samp(row, 0).confidence_interval(0.9)
            assert bounds == pytest.approx((expected.low, expected.high), rel=1e-12)

    def test_is_nan_for_one_seed_and_the_value_where_all_agree(self):
        assert np.isnan(t_interval(np.array([[3.0]]))).all()
        assert np.array(t_interval(np.full((1, 7), 0.1))).ravel().tolist() == [0.1, 0.1]

    def test_covers_the_true_mean_in_95_of_100_samples(self):
        samples = np.random.default_rng(5).normal(2.0, 3.0, size=(20_000, 6))
        low, high = t_interval(samples)
        assert np.mean((low <= 2.0) & (high >= 2.0)) == pytest.approx(0.95, abs=0.005)


class TestSignAgreement:
    def test_counts_zeros_against(self):
        assert sign_agreement(np.array([[1.0, 0.0, 2.0, -1.0]])).tolist() == [0.5]
        assert sign_agreement(np.zeros((1, 4))).tolist() == [0.0]

    @given(numbers(least_seeds=1))
    def test_equals_counting_one_by_one(self, values):
        for row, share in zip(values, sign_agreement(values), strict=True):
            mean = row[0] if len(set(row)) == 1 else np.mean(row)
            agreeing = [value for value in row if value * mean > 0 or (mean != 0 and np.sign(value) == np.sign(mean))]
            assert share == len(agreeing) / len(row)

    @given(numbers(least_seeds=1))
    def test_ignores_which_side_is_the_base(self, values):
        assert np.array_equal(sign_agreement(values), sign_agreement(-values))


def test_an_interval_leaves_out_zero_exactly_where_the_p_value_is_small():
    samples = np.random.default_rng(5).normal(0.8, size=(400, 5))
    low, high = t_interval(samples)
    outside = (low > 0) | (high < 0)
    assert 50 < outside.sum() < 350
    assert (outside == (paired_p_value(samples) < 0.05)).all()


class TestPairedPValue:
    def test_is_that_of_students_sleep_data(self):
        assert paired_p_value(SLEEP)[0] == pytest.approx(0.002832890, abs=1e-9)

    def test_equals_scipy_row_by_row(self):
        base, other = rows(seed=1), rows(seed=2)
        expected = [stats.ttest_rel(o, b).pvalue for b, o in zip(base, other, strict=True)]
        assert paired_p_value(other - base) == pytest.approx(expected, rel=1e-12)

    def test_of_constant_differences(self):
        values = np.array([[0.0, 0.0, 0.0], [0.1, 0.1, 0.1], [-0.1, -0.1, -0.1]])
        assert paired_p_value(values).tolist() == [1.0, 0.0, 0.0]

    def test_is_nan_for_one_seed(self):
        assert np.isnan(paired_p_value(np.array([[3.0]]))[0])


def closed_testing(p_values: list[float]) -> list[float]:
    """Adjust by the closure of Bonferroni tests: the largest p-value of any group that a hypothesis belongs to."""
    count = len(p_values)
    groups = [g for size in range(1, count + 1) for g in itertools.combinations(range(count), size)]
    return [
        max(min(1.0, len(g) * min(p_values[i] for i in g)) for g in groups if number in g) for number in range(count)
    ]


class TestHolm:
    def test_is_that_of_a_known_example(self):
        assert holm(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.03, 0.06, 0.06, 0.02])

    @given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
    def test_equals_the_closure_of_bonferroni_tests(self, p_values):
        assert holm(np.array(p_values)).tolist() == pytest.approx(closed_testing(p_values), abs=1e-15)

    @given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.randoms(use_true_random=False))
    def test_lies_between_raw_and_bonferroni_and_keeps_the_order_of_outcomes(self, p_values, random):
        raw = np.array(p_values)
        adjusted = holm(raw)
        assert (adjusted >= raw).all()
        assert (adjusted <= np.minimum(1, raw * len(raw) + 1e-15)).all()
        mixed = random.sample(range(len(raw)), len(raw))
        assert np.array_equal(holm(raw[mixed]), adjusted[mixed])

    def test_leaves_nan_out(self):
        adjusted = holm(np.array([np.nan, 0.02, np.nan, 0.03]))
        assert adjusted == pytest.approx([np.nan, 0.04, np.nan, 0.04], nan_ok=True)


class TestVarianceReduction:
    def test_is_one_for_independent_runs_and_grows_with_what_they_share(self):
        rng = np.random.default_rng(0)
        shared, own, other = rng.normal(size=(3, 1, 200_000))
        assert variance_reduction(own, other, other - own)[0] == pytest.approx(1, rel=0.02)
        matched = variance_reduction(3 * shared + own, 3 * shared + other, other - own)
        assert matched[0] == pytest.approx(10, rel=0.02)

    def test_where_the_difference_or_nothing_varies(self):
        base = np.array([[1.0, 2.0, 4.0], [1.0, 1.0, 1.0]])
        factors = variance_reduction(base, base + 1, np.ones((2, 3)))
        assert factors.tolist() == pytest.approx([math.inf, math.nan], nan_ok=True)
        assert np.isnan(variance_reduction(base[:, :1], base[:, 1:2], base[:, :1])).all()


class TestSeedsToHalve:
    @pytest.mark.parametrize("count", [2, 3, 5, 8, 16, 32, 64, 1000])
    def test_is_the_smallest_number_that_halves_the_interval(self, count):
        def half_width(seeds: int) -> float:
            return stats.t.ppf(0.975, seeds - 1) / math.sqrt(seeds)

        brute_force = next(seeds for seeds in itertools.count(2) if half_width(seeds) <= half_width(count) / 2)
        assert seeds_to_halve(count) == brute_force

    def test_comes_close_to_four_times_the_seeds(self):
        assert seeds_to_halve(1000) in range(3990, 4001)
        assert seeds_to_halve(2) == 3


@given(st.floats(-1e9, 1e9), st.integers(2, 40))
def test_where_all_seeds_agree_nothing_is_rounded(value, seeds):
    values = np.full((1, seeds), value)
    assert standard_deviation(values)[0] == 0
    assert mean(values)[0] == value
    assert t_interval(values)[0][0] == t_interval(values)[1][0] == value
