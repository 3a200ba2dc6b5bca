"""The whole way from a prior to draws."""

from dataclasses import replace

import numpy as np
import pytest

from sim.statistics.fitting.posterior import Budget, fit_posterior
from sim.statistics.fitting.prior import Prior
from tests.statistics.fitting.toy_models import bent

SMALL = Budget(starts=16, searches=2, steps=6, waves=1, points=24, proposals=2048, draws=200)
STANDARD_ERRORS = np.array([0.05, 0.1, 0.15, 0.2, 0.2, 0.2])
MIDDLE = np.full(3, 0.5)
NO_BIAS = np.empty((6, 0))


def toy(observed, noise=0.0, asked=None):
    """A model of three parameters and six numbers, with a little noise that is not the same at neighbouring points."""

    def evaluate(stage, points):
        if asked is not None:
            asked.append((stage, len(points)))
        rough = noise * np.sin(1e4 * points.sum(axis=1))[:, None]
        residuals = (bent(points) + rough - observed) / STANDARD_ERRORS
        return residuals, np.full(residuals.shape, noise**2 / 2) / STANDARD_ERRORS**2

    return evaluate


def fitted(observed, budget=SMALL, seed=1, **model):
    return fit_posterior(toy(observed, **model), Prior.uniform(3), NO_BIAS, MIDDLE, budget, np.random.default_rng(seed))


@pytest.mark.study
def test_the_truth_lies_in_the_region_of_eighty_percent_in_seventy_to_ninety_percent_of_repeats():
    luck = np.random.default_rng(12)
    inside = []
    for repeat in range(16):
        truth = luck.random(3)
        observed = bent(truth[None])[0] + luck.normal(size=6) * STANDARD_ERRORS
        draws = fitted(observed, seed=repeat, noise=0.01).draws.points
        low, high = np.quantile(draws, [0.1, 0.9], axis=0)
        inside.append((low <= truth) & (truth <= high))
    assert 0.7 <= np.mean(inside) <= 0.9


def test_the_best_point_is_close_to_the_truth_where_observations_are_exact():
    truth = np.array([0.7, 0.2, 0.6])
    found = fitted(bent(truth[None])[0])
    assert found.fit.point == pytest.approx(truth, abs=0.05)
    assert found.laplace.inflation == 1


def test_the_same_luck_gives_the_same_draws_and_another_does_not():
    observed = bent(np.array([[0.7, 0.2, 0.6]]))[0]
    first, again, other = (fitted(observed, seed=seed).draws.points for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_no_more_points_are_run_than_the_budget_allows_and_all_are_kept():
    asked: list[tuple[str, int]] = []
    found = fitted(bent(np.array([[0.7, 0.2, 0.6]]))[0], asked=asked)
    assert len(found.trials.points) == sum(count for _, count in asked) <= SMALL.most_points(3)
    assert list(dict.fromkeys(found.trials.stages)) == list(dict.fromkeys(stage for stage, _ in asked))


def test_the_emulator_says_how_far_off_it_was_where_the_model_was_run_next():
    found = fitted(bent(np.array([[0.7, 0.2, 0.6]]))[0])
    (wave,) = found.waves
    assert wave.errors.max() < 1
    assert 0 < wave.kept <= 1


def test_an_observation_without_a_number_is_left_out_and_the_others_say_the_same():
    observed = bent(np.array([[0.7, 0.2, 0.6]]))[0]

    def with_a_gap(stage, points):
        residuals, variance = toy(observed)(stage, points)
        gap = np.full((len(points), 1), np.nan)
        return np.hstack([gap, residuals]), np.hstack([gap, variance])

    bias = np.vstack([np.empty((1, 0)), NO_BIAS])
    found = fit_posterior(with_a_gap, Prior.uniform(3), bias, MIDDLE, SMALL, np.random.default_rng(1))
    assert found.answered.tolist() == [False] + [True] * 6
    assert np.array_equal(found.draws.points, fitted(observed).draws.points)


def test_a_strong_prior_holds_what_data_do_not_say():
    def deaf(stage, points):
        return np.zeros((len(points), 6)), np.zeros((len(points), 6))

    prior = Prior(np.full(3, 0.4), np.full(3, 0.05), np.zeros(3, dtype=bool))
    draws = fit_posterior(deaf, prior, NO_BIAS, MIDDLE, SMALL, np.random.default_rng(1)).draws.points
    assert draws.mean(axis=0) == pytest.approx(np.full(3, 0.4), abs=0.02)
    assert draws.std(axis=0) == pytest.approx(np.full(3, 0.05), rel=0.2)


@pytest.mark.parametrize(
    ("rows", "said"), [(slice(None), "no number for any observation"), (slice(1, None), "ran at no point")]
)
def test_a_model_that_runs_nowhere_is_told(rows, said):
    def broken(stage, points):
        residuals = np.zeros((len(points), 6))
        residuals[rows] = np.nan
        if rows == slice(1, None):
            residuals[0, 1:] = np.nan
            residuals[1, 0] = np.nan
            residuals[1, 1:] = 0.0
        return residuals, np.zeros_like(residuals)

    with pytest.raises(ValueError, match=said):
        fit_posterior(broken, Prior.uniform(3), NO_BIAS, MIDDLE, replace(SMALL, starts=2), np.random.default_rng(1))
