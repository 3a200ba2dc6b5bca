"""The figure of payments agrees with the tables."""

import pytest
from matplotlib.patches import Rectangle

from sim.results.reading.payments import OTHER_BUSINESS
from tests.figures.reading import texts_of


def test_payments_balance_and_leave_out_what_a_firm_pays_itself(pair, drawn):
    figure = drawn("payments")
    for axes, ensemble in zip(figure.axes, pair.ensembles, strict=True):
        ledger = ensemble.ledger
        rows = ledger[(ledger["month"] >= 24) & (ledger["payer"] != ledger["payee"])]
        rows = rows[~rows["flow"].isin(OTHER_BUSINESS)]
        nodes = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
        columns: dict[float, float] = {}
        for node in nodes:
            columns[node.get_x()] = columns.get(node.get_x(), 0.0) + node.get_height()
        assert len(columns) == 3
        assert max(columns.values()) == pytest.approx(min(columns.values()))
        total = rows["amount"].sum() / len(ensemble.seeds)
        assert f"all payments: {total:.3g} bn USD" in texts_of(axes)
        paid = rows.loc[rows["payer"] == "openai", "amount"].sum() / len(ensemble.seeds)
        assert any(text.startswith(f"OpenAI {paid:.2f}") for text in texts_of(axes))


def test_payments_keep_one_scale_and_say_what_is_left_out(pair, drawn):
    figure = drawn("payments")
    totals = []
    for axes, ensemble in zip(figure.axes, pair.ensembles, strict=True):
        table = ensemble.ledger.query("month >= 24 and payer != payee")
        amount = table.loc[~table["flow"].isin(OTHER_BUSINESS), "amount"].sum()
        left = min(patch.get_x() for patch in axes.patches if isinstance(patch, Rectangle))
        heights = [p.get_height() for p in axes.patches if isinstance(p, Rectangle) and p.get_x() == left]
        totals.append(sum(heights) / amount)
    assert totals[0] == pytest.approx(totals[1])
    assert any("payments of a firm to itself" in text for text in texts_of(figure))
