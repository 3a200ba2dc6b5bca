"""How capability grows (E24) and what serving costs (E25)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economics.technology import (
    HIGHEST_SERVING_COST,
    LOWEST_SERVING_COST,
    architecture_cost_factor,
    architecture_penalty,
    learning_exponent,
    next_capability,
    reference_capability,
    reference_growth,
    serving_cost,
)
from tests.economics.closed_forms import steady_gap

spend = st.floats(0.0, 50.0)
LAW = {"progress_ratio": 0.85, "algorithmic_decline": 0.5, "cost_of_capability": 0.35}


def step(level, frontier, training, luck=0.0, effect=0.08, catch_up=0.03):
    return next_capability(level, frontier, training, 1.0, training_effect=effect, catch_up=catch_up, luck=luck)


@given(st.floats(-5.0, 5.0), st.floats(-5.0, 5.0), spend, spend)
def test_more_training_never_lowers_capability(level, frontier, less, more):
    low, high = sorted((less, more))
    assert step(level, frontier, high) >= step(level, frontier, low) >= level


@given(st.floats(-5.0, 5.0), st.floats(0.0, 5.0))
def test_catching_up_closes_part_of_the_gap_and_never_overtakes(level, lead):
    after = float(step(level, level + lead, 0.0))
    assert after - level == pytest.approx(0.03 * lead, abs=1e-12)
    assert float(step(level + lead, level, 0.0)) == level + lead


def test_luck_is_added():
    assert float(step(2.0, 2.0, 0.0, luck=-0.3)) == pytest.approx(1.7)


@pytest.mark.parametrize(("high", "low"), [(4.0, 1.0), (10.0, 0.0), (0.5, 0.5), (3.0, 2.9)])
def test_the_gap_settles_where_the_law_says(high, low):
    first, second = 1.0, 0.0
    for _ in range(1200):
        first, second = (
            float(step(first, max(first, second), high, catch_up=0.05)),
            float(step(second, max(first, second), low, catch_up=0.05)),
        )
    assert first - second == pytest.approx(steady_gap(high, low, 1.0, 0.08, 0.05), abs=1e-6)


def test_the_training_reference_grows_until_it_saturates():
    growth = [reference_growth(month, 2.4, 20.0) for month in range(72)]
    assert growth[0] == 1.0
    assert growth[12] == pytest.approx(2.4)
    assert growth[-1] == 20.0
    assert (np.diff(growth) >= 0.0).all()


@given(st.floats(0.5, 0.99), st.floats(0.1, 10.0), st.floats(1.0, 1e4))
def test_each_doubling_of_output_leaves_the_progress_ratio(ratio, start, output):
    law = {**LAW, "progress_ratio": ratio}
    once = float(serving_cost(start, output, 0, 0.0, **law))
    assert float(serving_cost(start, 2.0 * output, 0, 0.0, **law)) / once == pytest.approx(ratio)
    assert learning_exponent(ratio) == pytest.approx(-np.log(ratio) / np.log(2.0))


@given(st.floats(0.1, 10.0), st.floats(1.0, 1e4), st.floats(0.0, 120.0), st.floats(-3.0, 5.0))
def test_serving_cost_splits_into_experience_algorithms_and_capability(start, output, months, gain):
    cost = float(serving_cost(start, output, months, gain, **LAW))
    log = -learning_exponent(0.85) * np.log(output) - 0.5 * months / 12.0 + 0.35 * gain
    assert np.log(cost / start) == pytest.approx(log, abs=1e-9)


def test_serving_costs_something_that_numbers_can_hold_however_far_models_come():
    costs = serving_cost(1.0, 1.0, 600.0, np.array([-1e5, 1e5]), **LAW)
    assert costs.tolist() == [LOWEST_SERVING_COST, HIGHEST_SERVING_COST]


def test_at_the_start_serving_costs_what_the_scenario_says():
    assert float(serving_cost(1.3, 1.0, 0, 0.0, **LAW)) == 1.3


@given(st.floats(0.0, 1.0))
def test_the_yardstick_follows_the_mean_model_as_far_as_it_is_not_anchored(anchor):
    capability, volume = np.array([4.0, 2.0]), np.array([3.0, 1.0])
    assert reference_capability(capability, volume, 3.0, anchor) == pytest.approx((1.0 - anchor) * 0.5)


def test_the_yardstick_stands_still_while_nothing_is_sold():
    assert reference_capability(np.array([4.0, 2.0]), np.zeros(2), 3.0, 0.0) == 0.0


@given(st.floats(1.0, 10.0))
def test_another_architecture_serves_cheaper_only_after_its_breakthrough(advantage):
    assert architecture_cost_factor(False, advantage) == 1.0
    assert architecture_cost_factor(True, advantage) * advantage == pytest.approx(1.0)


@given(st.floats(0.0, 3.0), st.floats(0.0, 60.0), st.floats(0.1, 60.0), st.floats(0.0, 0.5))
def test_what_an_architecture_lacks_fades_after_its_breakthrough(initial, months, longer, decay):
    assert architecture_penalty(initial, None, decay) == initial
    assert architecture_penalty(initial, 0.0, decay) == initial
    later = architecture_penalty(initial, months + longer, decay)
    assert 0.0 <= later <= architecture_penalty(initial, months, decay) <= initial


def test_a_penalty_halves_in_the_time_that_its_decay_says():
    assert architecture_penalty(0.8, 12.0, math.log(2.0) / 12.0) == pytest.approx(0.4)
