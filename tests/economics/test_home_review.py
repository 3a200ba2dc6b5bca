"""When and where an enterprise moves its home cloud (E5)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.economics.home_review import draw_home, home_probabilities, move_utility, second_cloud_probability

gains = arrays(float, (4, 3), elements=st.floats(-1.0, 1.0))
spends = arrays(float, 4, elements=st.floats(0.001, 2.0))
dispersions = st.floats(0.2, 10.0)
HOME = np.eye(3, dtype=bool)[[0, 1, 2, 0]]


def probabilities(gain, spend, switching_cost, dispersion=2.0, pull=None):
    drawn = np.zeros_like(gain) if pull is None else pull
    worth = move_utility(gain, HOME, drawn, spend, horizon=36.0, switching_cost=switching_cost)
    return home_probabilities(worth, spend, dispersion)


@given(gains, spends, st.floats(0.0, 14.0), dispersions)
def test_probabilities_lie_between_zero_and_one_and_sum_to_one(gain, spend, cost, dispersion):
    chance = probabilities(gain, spend, cost, dispersion)
    assert ((chance >= 0.0) & (chance <= 1.0)).all()
    np.testing.assert_allclose(chance.sum(axis=1), 1.0, rtol=1e-12)


@given(spends, st.floats(0.0, 14.0), st.floats(0.1, 5.0))
def test_without_gain_or_pull_staying_is_likelier_the_more_moving_costs(spend, cost, more):
    nothing = np.zeros((4, 3))
    assert (probabilities(nothing, spend, cost + more)[HOME] > probabilities(nothing, spend, cost)[HOME]).all()


@given(spends)
def test_without_any_reason_every_cloud_is_as_likely(spend):
    np.testing.assert_allclose(probabilities(np.zeros((4, 3)), spend, 0.0), 1.0 / 3.0, rtol=1e-12)


@given(spends, st.floats(0.0, 14.0), dispersions)
def test_costs_in_months_of_spend_weigh_alike_for_small_and_large(spend, cost, dispersion):
    chance = probabilities(np.zeros((4, 3)), spend, cost, dispersion)
    stay = 1.0 / (1.0 + 2.0 * np.exp(-cost / dispersion))
    np.testing.assert_allclose(chance[HOME], stay, rtol=1e-12)


@given(gains, spends, st.floats(0.01, 0.5))
def test_a_gain_or_a_pull_draws_towards_the_cloud(gain, spend, extra):
    target = np.zeros((4, 3))
    target[:, 2] = extra
    before = probabilities(gain, spend, 6.0)[:, 2]
    assert (probabilities(gain + target, spend, 6.0)[:, 2] >= before).all()
    assert (probabilities(gain, spend, 6.0, pull=target)[:, 2] >= before).all()


def test_benefits_count_over_the_horizon():
    gain = np.array([[0.0, 0.1, 0.0]])
    worth = move_utility(gain, HOME[:1], np.zeros((1, 3)), np.array([0.5]), horizon=36.0, switching_cost=6.0)
    np.testing.assert_allclose(worth, [[0.0, 3.6 - 3.0, -3.0]])


def test_draws_invert_the_distribution():
    chance = np.array([[0.2, 0.5, 0.3]] * 6)
    uniform = np.array([0.0, 0.199, 0.2, 0.699, 0.7, np.nextafter(1.0, 0.0)])
    assert draw_home(chance, uniform).tolist() == [0, 0, 1, 1, 2, 2]


def test_draws_are_as_frequent_as_they_are_likely():
    rng = np.random.default_rng(11)
    chance = np.array([0.1, 0.6, 0.3])
    drawn = draw_home(np.tile(chance, (20_000, 1)), rng.random(20_000))
    assert np.bincount(drawn, minlength=3) / 20_000 == pytest.approx(chance, abs=0.015)


@given(st.floats(-0.01, 0.01), st.floats(0.0, 0.1), st.floats(0.001, 0.1))
def test_a_second_cloud_is_taken_as_often_as_not_where_it_just_pays(gain, cost, dispersion):
    def probability(monthly, price):
        return float(
            second_cloud_probability(
                np.array([monthly]), horizon=36.0, cost=np.array([price]), dispersion=np.array([dispersion])
            )[0]
        )

    assert probability(cost / 36.0, cost) == pytest.approx(0.5)
    odds = np.log(probability(gain, cost) / (1.0 - probability(gain, cost))) if abs(gain) < 1e-3 else None
    if odds is not None and abs(odds) < 20.0:
        assert odds == pytest.approx((36.0 * gain - cost) / dispersion, abs=1e-6)
    assert probability(gain + 0.001, cost) >= probability(gain, cost) >= probability(gain, cost + 0.01)
