"""Doubt over luck and over assumptions, against exact answers."""

import numpy as np
import pandas as pd
import pytest

from sim.statistics.two_doubts import doubt_table

DRAWS = 40
VALUES = pd.DataFrame({"a": np.linspace(0, 1, DRAWS), "b": np.tile([0.0, 1.0], DRAWS // 2)})


def one(drawn, lucky=(0.0, 0.0)):
    table = doubt_table(pd.DataFrame({"x": drawn}), pd.DataFrame({"x": lucky}), VALUES.iloc[: len(drawn)])
    return table.iloc[0]


def test_variance_is_split_into_luck_and_assumptions():
    drawn = np.linspace(1, 3, DRAWS)
    lucky = np.array([0.0, 0.5])
    row = one(drawn, lucky)
    assert row["luck"] == pytest.approx(lucky.var(ddof=1) / drawn.var(ddof=1))
    assert row["luck"] + row["assumptions"] == 1


def test_luck_is_at_most_all_of_it_and_unknown_with_a_single_seed():
    assert one(np.linspace(1, 1.1, DRAWS), [0.0, 9.0])["assumptions"] == 0
    assert np.isnan(one(np.linspace(1, 3, DRAWS), [1.0])["luck"])


def test_a_sign_that_the_draws_agree_on_is_given():
    above, below = one(np.linspace(1, 3, DRAWS)), one(np.linspace(-3, -1, DRAWS))
    assert (above["sign"], above["above"], above["depends_on"]) == ("+", 1, "")
    assert (below["sign"], below["below"]) == ("-", 1)
    assert one(np.zeros(DRAWS))["sign"] == "0"


def test_an_open_sign_says_so_and_on_what_it_depends():
    row = one(VALUES["a"].to_numpy() - 0.4)
    assert row["sign"] == "open"
    assert row["depends_on"] == "a"
    assert row["threshold"] == pytest.approx(0.4, abs=0.03)
    assert row["low"] == pytest.approx(-0.35)
    assert row["above"] == pytest.approx(0.6)


def test_a_sign_that_no_parameter_tells_is_open_without_a_reason():
    assert one(np.tile([1.0, 1.0, -1.0, -1.0], DRAWS // 4))["depends_on"] == ""


def test_draws_without_the_number_do_not_count():
    row = one(np.where(np.arange(DRAWS) < 5, np.nan, 2.0))
    assert (row["draws"], row["mean"], row["sign"]) == (DRAWS - 5, 2.0, "+")
    assert one(np.full(DRAWS, np.nan))["draws"] == 0
