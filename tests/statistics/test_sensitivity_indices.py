"""Sensitivity indices of functions whose indices are known."""

import numpy as np
import pytest

from sim.statistics.sensitivity_indices import morris_indices, morris_sample, sobol_indices, sobol_sample
from tests.experiments.experiment_files import ISHIGAMI_FIRST, ISHIGAMI_TOTAL, ishigami


def rng(seed=5):
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(seed)))


def ishigami_at(sample):
    return np.array([ishigami(*(2 * np.pi * row), 1, False) for row in sample])


def linear_at(sample):
    return sample @ np.array([4.0, -2.0, 0.0]) + 7


def test_sobol_indices_of_ishigami_are_the_exact_ones():
    sample = sobol_sample(3, 2048, rng())
    assert sample.shape == (2048 * 5, 3)
    found = sobol_indices(ishigami_at(sample), 3, rng())
    assert found["first"][0] == pytest.approx(ISHIGAMI_FIRST, abs=0.02)
    assert found["total"][0] == pytest.approx(ISHIGAMI_TOTAL, abs=0.02)
    for name, exact in (("first", ISHIGAMI_FIRST), ("total", ISHIGAMI_TOTAL)):
        values, widths = found[name]
        assert (np.abs(values - exact) <= 2 * widths + 1e-3).all()
        assert (widths < 0.1).all()


def test_morris_effects_of_a_line_are_its_slopes():
    sample = morris_sample(3, 20, rng())
    found = morris_indices(sample, linear_at(sample), rng())
    assert found["mu"][0] == pytest.approx([4, -2, 0], abs=1e-9)
    assert found["mu_star"][0] == pytest.approx([4, 2, 0], abs=1e-9)
    assert found["sigma"][0] == pytest.approx([0, 0, 0], abs=1e-9)


def test_morris_finds_interaction():
    sample = morris_sample(2, 40, rng())
    found = morris_indices(sample, sample[:, 0] * sample[:, 1], rng())
    assert (found["sigma"][0] > 0.1).all()


def test_blocks_with_gaps_are_left_out():
    sample = sobol_sample(3, 256, rng())
    values = ishigami_at(sample)
    gap = values.copy()
    gap[[7, 11]] = np.nan  # in the second and the third block
    found = sobol_indices(gap, 3, rng())
    whole = sobol_indices(np.delete(values, range(5, 15)), 3, rng())
    assert found["total"][0] == pytest.approx(whole["total"][0])
    trajectories = morris_sample(3, 10, rng())
    values = linear_at(trajectories)
    values[5] = np.nan
    assert morris_indices(trajectories, values, rng())["mu"][0] == pytest.approx([4, -2, 0], abs=1e-9)


@pytest.mark.parametrize("values", [np.ones(40), np.full(40, np.nan)])
def test_what_does_not_move_has_no_indices(values):
    assert np.isnan(sobol_indices(values, 3, rng())["total"][0]).all()
    assert np.isnan(morris_indices(morris_sample(3, 10, rng()), values, rng())["mu_star"][0]).all()


def test_the_same_source_of_luck_gives_the_same_numbers():
    first, again = sobol_sample(3, 16, rng()), sobol_sample(3, 16, rng())
    assert (first == again).all()
    assert (morris_sample(3, 16, rng()) == morris_sample(3, 16, rng())).all()
    values = ishigami_at(first)
    assert (sobol_indices(values, 3, rng())["total"][1] == sobol_indices(values, 3, rng())["total"][1]).all()
