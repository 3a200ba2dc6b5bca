"""What each price decider earns from every sale (E9, E10, E19)."""

import numpy as np
import pytest

from sim.market.rules.demand_laws import demand_law
from sim.market.sales.offers import CONSUMER_GROUP
from sim.market.sales.pricing_incentives import price_deciders, pricing_incentives
from tests.market.small_runs import played

MARKET = played("exclusive")
CATALOGUE, OPTION = MARKET.catalogue, MARKET.catalogue.option


def incentives(stakes=None, state=MARKET, premium=0.0):
    """Incentives where an hour of a cloud is worth more to its owner than it takes by a premium, by default none."""
    worth = state.serving_cost, np.full(len(state.clouds), premium), demand_law(state.parameters.rules).search_loss
    return pricing_incentives(state.offers, stakes or {}, *worth, state.parameters, state.catalogue)


def row(earned, option):
    return int(np.flatnonzero(earned.priced == OPTION[option])[0])


def test_labs_decide_prices_of_closed_models_and_owners_those_of_apps():
    deciders = price_deciders(MARKET.offers, MARKET.parameters, CATALOGUE)
    named = {CATALOGUE.options[option]: owner for option, owner in deciders.items()}
    models, apps = MARKET.parameters.models, MARKET.parameters.apps
    sold = {CATALOGUE.options[component.option] for component in MARKET.offers.components}
    closed = {name: section.lab for name, section in models.items() if not section.open and name in sold}
    assert named == closed | {name: section.owner for name, section in apps.items()}


def test_a_lab_keeps_what_fee_and_revenue_share_leave():
    earned = incentives()
    classes = [group for group in range(1, 10) if MARKET.buyers.groups > group]
    share = MARKET.parameters.contracts["microsoft-openai"].revenue_share
    np.testing.assert_allclose(earned.own_per_price[row(earned, "gpt")][classes], 1.0 - 0.03 - share)
    np.testing.assert_allclose(earned.own_per_price[row(earned, "claude")][classes], 1.0 - 0.03)
    np.testing.assert_allclose(earned.own_per_price[row(earned, "github_copilot")][classes], 1.0)


def test_a_lab_that_sells_to_consumers_itself_pays_no_fee():
    earned = incentives()
    gemini = row(earned, "gemini")
    assert earned.own_per_price[gemini][CONSUMER_GROUP] == pytest.approx(1.0)


def test_a_stake_adds_a_share_of_the_labs_earnings():
    plain, staked = incentives(), incentives({("microsoft", "openai"): 0.27})
    copilot, gpt = row(plain, "github_copilot"), row(plain, "gpt")
    for part in ("per_price", "per_unit"):
        without, with_stake = getattr(plain, part), getattr(staked, part)
        np.testing.assert_allclose(with_stake[copilot], without[copilot] + 0.27 * without[gpt], atol=1e-12)
        np.testing.assert_array_equal(with_stake[gpt], without[gpt])
    np.testing.assert_array_equal(plain.own_per_price, staked.own_per_price)


def test_a_stake_in_a_lab_that_one_owns_by_now_takes_nothing_from_ones_own_sales():
    merged = CATALOGUE.after_purchase("microsoft", "openai")
    worth = MARKET.serving_cost, np.zeros(len(MARKET.clouds)), demand_law(MARKET.parameters.rules).search_loss
    plain, staked = (
        pricing_incentives(MARKET.offers, stakes, *worth, MARKET.parameters, merged)
        for stakes in ({}, {("microsoft", "openai"): 0.27})
    )
    np.testing.assert_array_equal(staked.per_price, plain.per_price)


def test_owners_who_decide_as_one_earn_what_both_earned():
    worth = MARKET.serving_cost, np.zeros(len(MARKET.clouds)), demand_law(MARKET.parameters.rules).search_loss
    given = MARKET.offers, {("microsoft", "openai"): 0.27}, *worth, MARKET.parameters, CATALOGUE
    alone = pricing_incentives(MARKET.offers, {}, *worth, MARKET.parameters, CATALOGUE)
    joint = pricing_incentives(*given, ("microsoft", "openai"))
    for part in ("per_price", "per_unit"):
        both = sum(getattr(alone, part)[row(alone, option)] for option in ("github_copilot", "gpt"))
        for option in ("github_copilot", "gpt"):
            np.testing.assert_allclose(getattr(joint, part)[row(joint, option)], both, atol=1e-12)
        others = row(alone, "claude")
        np.testing.assert_array_equal(getattr(joint, part)[others], getattr(alone, part)[others])


@pytest.mark.parametrize(
    ("law", "part", "key"),
    [
        ("budgets", "per_price", "search_displacement"),
        ("volumes", "per_unit", "search_cannibalisation"),
    ],
)
def test_search_at_stake_weighs_on_everything_consumers_buy(law, part, key):
    """A part of what they spend where they have budgets, an amount per token where they have volumes."""
    state = played("exclusive", f"rules.demand={law}", "horizon.months=2")
    with_search = getattr(incentives(state=state), part)
    owners = state.parameters.owners["alphabet"].model_copy(update={key: 0.0})
    section = state.parameters.model_copy(update={"owners": state.parameters.owners | {"alphabet": owners}})
    worth = state.serving_cost, np.zeros(len(state.clouds)), demand_law(section.rules).search_loss
    without = getattr(pricing_incentives(state.offers, {}, *worth, section, state.catalogue), part)
    found = incentives(state=state)
    lost = without - with_search
    gemini, claude = row(found, "gemini"), row(found, "claude")
    stake = getattr(state.parameters.owners["alphabet"], key)
    np.testing.assert_allclose(lost[gemini, CONSUMER_GROUP, 1:], stake)
    assert (lost[gemini, 1:] == 0.0).all()
    assert (lost[claude] == 0.0).all()


def test_an_owner_of_a_cloud_weighs_its_hours_at_what_they_are_worth():
    plain, dear = incentives(), incentives(premium=0.5)
    gemini, claude = row(plain, "gemini"), row(plain, "claude")
    own = [number for number, name in enumerate(CATALOGUE.clouds) if name == "google_cloud"]
    served = np.isin(MARKET.offers.component_cloud, own)
    hours = served * MARKET.serving_cost[MARKET.offers.component_model]
    expected = 0.5 * np.einsum("c,gkc->gk", hours, MARKET.offers.mix)
    np.testing.assert_allclose(plain.per_unit[gemini] - dear.per_unit[gemini], expected, atol=1e-12)
    np.testing.assert_array_equal(plain.per_unit[claude], dear.per_unit[claude])
