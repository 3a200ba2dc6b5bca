"""The chart of payments."""

import pytest

from sim.app.charts.payments import payment_rows, payments_in


def test_payments_of_a_span_add_up_to_the_ledger(pair, found):
    rows = pair.base.ledger[lambda table: (table["month"] >= 2) & (table["month"] <= 4)]
    between = rows[(rows["flow"] == "wholesale") & (rows["payer"] != rows["payee"])]
    expected = between["amount"].sum() / len(pair.base.seeds)
    table = payments_in(found.payments[0], 2, 4)
    assert table[table["flow"] == "wholesale"]["amount"].sum() == pytest.approx(expected)
    assert payment_rows([table, table], found.parameters)[0].amounts[0] != "0"
