"""Shares of causes: exact answers, and samples that come to them."""

import numpy as np
import pytest

from sim.statistics.shapley import all_sets, interactions, orders, sampled_shapley, sets_of, shapley


def game(causes: int, seed: int = 1) -> dict[int, np.ndarray]:
    """A value for every set, by seed."""
    rng = np.random.default_rng(seed)
    return {one: rng.normal(size=3) for one in all_sets(causes)}


def test_shares_sum_to_the_whole_difference():
    values = game(5)
    np.testing.assert_allclose(shapley(values, 5).sum(axis=0), values[31] - values[0], atol=1e-13)


def test_a_cause_that_adds_nothing_has_no_share_and_equal_ones_have_equal_shares():
    values = {one: np.array([float((one & 3).bit_count()) ** 2]) for one in all_sets(3)}  # the third does nothing
    np.testing.assert_allclose(shapley(values, 3)[:, 0], [2.0, 2.0, 0.0], atol=1e-14)


def test_gloves_are_shared_out_as_shapley_did():
    # One left glove and two right ones: a pair is worth 1.
    values = {one: np.array([float(bool(one & 1) and bool(one & 6))]) for one in all_sets(3)}
    np.testing.assert_allclose(shapley(values, 3)[:, 0], [2 / 3, 1 / 6, 1 / 6], atol=1e-14)


def test_what_two_do_together_is_told_apart_from_what_they_do_alone():
    values = {one: np.array([2.0 * (one & 1) + 5.0 * ((one & 3) == 3)]) for one in all_sets(3)}
    found = interactions(values, 3)
    assert found[0, 1][0] == pytest.approx(5.0)
    assert found[0, 2][0] == pytest.approx(0.0)


def test_sampled_shares_sum_to_the_difference_and_lie_within_their_error():
    values = game(8)
    drawn = orders(8, 200, np.random.default_rng(2))
    shares, error = sampled_shapley(values, drawn)
    np.testing.assert_allclose(shares.sum(axis=0), values[255] - values[0], atol=1e-12)
    exact = shapley(values, 8).mean(axis=1)
    assert (np.abs(shares.mean(axis=1) - exact) < 4.0 * error).all()


def test_orders_come_with_their_reverse_and_need_few_sets():
    drawn = orders(9, 2, np.random.default_rng(3))
    np.testing.assert_array_equal(drawn[0], drawn[1][::-1])
    sets = sets_of(drawn)
    assert sets[:2] == [0, 511]
    assert len(sets) == len(set(sets)) <= 2 + 4 * 8
    assert np.isnan(sampled_shapley(game(9), drawn[:2])[1]).all()
