"""What a lab is worth, how short of cash it is, and what it can raise (E28 to E31)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economics.finance import (
    HARDEST_NEED,
    dependence_factor,
    funding_need,
    may_list,
    raised,
    runway,
    shadow_value,
    valuation,
)

parts = st.floats(0.0, 1.0)
money = st.floats(-50.0, 500.0)
slopes = st.floats(0.0, 5.0)
TERMS = {"multiple": 28.0, "growth_exponent": 0.5, "dependence_discount": 0.3, "tolerated_dependence": 0.4}
GATE = {"least_revenue": 10.0, "most_dependence": 0.5, "least_margin": 0.4}


@given(parts, parts, slopes, parts)
def test_dependence_takes_away_value_but_never_more_than_all(low, high, discount, tolerated):
    low, high = sorted((low, high))
    terms = {"dependence_discount": discount, "tolerated_dependence": tolerated}
    assert 0.0 <= dependence_factor(high, **terms) <= dependence_factor(low, **terms) <= 1.0
    assert dependence_factor(tolerated, **terms) == 1.0


@given(st.floats(0.0, 100.0), st.floats(-1.0, 5.0), parts, parts)
def test_a_dependent_lab_is_worth_less(revenue, growth, low, high):
    low, high = sorted((low, high))
    assert valuation(revenue, growth, high, **TERMS) <= valuation(revenue, growth, low, **TERMS)


@given(st.floats(0.1, 100.0), st.floats(-1.0, 5.0), st.floats(0.01, 2.0), parts)
def test_revenue_growth_and_technology_add_value(revenue, growth, more, dependence):
    worth = valuation(revenue, growth, dependence, **TERMS)
    assert valuation(revenue + more, growth, dependence, **TERMS) >= worth
    assert valuation(revenue, growth + more, dependence, **TERMS) > worth
    assert valuation(revenue, growth, dependence, **TERMS, technology_value=more) == pytest.approx(worth + more)


def test_a_lab_is_worth_its_multiple_where_nothing_speaks_for_or_against_it():
    assert valuation(10.0, 0.0, 0.4, **TERMS) == pytest.approx(280.0)
    assert valuation(10.0, 3.0, 0.4, **TERMS) == pytest.approx(560.0)
    assert valuation(10.0, 0.0, 0.9, **TERMS) == pytest.approx(280.0 * 0.85)
    assert valuation(10.0, -1.5, 0.4, **TERMS) == 0.0


@given(money, money, st.floats(0.0, 60.0))
def test_need_is_what_cash_does_not_cover(burn, cash, months):
    need = funding_need(burn, cash, months)
    assert need >= 0.0
    assert need == pytest.approx(months * burn - cash) or months * burn <= cash


@given(st.floats(0.0, 1e4), st.floats(-10.0, 1e4), slopes)
def test_a_dollar_is_worth_at_least_a_dollar_and_never_beyond_the_limit(need, worth, slope):
    assert 1.0 <= shadow_value(need, worth, slope=slope) <= 1.0 + HARDEST_NEED * slope


@given(st.floats(0.0, 1e3), st.floats(0.0, 1e3), st.floats(0.01, 1e3), st.floats(0.01, 1e3), slopes)
def test_cash_is_worth_more_to_a_lab_in_greater_need_or_of_less_worth(low, high, less, more, slope):
    (low, high), (less, more) = sorted((low, high)), sorted((less, more))
    assert shadow_value(low, more, slope=slope) <= shadow_value(high, more, slope=slope) + 1e-12
    assert shadow_value(high, more, slope=slope) <= shadow_value(high, less, slope=slope) + 1e-12


def test_need_relative_to_value_sets_what_cash_is_worth():
    assert shadow_value(50.0, 100.0, slope=2.0) == pytest.approx(2.0)
    assert shadow_value(149.0, 100.0, slope=2.0) == pytest.approx(3.98)
    assert shadow_value(400.0, 100.0, slope=2.0) == pytest.approx(4.0)
    assert shadow_value(0.0, 0.0, slope=2.0) == 1.0
    assert shadow_value(1.0, 0.0, slope=2.0) == 4.0
    assert shadow_value(1.0, -5.0, slope=2.0) == 4.0
    assert shadow_value(1.0, 1e-320, slope=2.0) == 4.0


def test_runway_counts_the_months_that_cash_lasts():
    assert runway(12.0, 2.0) == 6.0
    assert runway(12.0, 0.0) == math.inf
    assert runway(0.0, -1.0) == math.inf
    assert runway(0.0, 1.0) == 0.0
    assert runway(-3.0, 1.0) == 0.0


@given(money, money)
def test_a_round_asks_for_burn_and_gets_at_most_a_part_of_the_value(burn, worth):
    cash = raised(burn, worth)
    assert cash >= 0.0
    assert cash <= max(0.0, 18.0 * burn)
    assert cash <= max(0.0, 0.20 * worth)
    assert cash == 0.0 or cash in (18.0 * burn, 0.20 * worth)


def test_only_a_large_independent_profitable_lab_that_is_free_may_list():
    assert may_list(11.0, 0.4, 0.5, False, **GATE)
    assert not may_list(10.0, 0.4, 0.5, False, **GATE)
    assert not may_list(11.0, 0.5, 0.5, False, **GATE)
    assert not may_list(11.0, 0.4, 0.4, False, **GATE)
    assert not may_list(11.0, 0.4, 0.5, True, **GATE)
