"""Distributors negotiate wholesale prices and route requests (E7, E8)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.market.market import Market
from sim.market.outlook.indicators import dependence_on_supplier
from sim.market.sales.offers import Terms
from tests.market.small_economies import FIXED, town
from tests.market.small_runs import by_entity, played, run, small


def wholesale_of(name, *overrides, months=8):
    """Wholesale prices of all apps in each month."""
    market = Market(small(name, *overrides), 1)
    history = []
    for _ in range(months):
        market.step()
        history.append({app: dict(agent.wholesale) for app, agent in market.state.distributors.items()})
    return market.state, history


def test_wholesale_prices_hold_between_negotiations():
    _, history = wholesale_of("open", "rules.renegotiation_period=3")
    prices = [month["m365_copilot"]["gpt"] for month in history]
    assert prices[0] == prices[1] == prices[2] != prices[3] == prices[5] != prices[6]


def test_a_markup_is_on_compute_at_the_primary_host_after_the_revenue_share():
    state, history = wholesale_of("open", months=1)
    cost = state.serving_cost[state.catalogue.models.index("gpt")] * state.compute_price[state.catalogue.cloud["azure"]]
    assert history[0]["m365_copilot"]["gpt"] == pytest.approx(2.0 * cost / 0.8)
    assert history[0]["cursor_editor"]["gpt"] == pytest.approx(2.0 * cost / 0.8)


def test_no_lab_serves_an_app_below_its_cost_whatever_was_agreed():
    """What an hour takes, which no cloud sells below, becomes ten times dearer between two negotiations."""
    event = {"when": "2023-02", "set": {f"clouds.{name}.resource_cost": 30.0 for name in ("aws", "azure")}}
    market = Market(small("open", "rules.renegotiation_period=12").with_(events=[event]), 1)
    paid = []
    for _ in range(4):
        market.step()
        state = market.state
        option = state.catalogue.option["m365_copilot"]
        supply, model = state.offers.apps[option], state.catalogue.models.index("gpt")
        place = supply.models.index(model)
        cost = state.serving_cost[model] * state.compute_price[supply.clouds[place]]
        shares = sum(rate for _, rate in state.contracts.revenue_shares("openai", state.month))
        paid.append(
            (supply.wholesale[place], cost / (1.0 - shares), state.distributors["m365_copilot"].wholesale["gpt"])
        )
    (before, least_before, _), (after, least, agreed) = paid[0], paid[-1]
    assert before > least_before
    assert agreed < least
    assert after == pytest.approx(least)


def test_own_and_open_models_need_no_wholesale_price():
    _, history = wholesale_of("open", "apps.m365_copilot.licences=[gpt, mai, llama]", months=1)
    assert set(history[0]["m365_copilot"]) == {"gpt"}


def test_a_new_licence_is_negotiated_at_once():
    event = {"when": "2023-03", "set": {"apps.github_copilot.licences": ["gpt", "mai", "claude"]}}
    terms = {"contracts.microsoft-anthropic.access": "open", "contracts.microsoft-anthropic.licence": "open"}
    scenario = small("open").with_(**terms, events=[event])
    market = Market(scenario, 1)
    priced = []
    for _ in range(4):
        market.step()
        priced.append("claude" in market.state.distributors["github_copilot"].wholesale)
    assert priced == [False, False, True, True]
    routed = {entity: row for _, kind, entity, row in market.records.rows if kind == "model_in_app"}
    assert routed["claude@github_copilot"]["routed_volume"] > 0.0


def test_a_licence_that_ends_stops_the_traffic():
    ends = {"when": "2023-03", "set": {"apps.m365_copilot.licences": ["mai"]}}
    scenario = small("open").with_(**{"models.mai.launch_capability": None}, events=[ends])
    market = Market(scenario, 1)
    for _ in range(3):
        market.step()
    supply = market.state.offers.apps[market.state.catalogue.option["m365_copilot"]]
    assert supply.models == (market.state.catalogue.models.index("mai"),)
    assert supply.routing == pytest.approx((1.0,))


@pytest.mark.parametrize("name", ["exclusive", "open"])
def test_apps_serve_from_their_host_where_it_sells_the_model(name):
    state = played(name)
    for option, supply in state.offers.apps.items():
        host = state.catalogue.cloud[state.parameters.apps[state.catalogue.options[option]].host]
        for model, cloud in zip(supply.models, supply.clouds, strict=True):
            assert cloud == (host if state.access.listing[model, host] else state.access.remote[model])


@pytest.mark.study
def test_an_app_of_a_lab_has_its_models_at_cost_and_takes_customers_from_who_licenses_them():
    with_own, without = run("lab_apps"), run("exclusive")
    state = played("lab_apps")
    assert "gpt" not in state.distributors["codex"].wholesale
    assert "gpt" in state.distributors["cursor_editor"].wholesale
    volume = [by_entity(replication, "app", "volume") for replication in (with_own, without)]
    assert volume[0]["codex"].iloc[-1] > 0.0
    assert volume[0]["cursor_editor"].iloc[-1] < volume[1]["cursor_editor"].iloc[-1]


def test_traffic_in_an_app_follows_its_routing():
    state, routed = played("open"), by_entity(run("open"), "model_in_app", "routed_volume")
    for option, supply in state.offers.apps.items():
        app = state.catalogue.options[option]
        served = np.array([routed[f"{state.catalogue.models[model]}@{app}"].iloc[-1] for model in supply.models])
        np.testing.assert_allclose(served / served.sum(), supply.routing, atol=0.02)


def test_a_single_source_takes_all_requests():
    state = played("open", "rules.routing=single_source")
    assert all(sorted(supply.routing)[-1] == 1.0 for supply in state.offers.apps.values())


def test_unit_cost_is_what_the_routed_models_cost():
    state = played("open")
    cost = by_entity(run("open"), "app", "unit_cost").iloc[-1]
    for option, supply in state.offers.apps.items():
        expected = float(np.dot(supply.routing, supply.wholesale))
        assert cost[state.catalogue.options[option]] == pytest.approx(expected)


TOWN = town(FIXED, months=2)
RULES = ("cost_quality", "single_source")


class Licensing:
    """The app of a studio in the small economy, which may use models at qualities, waits and prices of a test's own."""

    def __init__(self, seed: int, rule: str) -> None:
        rng, state = np.random.default_rng(seed), TOWN
        rules = state.parameters.rules.model_copy(update={"routing": rule})
        self.parameters = state.parameters.model_copy(update={"rules": rules})
        self.models = list(state.catalogue.models)
        quality = state.service_quality
        self.felt = replace(
            quality,
            quality=rng.normal(3.0, 1.0, quality.quality.shape),
            latency=rng.uniform(5.0, 25.0, quality.latency.shape),
        )
        self.wholesale = dict(zip(self.models, rng.lognormal(0.0, 0.8, len(self.models)), strict=True))
        self.order = sorted(self.models, key=self.wholesale.__getitem__)

    def supply(self, licences, exposure=0.0):
        """What stands behind the app with some licences."""
        state = TOWN
        shares = {lab: [] for lab in state.labs}
        terms = Terms(0.0 * state.serving_cost, state.compute_price, shares, np.zeros(len(self.models)))
        access = replace(state.access, remote=np.zeros(len(self.models), dtype=np.int64))
        knows = self.felt, exposure
        return state.distributors["workshop"].supply(
            licences, self.wholesale, self.parameters, state.catalogue, access, terms, *knows
        )

    def earned(self, supply):
        """Log of what the app earns at twice its cost, for its quality and what its models cost it."""
        sensitivity = self.parameters.tasks[self.parameters.apps["workshop"].task].log_price_sensitivity
        price = 2.0 * float(np.dot(supply.routing, supply.wholesale))
        return -float(np.logaddexp(0.0, 2.0 - supply.quality + sensitivity * np.log(price)))

    def served(self, supply):
        """Quality of each model behind the app less the wait for it."""
        task = self.felt.task_names.index("coding")
        aversion = self.parameters.tasks["coding"].latency_aversion
        models, clouds = list(supply.models), list(supply.clouds)
        return self.felt.quality[task, models] - aversion * self.felt.latency[models, clouds]


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.sampled_from(RULES))
def test_declining_a_licence_is_free(seed, rule):
    """One more licence, which its owner need not use, never lowers what an app earns at its markup."""
    case = Licensing(seed, rule)
    profits = [case.earned(case.supply(case.order[:count])) for count in range(1, len(case.order) + 1)]
    assert (np.diff(profits) >= -1e-9).all()


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.sampled_from(RULES))
def test_an_app_earns_no_less_than_with_the_best_of_its_models_alone(seed, rule):
    case = Licensing(seed, rule)
    alone = max(case.earned(case.supply([name])) for name in case.order)
    assert case.earned(case.supply(case.order)) >= alone - 1e-9


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_where_all_models_cost_the_same_routing_is_worth_more_than_the_best_of_them(seed):
    case = Licensing(seed, "cost_quality")
    case.wholesale = dict.fromkeys(case.models, 1.0)
    supply = case.supply(case.order)
    assert supply.quality > case.served(supply).max()


