"""Reading the ledger."""

import pandas as pd
import pytest

from sim.results.reading.payments import OTHER_BUSINESS, POOLED, between_others, pooled, yearly_payments

COLUMNS = ["payer", "payee", "flow", "amount"]


@pytest.mark.study
def test_a_year_is_the_last_twelve_months_mean_over_seeds(told):
    ledger = told.ledger
    last = ledger[ledger["month"] >= 48]
    assert yearly_payments(told)["amount"].sum() == pytest.approx(last["amount"].sum() / len(told.seeds))


def test_what_a_firm_pays_itself_is_left_out_and_refunds_are_turned_round():
    table = pd.DataFrame(
        [("a", "a", "x", 1.0), ("a", "b", "x", -2.0), ("b", "a", OTHER_BUSINESS[0], 5.0)], columns=COLUMNS
    )
    assert between_others(table, ai_only=True).to_numpy().tolist() == [["b", "a", "x", 2.0]]
    assert len(between_others(table, ai_only=False)) == 2


def test_tiny_accounts_are_pooled_and_the_sum_stays():
    table = pd.DataFrame([("a", "b", "x", 1000.0), ("tiny", "b", "y", 1.0), ("small", "b", "z", 1.0)], columns=COLUMNS)
    [found] = pooled([table])
    assert found["amount"].sum() == 1002.0
    assert set(found["payer"]) == {"a", POOLED}
    assert set(found["flow"]) == {"x", POOLED}


def test_what_is_large_in_one_scenario_keeps_its_name_in_all():
    small = pd.DataFrame([("a", "b", "x", 1000.0), ("c", "b", "x", 1.0)], columns=COLUMNS)
    large = pd.DataFrame([("a", "b", "x", 1.0), ("c", "b", "x", 1000.0)], columns=COLUMNS)
    assert set(pooled([small, large])[0]["payer"]) == {"a", "c"}
