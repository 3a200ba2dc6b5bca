"""Clauses are given for capital and bought back: declining is free, and nobody signs at a loss (E58 to E61)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economics.alliances import (
    annuity_factor,
    date_weights,
    is_worth_changing,
    monthly_rate,
    worth_of_capital,
)
from sim.economics.bargaining import exclusivity_margin
from tests.economics.closed_forms import exclusivity_premium, loosening_date

amounts = st.floats(0.001, 1000.0)
weights = st.floats(0.05, 0.95)
worths = st.floats(1.0, 50.0)
rates = st.floats(0.0, 0.5)


@given(amounts, amounts, worths, weights)
def test_nobody_loses_by_a_clause_that_is_given(gain, loss, worth, weight):
    if exclusivity_margin(gain, loss, worth) >= 0.0:
        paid = exclusivity_premium(gain, loss, lab_weight=weight, shadow_value=worth)
        assert paid <= gain + 1e-9 * gain
        assert worth * paid >= loss - 1e-9 * loss


@given(amounts, amounts, worths, weights)
def test_a_clause_that_is_not_given_has_no_price_that_suits_both(gain, loss, worth, weight):
    if exclusivity_margin(gain, loss, worth) < 0.0:
        assert loss / worth > gain
        paid = exclusivity_premium(gain, loss, lab_weight=weight, shadow_value=worth)
        assert gain - paid < 0.0 or worth * paid - loss < 0.0


@given(amounts, amounts, worths, worths)
def test_dearer_capital_never_keeps_a_clause_from_being_given(gain, loss, low, high):
    low, high = sorted((low, high))
    assert exclusivity_margin(gain, loss, high) >= 0.0 or exclusivity_margin(gain, loss, low) < 0.0


@given(st.floats(-10.0, 100.0))
def test_capital_is_worth_its_face_to_whoever_can_raise_it(earns):
    assert worth_of_capital(earns, is_bound=False) == 1.0
    assert worth_of_capital(earns, is_bound=True) == max(1.0, earns)


@given(st.floats(0.5, 240.0), rates, st.integers(1, 6))
def test_weights_of_the_dates_sum_to_the_annuity(months, rate, dates):
    at = np.linspace(0.0, months, dates)
    weights_of = date_weights(at.tolist(), months, rate)
    assert (weights_of >= -1e-9).all()
    assert weights_of.sum() == pytest.approx(annuity_factor(months, rate), rel=1e-9)


@given(st.floats(1.0, 240.0), rates, st.floats(0.05, 1.0))
def test_a_claim_that_ends_early_is_worth_its_part(months, rate, part):
    dates = [0.0, months / 2, months]
    assert date_weights(dates, part * months, rate).sum() == pytest.approx(
        annuity_factor(part * months, rate), rel=1e-9
    )


@given(st.floats(0.0, 240.0), rates)
def test_a_year_is_discounted_at_the_yearly_rate(months, rate):
    assert math.exp(-12.0 * monthly_rate(rate)) == pytest.approx(1.0 / (1.0 + rate))
    assert annuity_factor(months, rate) <= months + 1e-9


@given(st.lists(st.tuples(amounts, amounts, worths), min_size=1, max_size=30), weights)
def test_a_dearer_negotiation_never_brings_the_loosening_forward(path, weight):
    gain, loss, worth = zip(*path, strict=True)
    free = loosening_date(gain, loss, worth, lab_weight=weight)
    dear = loosening_date(gain, loss, worth, lab_weight=weight, negotiation_cost=1.0)
    assert dear is None or (free is not None and free <= dear)
    if dear is not None:
        together = loss[dear] / worth[dear] - gain[dear]
        assert is_worth_changing(together, lab_weight=weight, negotiation_cost=1.0)
