"""Tables of a market as it stands."""

import numpy as np
import pytest

from sim.experiments.competition.structure import tables_of
from tests.experiments.competition.small_situations import STAKE, situation

TABLES = tables_of(situation(STAKE))


def test_shares_of_each_market_sum_to_one():
    sums = TABLES["products"].groupby("market")[["spend_share", "token_share"]].sum()
    np.testing.assert_allclose(sums, 1.0, rtol=1e-12)


def test_what_buyers_leave_goes_somewhere_in_every_market():
    sums = TABLES["pairs"].groupby(["market", "product"])[["diversion_to_other", "long_run_diversion_to_other"]].sum()
    np.testing.assert_allclose(sums, 1.0, atol=1e-8)


def test_a_silent_stake_raises_concentration_by_the_product_of_the_shares():
    by_firm = TABLES["products"].groupby(["market", "firm"])["spend_share"].sum()
    market = TABLES["markets"].set_index("market").loc["all"]
    rise = 1e4 * 0.27 * by_firm["all", "microsoft"] * by_firm["all", "openai"]
    assert market["mhhi_spend"] - market["hhi_spend"] == pytest.approx(rise, rel=1e-9)


def test_open_models_have_no_margin_because_nobody_decides_their_price():
    products = TABLES["products"].set_index(["market", "product"])
    assert np.isnan(products.loc[("all", "llama"), "lerner"])
    assert 0.0 < products.loc[("all", "gpt"), "lerner"] < 1.0
