"""How prices are posted (E10)."""

import numpy as np
import pytest

from sim.economics.allocation import allocate
from sim.economics.pricing import nash_prices, price_residual
from sim.market.catalogue import Catalogue
from sim.market.sales.reference_prices import open_model_prices, opening_prices, unasked_app_prices
from sim.scenario.schema.demand import Consumers, Enterprises
from tests.market.small_runs import SHIPPED, by_entity, played, run, series, small

LIST_PRICES = {"gpt": 6.0, "claude": 6.5, "gemini": 5.0, "grok": 5.5, "mai": 4.5, "mercury": 3.0}
APP_PRICES = {
    "m365_copilot": 9.0,
    "workspace_ai": 8.0,
    "github_copilot": 7.5,
    "cursor_editor": 8.5,
    "bing_copilot": 5.0,
    "search_ai": 4.0,
}
FIXED = (
    "rules.pricing=fixed",
    *(f"models.{name}.list_price={price}" for name, price in LIST_PRICES.items()),
    *(f"apps.{name}.list_price={price}" for name, price in APP_PRICES.items()),
)


@pytest.mark.study
@pytest.mark.parametrize("name", SHIPPED)
def test_posted_prices_meet_their_conditions_every_month(name):
    assert (series(run(name), "market", "market", "price_residual") <= 1e-8).all()


@pytest.mark.study
@pytest.mark.parametrize("name", SHIPPED)
def test_prices_posted_last_are_an_equilibrium_of_the_market_as_it_was(name):
    state = played(name)
    found = price_residual(state.prices, state.buyers, state.incentives)
    assert np.abs(found).max() <= 1e-8


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("scale", [0.5, 2.0, "random", "low", "high"])
def test_every_start_leads_to_the_posted_prices(name, scale):
    state = played(name)
    earned = state.incentives
    start = state.prices.copy()
    rng = np.random.default_rng(5)
    if scale == "random":
        start[earned.priced] *= rng.uniform(0.2, 4.0, earned.priced.size)
    elif scale == "low":
        start[earned.priced] = 0.1
    elif scale == "high":
        start[earned.priced] = rng.uniform(10.0, 60.0, earned.priced.size)
    else:
        start[earned.priced] *= scale
    prices, _ = nash_prices(start, state.buyers, earned)
    np.testing.assert_allclose(prices[1:], state.prices[1:], rtol=0, atol=1e-7)


def test_no_owner_gains_by_moving_its_prices_in_the_market():
    state = played("exclusive")
    earned = state.incentives
    deciders = [state.catalogue.options[option] for option in earned.priced]
    rng = np.random.default_rng(2)
    for number, option in enumerate(earned.priced):

        def profit(prices, row=number):
            demand = demand_of(state, prices)
            return float(((earned.per_price[row] * prices + earned.per_unit[row]) * demand).sum())

        best = profit(state.prices)
        for factor in (0.5, 0.9, 0.99, 1.01, 1.1, 1.5, float(rng.uniform(2.0, 9.0))):
            moved = state.prices * np.where(np.arange(state.prices.size) == option, factor, 1.0)
            assert profit(moved) <= best + 1e-9, deciders[number]


def demand_of(state, prices):
    """Long-run demand by group and option, straight from the rule of choice: tokens follow from spend (E44)."""
    buyers, on_offer = state.buyers, state.buyers.on_offer
    paid = np.log(np.where(on_offer, prices, 1.0))
    shares, _ = allocate(buyers.utility - buyers.price_sensitivity[:, None] * paid, 1.0, buyers.concentration)
    spend = np.zeros((buyers.groups, prices.size))
    np.add.at(spend, buyers.group, buyers.size[:, None] * shares)
    return np.where(on_offer, spend / np.where(on_offer, prices, 1.0), 0.0)


@pytest.mark.parametrize("block", [Enterprises, Consumers])
def test_prices_settle_at_the_widest_spread_of_price_sensitivity_that_a_scenario_may_have(block):
    bounds = block.model_fields["price_sensitivity_spread"].metadata
    widest = next(bound.le for bound in bounds if hasattr(bound, "le"))
    replication = run("exclusive", f"{block.__name__.lower()}.price_sensitivity_spread={widest}", "horizon.months=2")
    assert (series(replication, "market", "market", "price_residual") <= 1e-8).all()


def test_fixed_prices_are_those_of_the_scenario_and_open_models_keep_theirs():
    replication = run("open", *FIXED)
    models, apps = by_entity(replication, "model", "price"), by_entity(replication, "app", "price")
    for name, price in LIST_PRICES.items():
        assert (models[name].dropna() == price).all()
    for name, price in APP_PRICES.items():
        assert (apps[name] == price).all()
    assert models["llama"].nunique() > 1
    assert (series(replication, "market", "market", "price_residual") > 0.01).all()


@pytest.mark.study
def test_a_list_price_may_be_zero_where_buyers_have_volumes():
    replication = run(
        "open", *FIXED, "rules.demand=volumes", "apps.bing_copilot.list_price=0", "models.grok.list_price=0"
    )
    assert (series(replication, "app", "bing_copilot", "price") == 0.0).all()
    assert (series(replication, "app", "bing_copilot", "volume") > 0.0).all()


def test_open_models_cost_their_hosts_mean_compute_and_the_margin():
    parameters = small("open").parameters
    listing = np.array([[True, True, False], [False, True, True]])
    prices = open_model_prices(listing, np.array([0.5, 2.0]), np.array([1.0, 2.0, 4.0]), parameters)
    np.testing.assert_allclose(prices, (1.0 + parameters.compute.open_hosting_margin) * np.array([0.75, 6.0]))


def test_the_search_starts_above_cost():
    parameters = small("open").parameters
    catalogue = Catalogue.of(parameters)
    cost = np.array([parameters.models[name].serving_cost for name in catalogue.models])
    prices = opening_prices(cost, parameters, catalogue)
    assert prices[0] == 0.0
    for name, section in parameters.models.items():
        assert prices[catalogue.option[name]] > section.serving_cost * 2.0
    assert np.isfinite(prices).all()


def test_an_app_that_nobody_who_is_asked_knows_costs_twice_what_its_models_do():
    state = played("open", "horizon.months=2")
    asked = np.ones(state.prices.size, dtype=bool)
    option = state.catalogue.option["cursor_editor"]
    asked[option] = False
    found, supply = unasked_app_prices(state.prices, state.offers, asked), state.offers.apps[option]
    assert found[option] == pytest.approx(2.0 * float(np.dot(supply.routing, supply.wholesale)))
    np.testing.assert_array_equal(np.delete(found, option), np.delete(state.prices, option))


def test_models_are_not_sold_below_cost_by_labs_that_sell_nothing_else():
    replication = run("exclusive")
    models = by_entity(replication, "model", "price")
    cost = by_entity(replication, "model", "serving_cost")
    compute = by_entity(replication, "cloud", "compute_price").min(axis=1)
    for name in ("claude", "grok", "mercury"):
        assert (models[name] > cost[name] * compute).all()
