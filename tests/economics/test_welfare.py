"""What buyers gain (E38) and how many models repay their integration (E6)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.economics.allocation import allocate
from sim.economics.welfare import consumer_surplus, models_worth_integrating
from tests.economics.closed_forms import optimal_model_count, value_of_choice

utilities = arrays(float, (3, 5), elements=st.floats(-4.0, 4.0))
sensitivities = arrays(float, 3, elements=st.floats(0.2, 1.0))


def gain(utility, sensitivity, concentration=0.0):
    _, value = allocate(utility, 1.0, np.full(3, concentration))
    return consumer_surplus(value, utility[:, 0], sensitivity, np.ones(3))


@given(utilities, sensitivities, st.sampled_from((0.0, 0.5, 2.0)))
def test_ai_is_never_worth_less_than_doing_without(utility, sensitivity, concentration):
    assert (gain(utility, sensitivity, concentration) >= -1e-12).all()


@given(utilities, sensitivities)
def test_without_anything_on_offer_nothing_is_gained(utility, sensitivity):
    utility[:, 1:] = -np.inf
    np.testing.assert_allclose(gain(utility, sensitivity), 0.0, atol=1e-12)


@given(utilities, sensitivities, st.sampled_from((0.0, 0.5, 2.0)))
def test_another_option_never_hurts(utility, sensitivity, concentration):
    fewer = utility.copy()
    fewer[:, 4] = -np.inf
    assert (gain(utility, sensitivity, concentration) >= gain(fewer, sensitivity, concentration) - 1e-10).all()


@given(utilities, sensitivities, st.sampled_from((0.0, 0.5, 2.0)))
def test_a_dearer_option_costs_buyers_what_they_buy(utility, sensitivity, concentration):
    step = 1e-5
    shares, _ = allocate(utility, 1.0, np.full(3, concentration))
    for option in range(1, 5):
        rise = np.outer(sensitivity, step * (np.arange(5) == option))
        slope = gain(utility + rise, sensitivity, concentration) - gain(utility - rise, sensitivity, concentration)
        np.testing.assert_allclose(slope / (2.0 * step), shares[:, option], atol=1e-5)


def test_only_what_is_served_counts():
    half = consumer_surplus(np.array([3.0]), np.array([1.0]), np.array([0.5]), np.array([0.5]))
    assert half.tolist() == [2.0]


@given(utilities, sensitivities, st.floats(0.01, 2.0))
def test_models_are_integrated_while_the_next_one_adds_its_cost(utility, sensitivity, cost):
    counts = models_worth_integrating(utility, sensitivity, cost)
    for row, count in enumerate(counts):
        best = np.concatenate((utility[row, :1], np.sort(utility[row, 1:])[::-1]))
        value = [np.logaddexp.reduce(best[: n + 1]) / sensitivity[row] for n in range(5)]
        added = np.diff(value)
        assert all(added[:count] >= cost - 1e-9)
        assert count == 4 or added[count] < cost + 1e-9


def test_options_that_are_not_on_offer_are_not_worth_integrating():
    utility = np.array([[0.0, 2.0, -np.inf, -np.inf]])
    assert models_worth_integrating(utility, np.array([0.5]), 0.01).tolist() == [1]


@given(st.floats(0.2, 1.0), st.floats(0.05, 1.0))
def test_the_optimal_number_equates_the_worth_of_one_more_and_its_cost(sensitivity, cost):
    best = optimal_model_count(sensitivity, cost)
    step = 1e-6 * best
    slope = (value_of_choice(best + step, sensitivity) - value_of_choice(best - step, sensitivity)) / (2.0 * step)
    assert slope == pytest.approx(cost, rel=1e-6)
