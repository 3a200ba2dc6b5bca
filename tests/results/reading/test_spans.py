"""Part of a run: which months, and what money in them is worth."""

import numpy as np
import pandas as pd
import pytest

from sim.results.reading.spans import Span, outcomes_by_seed, read_span, within


@pytest.mark.parametrize(
    ("window", "span"),
    [
        (None, Span(0, 72)),
        ("2024", Span(12, 24)),
        ("2026..2028", Span(36, 72)),
        ("2020..2023-03", Span(0, 3)),
        ("2028-06..2040", Span(65, 72)),
    ],
)
def test_a_window_holds_both_its_ends_and_is_cut_to_the_run(window, span):
    assert read_span(window, 0.0, "2023-01", 72) == span


@pytest.mark.parametrize("window", ["2029", "2022", "2026..2025", "now", "2026-1"])
def test_what_is_no_window_of_the_run_is_refused(window):
    with pytest.raises(ValueError, match="window"):
        read_span(window, 0.0, "2023-01", 72)


def test_money_that_adds_up_is_discounted_to_the_first_month_of_the_window_and_nothing_else_is():
    months = np.arange(24)
    monthly = pd.DataFrame(
        {"seed": 1, "month": months, "kind": "owner", "entity": "openai", "profit": 1.0, "lab_share": 0.5}
    )
    span = Span(12, 24, 0.1)
    outcomes = outcomes_by_seed(within(monthly, span)).loc[1]
    assert outcomes["profit.openai"] == pytest.approx((1.1 ** (-np.arange(12) / 12)).sum())
    assert outcomes["lab_share.openai"] == 0.5
    ledger = pd.DataFrame({"seed": 1, "month": months, "amount": 1.0})
    assert within(ledger, span)["amount"].sum() == pytest.approx(outcomes["profit.openai"])
