"""Consumers are a mass of types that re-chooses a part at a time."""

import numpy as np
import pytest

from sim.economics.pricing import price_term
from sim.market.buyers.consumers import Consumers
from sim.market.catalogue import Catalogue
from tests.market.small_runs import by_entity, played, run, small

PARAMETERS = small("open").parameters


@pytest.fixture
def consumers():
    return Consumers(PARAMETERS, Catalogue.of(PARAMETERS))


def test_types_weigh_one_together_and_sensitivities_have_mean_one(consumers):
    assert consumers.weight.sum() == pytest.approx(1.0)
    assert consumers.weight @ consumers.sensitivity_factor == pytest.approx(1.0)
    assert (consumers.weight > 0.0).all()


def test_surfaces_are_used_by_as_many_as_the_scenario_says(consumers):
    net = consumers.own_bonus(PARAMETERS)[None]
    bing = consumers.catalogue.option["bing_copilot"]
    app = PARAMETERS.apps["bing_copilot"]
    expected = app.bonus * sum(surface.weight * surface.use for surface in app.surfaces.values())
    assert consumers.weight @ net[0, :, bing] == pytest.approx(expected)


@pytest.mark.parametrize("name", ["open", "preferred"])
def test_shares_stay_shares(name):
    shares = played(name).consumers.shares
    np.testing.assert_allclose(shares.sum(axis=2), 1.0, rtol=1e-9)
    assert (shares >= 0.0).all()


def test_consumers_use_models_and_consumer_apps_only():
    state = played("open")
    allowed = state.catalogue.options_for("consumer", state.parameters)
    others = np.delete(state.consumers.shares, allowed, axis=2)
    assert (others == 0.0).all()


def test_without_inertia_and_delay_they_are_where_firms_expect_them():
    state = played("open", "consumers.switching_cost=0", "consumers.renewal_period=1")
    rows = state.buyers.group == 0
    paid = price_term(state.prices, state.buyers.law)
    net = state.buyers.utility[rows] - state.buyers.price_sensitivity[rows, None] * paid
    expected = np.exp(net) / np.exp(net).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(state.consumers.shares[0], expected, atol=1e-12)


@pytest.mark.study
def test_inertia_slows_them_down():
    quick, slow = (
        by_entity(run("open", f"consumers.renewal_period={period}"), "model_in_app", "routed_volume")
        for period in (1, 60)
    )
    assert not np.allclose(quick, slow)


def test_a_fee_for_doing_without_is_never_paid(consumers):
    options = len(consumers.catalogue.options)
    prices = np.full(options, 5.0)
    utility = np.zeros((1, consumers.weight.size, options))
    consumers.renew(PARAMETERS, utility, prices, 0)
    assert (consumers.shares[0, :, 0] > consumers.shares[0, :, 1]).all()
