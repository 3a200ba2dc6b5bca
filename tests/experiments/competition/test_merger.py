"""A merger in a market of the model."""

from dataclasses import replace

import numpy as np
import pytest

from sim.economics.competition.elasticities import token_diversion
from sim.economics.pricing import nash_prices
from sim.experiments.competition.merger import Merger, merger_of
from sim.experiments.competition.situation import CompetitionError
from tests.experiments.competition.small_situations import situation

RIVALS = merger_of(situation(), "anthropic+alphabet")
TABLES = RIVALS.tables()
PRODUCTS = TABLES["merger_products"].set_index("product")
OUTCOME = TABLES["merger"].set_index("figure")["value"]


def test_pressure_is_the_value_of_the_sales_that_go_to_the_other_firm():
    here = RIVALS.situation
    claude = here.names.index("claude")
    place, alphabet = (
        here.row[claude],
        here.incentives.priced[here.deciders == here.sellers[here.names.index("gemini")]],
    )
    other = here.row[int(alphabet[0])]
    margin = here.incentives.per_price[other] * here.prices + here.incentives.per_unit[other]
    value = np.einsum("gl,gl->", margin[:, 1:], here.demand.slope[:, 1:, claude])
    value += here.incentives.per_price[other, :, claude] @ here.demand.tokens[:, claude]  # its fee on the other's price
    kept = here.incentives.per_price[place, :, claude]
    pressure = value / -(kept @ here.demand.slope[:, claude, claude])
    assert PRODUCTS.loc["claude", "guppi"] == pytest.approx(pressure / here.prices[claude], rel=1e-6)
    assert token_diversion(here.demand)[claude, here.names.index("gemini")] > 0.0


def test_solved_prices_are_the_solvers_and_the_first_order_comes_close():
    here = RIVALS.situation
    solved = nash_prices(here.prices, here.buyers, here.together(("anthropic", "alphabet")))[0]
    rise = solved[here.sold] / here.prices[here.sold] - 1.0
    np.testing.assert_allclose(PRODUCTS["solved"], rise, atol=1e-8)
    assert np.abs(PRODUCTS["first_order"] - rise).max() < 0.2 * np.abs(rise).max()
    assert PRODUCTS.loc["claude", "solved"] > 0.0


def test_at_the_cost_reduction_that_breaks_even_buyers_are_as_well_off_as_before():
    part = OUTCOME["cost reduction that buyers break even at"]
    assert 0.0 < part < 0.5
    solved = RIVALS._solved(RIVALS._cheaper(part))
    lost = OUTCOME["prices alone: consumer surplus"]
    assert lost < 0.0
    assert abs(RIVALS._surplus(solved) - RIVALS._surplus(RIVALS.situation.prices)) < 1e-3 * abs(lost)


def test_everything_shared_is_what_firms_see_when_they_think_of_a_purchase():
    here = RIVALS.situation
    bought = replace(here.now, catalogue=here.state.catalogue.after_purchase("anthropic", "alphabet"))
    rise = here.outlook.under(bought).consumer_surplus - here.outcome.consumer_surplus
    assert OUTCOME["everything shared: consumer surplus"] == pytest.approx(rise, rel=1e-12)


def test_candidate_markets_grow_until_one_owner_would_raise_a_price():
    rows = TABLES["hypothetical_monopolist"]
    sizes = rows["market"].str.count(",")
    assert list(sizes) == sorted(set(sizes))
    assert not rows["is_a_market"].iloc[:-1].any()


def test_firms_that_never_meet_have_no_candidate_market():
    here = situation()
    assert Merger(here, "amazon", "cursor").tables()["hypothetical_monopolist"].empty


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("microsoft", "write BUYER\\+TARGET"),
        ("microsoft+", "write BUYER\\+TARGET"),
        ("microsoft+curser", "did you mean cursor"),
        ("microsoft+microsoft", "are one firm already"),
    ],
)
def test_what_is_no_merger_is_refused(text, message):
    with pytest.raises(CompetitionError, match=message):
        merger_of(situation(), text)
