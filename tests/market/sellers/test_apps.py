"""Distributors negotiate wholesale prices and route requests (E7, E8)."""

import numpy as np
import pytest

from sim.market.market import Market
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


def test_own_and_open_models_need_no_wholesale_price():
    _, history = wholesale_of("open", "apps.m365_copilot.licences=[gpt, mai, llama]", months=1)
    assert set(history[0]["m365_copilot"]) == {"gpt"}


def test_a_new_licence_is_negotiated_at_once():
    event = {"when": "2023-03", "set": {"apps.github_copilot.licences": ["gpt", "mai", "claude"]}}
    terms = {"contracts.microsoft-anthropic.access": "open", "contracts.microsoft-anthropic.wholesale_markup": 0.5}
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
    scenario = small("open").with_(events=[{"when": "2023-03", "set": {"apps.m365_copilot.licences": ["mai"]}}])
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