def test_an_exposed_owner_sends_less_to_its_main_model():
    case = Licensing(3, "cost_quality")
    free, exposed = (case.supply(case.order, exposure) for exposure in (0.0, 1.0))
    assert max(exposed.routing) < max(free.routing)


def test_own_and_open_models_leave_an_owner_unexposed():
    own = town(FIXED, "apps.coder.licences=[mo]", "apps.writer.licences=[mo]", months=2)
    assert dependence_on_supplier(own, "bigsoft") == 0.0
    opened = town(FIXED, "models.beta.open=true", "apps.workshop.licences=[beta]", months=2)
    assert dependence_on_supplier(opened, "studio") == 0.0
    assert dependence_on_supplier(TOWN, "studio") > 0.0


@pytest.mark.parametrize("number", ["dispersion", "concentration_cost"])
def test_every_number_of_routing_moves_where_requests_go(number):
    changed = town(FIXED, f"routing.{number}=2.5", months=2)
    option = TOWN.catalogue.option["workshop"]
    assert changed.offers.apps[option].routing != TOWN.offers.apps[option].routing


@pytest.mark.parametrize("others", [(), ("rules.renegotiation_period=1",), ("rules.demand=volumes",)])
def test_prices_settle_where_compute_has_become_far_dearer_than_a_licence(others):
    """Nobody gains by giving an app away for what its licence brings the owner's own clouds."""
    market = Market(small("base", "compute.target_utilisation=0.1", "compute.price_adjustment=5", *others), 1)
    for _ in range(2):
        market.step()
    assert market.state.price_residual < 1e-8
    assert min(market.state.prices[1:]) > 0.0
