"""What each price decider earns from every sale (E9, E10, E19)."""

import numpy as np
import pytest

from sim.market.sales.offers import CONSUMER_GROUP
from sim.market.sales.pricing_incentives import price_deciders, pricing_incentives
from tests.market.small_runs import played

MARKET = played("exclusive")
CATALOGUE, OPTION = MARKET.catalogue, MARKET.catalogue.option


def incentives(stakes=None, state=MARKET):
    return pricing_incentives(state.offers, stakes or {}, state.parameters, state.catalogue)


def row(earned, option):
    return int(np.flatnonzero(earned.priced == OPTION[option])[0])


def test_labs_decide_prices_of_closed_models_and_owners_those_of_apps():
    deciders = price_deciders(MARKET.offers, MARKET.parameters, CATALOGUE)
    named = {CATALOGUE.options[option]: owner for option, owner in deciders.items()}
    models, apps = MARKET.parameters.models, MARKET.parameters.apps
    closed = {name: section.lab for name, section in models.items() if not section.open}
    assert named == closed | {name: section.owner for name, section in apps.items()}


def test_a_lab_keeps_what_fee_and_revenue_share_leave():
    earned = incentives()
    classes = [group for group in range(1, 10) if MARKET.buyers.groups > group]
    np.testing.assert_allclose(earned.own_per_price[row(earned, "gpt")][classes], 1.0 - 0.03 - 0.2)
    np.testing.assert_allclose(earned.own_per_price[row(earned, "claude")][classes], 1.0 - 0.03)
    np.testing.assert_allclose(earned.own_per_price[row(earned, "github_copilot")][classes], 1.0)


def test_a_lab_that_sells_from_its_own_cloud_pays_no_fee():
    earned = incentives()
    gemini = row(earned, "gemini")
    assert earned.own_per_price[gemini][CONSUMER_GROUP] == pytest.approx(1.0)


def test_a_stake_adds_a_share_of_the_labs_earnings():
    plain, staked = incentives(), incentives({("microsoft", "openai"): 0.27})
    mai, gpt = row(plain, "mai"), row(plain, "gpt")
    for part in ("per_price", "per_unit"):
        without, with_stake = getattr(plain, part), getattr(staked, part)
        np.testing.assert_allclose(with_stake[mai], without[mai] + 0.27 * without[gpt], atol=1e-12)
        np.testing.assert_array_equal(with_stake[gpt], without[gpt])
    np.testing.assert_array_equal(plain.own_per_price, staked.own_per_price)


def test_search_at_stake_weighs_on_everything_consumers_buy():
    freer = played("exclusive", "owners.alphabet.search_cannibalisation=0")
    with_search, without = incentives(), incentives(state=freer)
    for part in (with_search, without):
        assert part.priced.tolist() == with_search.priced.tolist()
    gemini = row(with_search, "gemini")
    sold = MARKET.offers.mix.sum(axis=2) > 0.0
    lost = with_search.per_unit[gemini][CONSUMER_GROUP] - _own_costs(MARKET, "alphabet")[CONSUMER_GROUP]
    np.testing.assert_allclose(lost[sold[CONSUMER_GROUP]], -0.5, atol=1e-12)
    kept = without.per_unit[gemini][CONSUMER_GROUP] - _own_costs(freer, "alphabet")[CONSUMER_GROUP]
    np.testing.assert_allclose(kept[sold[CONSUMER_GROUP]], 0.0, atol=1e-12)
    claude = row(with_search, "claude")
    assert (
        np.abs(with_search.per_unit[claude][CONSUMER_GROUP] - _own_costs(MARKET, "anthropic")[CONSUMER_GROUP]).max()
        < 1e-12
    )


def _own_costs(state, owner):
    """What an owner receives per unit of each option by the split matrix alone."""
    account = state.catalogue.account[owner]
    return np.einsum("c,gkc->gk", state.offers.per_unit[account], state.offers.mix)
