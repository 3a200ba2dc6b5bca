"""What a right to buy a company later is worth, and when it is used (E32)."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.economics.options import attempt_threshold, call_value, exercise_probability, exercise_threshold, option_value
from tests.economics.closed_forms import exchange_option_value, exchange_volatility

values = st.floats(0.0, 200.0)
terms = st.fixed_dictionaries({"strike": st.floats(1.0, 100.0), "fee": st.floats(0.0, 30.0)})
market = st.fixed_dictionaries(
    {"years": st.floats(0.0, 5.0), "volatility": st.floats(0.0, 1.5), "rate": st.floats(0.0, 0.1)}
)
more = st.fixed_dictionaries(
    {"synergy": st.floats(0.0, 0.5), "holdup": st.floats(0.0, 0.9), "partnership": st.floats(0.0, 30.0)}
)


@given(values, terms, market, more)
def test_the_option_is_worth_at_least_what_either_decision_taken_now_would_bring(value, deal, conditions, extra):
    discount = math.exp(-conditions["rate"] * conditions["years"])
    buying = (1.0 + extra["synergy"]) * value - deal["strike"] * discount
    staying = extra["holdup"] * value + (extra["partnership"] - deal["fee"]) * discount
    assert option_value(value, **deal, **conditions, **extra) >= max(buying, staying) - 1e-9


@given(values, st.floats(0.0, 50.0), terms, market, more)
def test_the_option_is_worth_more_on_a_better_company(value, rise, deal, conditions, extra):
    low = option_value(value, **deal, **conditions, **extra)
    assert option_value(value + rise, **deal, **conditions, **extra) >= low - 1e-9


@given(values, terms, market, more, st.floats(0.0, 1.0))
def test_uncertainty_synergy_and_partnership_never_lower_the_value(value, deal, conditions, extra, rise):
    worth = option_value(value, **deal, **conditions, **extra)
    riskier = conditions | {"volatility": conditions["volatility"] + rise}
    closer = extra | {"synergy": extra["synergy"] + rise}
    richer = extra | {"partnership": extra["partnership"] + 10.0 * rise}
    assert option_value(value, **deal, **riskier, **extra) >= worth - 1e-9
    assert option_value(value, **deal, **conditions, **closer) >= worth - 1e-9
    assert option_value(value, **deal, **conditions, **richer) >= worth - 1e-9


@given(values, terms, market, more, st.floats(0.0, 20.0))
def test_a_higher_strike_or_fee_never_raises_the_value(value, deal, conditions, extra, rise):
    worth = option_value(value, **deal, **conditions, **extra)
    for name in deal:
        dearer = deal | {name: deal[name] + rise}
        assert option_value(value, **dearer, **conditions, **extra) <= worth + 1e-9


@given(terms, more)
def test_the_holder_is_indifferent_at_the_threshold(deal, extra):
    value = exercise_threshold(**deal, **extra)
    buying = (1.0 + extra["synergy"]) * value - deal["strike"]
    staying = extra["holdup"] * value + extra["partnership"] - deal["fee"]
    assert buying == pytest.approx(staying, abs=1e-9)


@given(st.floats(1.0, 200.0), terms, market, more)
def test_exercise_is_a_probability_that_rises_with_the_company(value, deal, conditions, extra):
    low = exercise_probability(value, **deal, **conditions, **extra)
    high = exercise_probability(value + 10.0, **deal, **conditions, **extra)
    assert 0.0 <= low <= high <= 1.0


@given(st.floats(1.0, 200.0), terms, more)
def test_a_decision_due_now_compares_with_the_threshold(value, deal, extra):
    threshold = exercise_threshold(**deal, **extra)
    assume(abs(value - threshold) > 1e-6)
    due = {"years": 0.0, "volatility": 0.8, "rate": 0.04}
    assert exercise_probability(value, **deal, **due, **extra) == (1.0 if value > threshold else 0.0)
    kept = extra["holdup"] * value + extra["partnership"] - deal["fee"]
    bought = (1.0 + extra["synergy"]) * value - deal["strike"]
    assert option_value(value, **deal, **due, **extra) == pytest.approx(max(kept, bought), abs=1e-9)


def test_value_and_probability_are_means_over_lognormal_outcomes():
    value, deal = 50.0, {"strike": 60.0, "fee": 10.0}
    conditions = {"years": 2.0 / 3.0, "volatility": 0.8, "rate": 0.04}
    extra = {"synergy": 0.25, "holdup": 0.15, "partnership": 4.0}
    normal = np.linspace(-9.0, 9.0, 200_001)
    density = np.exp(-(normal**2) / 2.0) / math.sqrt(2.0 * math.pi) * (normal[1] - normal[0])
    spread = 0.8 * math.sqrt(2.0 / 3.0)
    company = value * np.exp(0.04 * 2.0 / 3.0 - spread**2 / 2.0 + spread * normal)
    buying = (1.0 + 0.25 - 0.15) * company - 60.0
    staying = 4.0 - 10.0
    discounted = math.exp(-0.04 * 2.0 / 3.0) * density @ np.maximum(buying, staying)
    assert option_value(value, **deal, **conditions, **extra) == pytest.approx(0.15 * value + discounted, abs=1e-6)
    bought = density @ (buying > staying)
    assert exercise_probability(value, **deal, **conditions, **extra) == pytest.approx(bought, abs=1e-4)


@given(values, st.floats(1.0, 200.0), market)
def test_a_call_lies_between_what_it_brings_for_sure_and_the_company_itself(value, strike, conditions):
    price = call_value(value, strike, **conditions)
    assert max(0.0, value - strike * math.exp(-conditions["rate"] * conditions["years"])) - 1e-9 <= price
    assert price <= value + 1e-9


def test_a_strike_that_pays_the_buyer_is_always_taken():
    assert call_value(50.0, -10.0, 1.0, 0.8, 0.0) == 60.0
    deal = {"strike": 5.0, "fee": 10.0}
    assert exercise_probability(50.0, **deal, years=1.0, volatility=0.8, rate=0.0) == 1.0
    assert exercise_probability(0.0, strike=60.0, fee=10.0, years=1.0, volatility=0.8, rate=0.0) == 0.0


@given(st.floats(0.0, 2.0), st.floats(0.0, 2.0), st.floats(-1.0, 1.0))
def test_volatilities_that_move_together_cancel(first, second, correlation):
    together = exchange_volatility(first, second, correlation)
    assert abs(first - second) - 1e-7 <= together <= first + second + 1e-7
    assert exchange_volatility(first, first, 1.0) == pytest.approx(0.0, abs=1e-7)


@given(st.floats(1.0, 200.0), st.floats(1.0, 200.0), st.floats(0.1, 5.0), st.floats(0.1, 1.0), st.floats(0.0, 1.0))
def test_exchanging_either_way_differs_by_the_values_themselves(first, second, years, volatility, other):
    there = exchange_option_value(first, second, years, volatility, other, 0.3)
    back = exchange_option_value(second, first, years, other, volatility, 0.3)
    assert there - back == pytest.approx(first - second, abs=1e-8)


@given(values, st.floats(1.0, 200.0), market)
def test_paying_with_shares_that_do_not_move_is_paying_money_without_interest(value, strike, conditions):
    money = call_value(value, strike, conditions["years"], conditions["volatility"], 0.0)
    paid = exchange_option_value(value, strike, conditions["years"], conditions["volatility"], 0.0, 0.0)
    assert paid == pytest.approx(money, abs=1e-12)


@given(terms, st.floats(0.05, 1.0), st.floats(0.05, 1.0), st.floats(0.0, 10.0), st.floats(0.0, 0.5))
def test_a_stricter_regulator_and_a_higher_break_fee_deter(deal, low, high, break_fee, synergy):
    low, high = sorted((low, high))

    def threshold(approval, fee):
        return attempt_threshold(**deal, approval=approval, break_fee=fee, synergy=synergy)

    assert threshold(low, break_fee) >= threshold(high, break_fee) - 1e-9
    assert threshold(low, break_fee + 1.0) >= threshold(low, break_fee)
    assert threshold(1.0, break_fee) == pytest.approx(exercise_threshold(**deal, synergy=synergy))
