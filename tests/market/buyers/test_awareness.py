"""Apps become known little by little (E41, E50)."""

from functools import cache

import numpy as np
import pytest

from sim.economics.adoption import next_adoption
from sim.market.buyers.awareness import known_share
from sim.market.market import Market
from sim.scenario import Scenario
from tests.market.small_economies import FIXED, economy

CURVE = {"innovation": 1.0, "imitation": 2.0, "start_share": 0.0}
LAUNCH = 2
MONTHS = 8


def scenario(**changes: object) -> Scenario:
    """The small economy with an app for enterprises that gets known after its launch, and one for consumers."""
    app = {
        "label": "Chatter",
        "owner": "studio",
        "task": "chat",
        "host": "green",
        "bonus": 1.0,
        "surfaces": {"phone": {"weight": 1.0, "use": 0.5}},
        "licences": ["alpha", "beta"],
        "adoption": {"innovation": 0.5, "imitation": 2.0, "start_share": 0.1},
    }
    new = {"apps.workshop.launched": "2023-03", "apps.workshop.adoption": CURVE, "apps.chatter": app}
    return economy(FIXED).with_(**new | changes)


@cache
def months() -> list[dict[str, object]]:
    """What is the case month by month."""
    market, found = Market(scenario(), 1), []
    for month in range(MONTHS):
        market.step()
        state = market.state
        found.append(
            {
                "month": month,
                "parameters": state.parameters,
                "known": state.enterprises.awareness.known[0].copy(),
                "uses": (state.enterprises.incumbent == state.catalogue.option["workshop"]).any(axis=(1, 2)),
                "weight": state.consumers.weight.reshape(2, -1).sum(axis=1),
                "shares": state.consumers.shares[0].copy(),
                "chatter": state.consumers.usage()[0, state.catalogue.option["chatter"]],
                "residual": state.price_residual,
            }
        )
    return found


def test_nobody_knows_an_app_before_its_launch_and_all_do_without_a_curve():
    parameters = scenario().parameters
    workshop, coder = parameters.apps["workshop"], parameters.apps["coder"]
    assert [known_share(workshop, parameters, month) for month in (0, LAUNCH - 1, LAUNCH)] == [0.0, 0.0, 0.0]
    assert known_share(workshop, parameters, LAUNCH + 12) == pytest.approx(next_adoption(0.0, 1.0, 2.0, 1.0))
    assert known_share(coder, parameters, 0) == 1.0


def test_as_many_enterprises_know_an_app_as_its_curve_says_and_they_do_not_forget():
    before = np.zeros(60, dtype=bool)
    for found in months():
        app = found["parameters"].apps["workshop"]
        expected = known_share(app, found["parameters"], found["month"])
        assert abs(found["known"].sum() - expected * found["known"].size) <= 1.0
        assert not (before & ~found["known"]).any()
        before = found["known"]
    assert 0.3 < before.mean() < 1.0


def test_only_who_knows_an_app_uses_it():
    for found in months():
        assert not (found["uses"] & ~found["known"]).any()
    assert months()[-1]["uses"].any()


def test_market_research_finds_the_app_only_where_it_is_known():
    market = Market(scenario(), 1)
    for _ in range(MONTHS):
        market.step()
    state = market.state
    members, option = state.panel.members, state.catalogue.option["workshop"]
    task = state.catalogue.enterprise_tasks.index("coding")
    rows = state.buyers.utility[task * members.size : (task + 1) * members.size, option]
    np.testing.assert_array_equal(np.isfinite(rows), state.enterprises.awareness.known[0][members])


def test_prices_settle_while_apps_get_known():
    assert max(found["residual"] for found in months()) <= 1e-8


def test_consumers_come_to_know_an_app_by_mass_and_those_that_do_not_use_it_never():
    option = Market(scenario(), 1).state.catalogue.option["chatter"]
    for found in months():
        expected = known_share(found["parameters"].apps["chatter"], found["parameters"], found["month"])
        np.testing.assert_allclose(found["weight"], [1.0 - expected, expected], rtol=1e-12)
        np.testing.assert_allclose(found["shares"].sum(axis=1), 1.0, rtol=1e-12)
        types = found["shares"].shape[0] // 2
        assert (found["shares"][:types, option] == 0.0).all()
        assert (found["shares"][types:, option] > 0.0).all()


def test_who_comes_to_know_an_app_keeps_what_it_uses():
    market = Market(scenario(**{"consumers.renewal_period": 1200}), 1)
    market.step()
    consumers = market.state.consumers
    before = consumers.usage().copy()
    consumers.hear(market.state.parameters, 6)
    np.testing.assert_allclose(consumers.usage(), before, rtol=1e-12)
    assert consumers.known[0] > 0.3


def test_the_more_know_an_app_the_more_use_it():
    used = [found["chatter"] for found in months()]
    assert (np.diff(used) > 0.0).all()


@pytest.mark.parametrize("number", ["innovation", "imitation", "start_share"])
@pytest.mark.parametrize("app", ["workshop", "chatter"])
def test_every_number_of_an_apps_curve_moves_what_it_sells(app, number):
    def sold(factor: float) -> float:
        base = scenario().parameters.apps[app].adoption
        value = max(getattr(base, number), 0.05) * factor
        market = Market(scenario(**{f"apps.{app}.adoption.{number}": value}), 1)
        for _ in range(6):
            market.step()
        state = market.state
        mine = state.offers.component_option == state.catalogue.option[app]
        return float(state.service.volume[mine].sum())

    assert sold(4.0) != sold(1.0)


def test_a_curve_that_has_reached_everybody_changes_nothing():
    full = {"innovation": 5.0, "imitation": 0.0, "start_share": 0.9999999}
    known = {"apps.workshop.adoption": full, "apps.workshop.launched": None, "apps.chatter.adoption": full}
    without = {"apps.workshop.adoption": None, "apps.workshop.launched": None, "apps.chatter.adoption": None}
    found = []
    for changes in (known, without):
        market = Market(scenario(**changes), 1)
        for _ in range(3):
            market.step()
        found.append((market.state.enterprises.incumbent, market.state.prices, market.state.consumers.usage()))
    np.testing.assert_array_equal(found[0][0], found[1][0])
    np.testing.assert_allclose(found[0][1], found[1][1], rtol=1e-5)
    np.testing.assert_allclose(found[0][2], found[1][2], atol=1e-6)
