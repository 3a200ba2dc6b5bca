"""What buyers gain, measured on the panel and on all consumers (E38)."""

import numpy as np
import pytest

from sim.economics.allocation import allocate
from sim.economics.pricing import price_term
from sim.market.buyers.surplus import long_run_value, measure_surplus
from sim.market.rules.demand_laws import demand_law
from tests.market.small_runs import by_entity, played, run, series


@pytest.mark.parametrize("name", ["exclusive", "open", "preferred"])
def test_surplus_of_tasks_adds_up_and_nobody_loses(name):
    replication = run(name)
    tasks = by_entity(replication, "task", "consumer_surplus")
    homes = by_entity(replication, "home", "consumer_surplus")
    total = series(replication, "market", "market", "consumer_surplus")
    np.testing.assert_allclose(tasks.sum(axis=1), total, rtol=1e-9)
    np.testing.assert_allclose(homes.sum(axis=1), tasks.drop(columns="consumer").sum(axis=1), rtol=1e-9)
    assert (tasks >= 0.0).all().all()


def test_friction_costs_those_who_are_not_at_home():
    """In the first month: later on, others live there."""
    exclusive, free = (by_entity(run(name), "home", "consumer_surplus").loc[0] for name in ("exclusive", "open"))
    assert free["aws"] > exclusive["aws"]
    assert free["google_cloud"] > exclusive["google_cloud"]


@pytest.mark.parametrize("demand", ["budgets", "volumes"])
def test_a_dearer_option_costs_buyers_what_they_buy_of_it(demand):
    state = played("open", f"rules.demand={demand}")
    groups, options = state.offers.mix.shape[:2]
    served = np.ones((groups, options))

    def total(prices):
        return measure_surplus(state.buyers, prices, served, 0.3).amount.sum()

    step = 1e-4
    for name in ("gpt", "m365_copilot"):
        option = state.catalogue.option[name]
        moved = step * (np.arange(options) == option)
        slope = (total(state.prices + moved) - total(state.prices - moved)) / (2.0 * step)
        shares = _long_run_demand(state)
        assert -slope == pytest.approx(shares[option], rel=1e-4)


def test_what_is_not_served_gives_nothing():
    state = played("open")
    shape = state.offers.mix.shape[:2]
    full = measure_surplus(state.buyers, state.prices, np.ones(shape), 0.3).amount
    half = measure_surplus(state.buyers, state.prices, np.full(shape, 0.5), 0.3).amount
    nothing = measure_surplus(state.buyers, state.prices, np.zeros(shape), 0.3).amount
    np.testing.assert_allclose(half, 0.5 * full, rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(nothing, 0.0, atol=1e-15)


@pytest.mark.parametrize("law", ["budgets", "volumes"])
def test_the_price_of_doing_without_is_not_read(law):
    utility = np.array([[1.0, 2.0, -np.inf]])
    buyer = utility, np.zeros((1, 1), dtype=np.int64), np.zeros((1, 3)), np.array([0.5])
    free = long_run_value(*buyer, price_term(np.array([0.0, 4.0, 1.0]), law), 0.5)
    dear = long_run_value(*buyer, price_term(np.array([99.0, 4.0, 1.0]), law), 0.5)
    np.testing.assert_array_equal(free, dear)


def _long_run_demand(state):
    buyers = state.buyers
    paid = price_term(state.prices, buyers.law)
    shares, _ = allocate(buyers.utility - buyers.price_sensitivity[:, None] * paid, 1.0, buyers.concentration)
    return demand_law(state.parameters.rules).tokens(buyers.size @ shares, state.prices)
