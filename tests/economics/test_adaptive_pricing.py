"""Prices found by trial (E11)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economics.adaptive_pricing import adjusted_log_price, posted_log_price, running_mean
from tests.economics.small_markets import logit_market, owned_equilibrium

signs = st.sampled_from([-1.0, 1.0])
profits = st.floats(-10.0, 10.0)
STEP = {"step": 0.01, "perturbation": 0.05}


@given(st.floats(-3.0, 3.0), st.floats(0.001, 0.2), signs)
def test_the_posted_price_is_off_by_the_trial_in_its_direction(log_price, perturbation, sign):
    posted = posted_log_price(np.array([log_price]), perturbation, np.array([sign]))
    assert sign * (posted[0] - log_price) == pytest.approx(perturbation)


@given(st.floats(-3.0, 3.0), signs, profits, profits)
def test_a_price_moves_towards_what_earned_more_and_never_far(log_price, sign, profit, usual):
    values = (np.array([value]) for value in (log_price, sign, profit, usual))
    moved = adjusted_log_price(*values, **STEP, limit=0.02)[0] - log_price
    assert abs(moved) <= 0.02 + 1e-12
    assert moved * sign * np.sign(profit - usual) >= 0.0


def test_a_first_profit_after_none_is_a_step_of_the_largest_size():
    moved = adjusted_log_price(np.zeros(1), np.ones(1), np.array([3.0]), np.zeros(1), **STEP, limit=0.02)
    assert moved == pytest.approx(0.02)
    assert adjusted_log_price(np.zeros(1), np.ones(1), np.zeros(1), np.zeros(1), **STEP) == pytest.approx(0.0)


@given(profits, profits, st.floats(1.0, 60.0))
def test_the_mean_moves_by_its_part_of_the_news(base, profit, memory):
    after = running_mean(np.array([base]), np.array([profit]), memory)[0]
    assert after - base == pytest.approx((profit - base) / memory, abs=1e-12)
    assert running_mean(np.array([base]), np.array([profit]), 1.0)[0] == pytest.approx(profit, abs=1e-12)


@pytest.mark.parametrize("start", [0.7, 1.5])
def test_on_a_market_that_stands_still_the_price_drifts_to_the_computed_one(start):
    market, cost = logit_market([4.0], 0.5), np.array([2.0])
    computed = owned_equilibrium(market, cost, [0])
    draws = np.random.default_rng(7).choice([-1.0, 1.0], size=3000)

    def profit(log_price):
        price = np.exp(log_price)
        return (price - cost) * market.shares(price)

    log_price = np.log(start * computed)
    usual, path = profit(log_price), []
    for draw in draws:
        sign = np.array([draw])
        earned = profit(posted_log_price(log_price, 0.05, sign))
        log_price = adjusted_log_price(log_price, sign, earned, usual, **STEP)
        usual = running_mean(usual, earned, 12.0)
        path.append(log_price[0])
    assert np.exp(np.mean(path[-500:])) == pytest.approx(computed[0], rel=0.01)
