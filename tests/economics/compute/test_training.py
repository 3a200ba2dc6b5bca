"""Training budgets and the compute they buy (E51, E52)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economics.compute.training import lab_training_budget, owner_training_budget, training_compute
from sim.economics.technology import next_capability

money = st.floats(0.0, 50.0)
LAB = {"floor": 0.1, "share": 0.4, "reserve": 2.0, "plan": 24.0}


@given(st.floats(0.01, 10.0), st.floats(0.5, 8.0), st.floats(0.5, 4.0))
def test_half_the_price_or_twice_the_efficiency_buys_twice_the_compute(dollars, price, efficiency):
    compute = float(training_compute(dollars, price, efficiency))
    assert training_compute(dollars, price / 2.0, efficiency) == pytest.approx(2.0 * compute)
    assert training_compute(dollars, price, 2.0 * efficiency) == pytest.approx(2.0 * compute)


@given(st.floats(0.01, 5.0), st.floats(0.01, 5.0))
def test_capability_gains_the_log_of_compute_over_the_reference(compute, reference):
    gained = next_capability(1.0, 1.0, compute, reference, training_effect=0.08, catch_up=0.0, luck=0.0) - 1.0
    assert gained == pytest.approx(0.08 * np.log(1.0 + compute / reference))


@given(money, money, money)
def test_a_lab_spends_more_with_more_receipts_or_cash_and_never_more_than_it_can(receipts, cash, limit):
    spent = lab_training_budget(receipts, cash, **LAB, limit=limit)
    assert spent <= limit
    assert spent >= min(limit, LAB["floor"])
    assert lab_training_budget(receipts + 1.0, cash, **LAB, limit=limit) >= spent
    assert lab_training_budget(receipts, cash + 1.0, **LAB, limit=limit) >= spent


def test_a_lab_below_its_reserve_trains_less_than_its_share_of_receipts():
    assert lab_training_budget(1.0, 2.0, **LAB, limit=9.0) == pytest.approx(0.4)
    assert lab_training_budget(1.0, 0.8, **LAB, limit=9.0) == pytest.approx(0.35)
    assert lab_training_budget(1.0, 26.0, **LAB, limit=9.0) == pytest.approx(1.4)


@given(money, money)
def test_an_owner_trains_more_the_more_it_would_lose_without_its_supplier(receipts, exposure):
    without = owner_training_budget(receipts, 0.0, floor=0.1, share=0.1, insurance=0.3)
    exposed = owner_training_budget(receipts, exposure, floor=0.1, share=0.1, insurance=0.3)
    assert without == max(0.1, 0.1 * receipts)
    assert exposed == max(0.1, 0.1 * receipts + 0.3 * exposure)
    assert exposed >= without
