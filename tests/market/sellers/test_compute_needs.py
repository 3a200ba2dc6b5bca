"""What labs need of the clouds besides serving, and what GPUs cost their owners (E18, E51, E53, E55)."""

import mesa
import numpy as np
import pytest

from sim.market.catalogue import Catalogue
from sim.market.market import Market
from sim.market.money.ledger import Ledger
from sim.market.money.payments import pay_orders
from sim.market.outlook.assortment import placement_under
from sim.market.sales.memo import Memo
from sim.market.sellers.clouds import Cloud
from sim.market.sellers.compute_needs import (
    capital_cost,
    committed_hours,
    hour_premium,
    owners_capital_cost,
    run_training,
    training_hours,
    training_prices,
)
from tests.market.small_runs import SCARCE, played, small


def test_training_is_bought_where_each_lab_buys_compute_and_at_its_price_there():
    state = played("open")
    prices = training_prices(state.clouds, state.parameters, state.catalogue)
    placement = placement_under(state, state.as_it_is(), Memo())
    hours = training_hours(state.labs, placement, prices, state.catalogue)
    for name, lab in state.labs.items():
        number = state.catalogue.account[name]
        assert (hours * prices)[number].sum() == pytest.approx(lab.training)
        np.testing.assert_allclose(hours[number], placement[number] * hours[number].sum(), atol=1e-15)
    openai = state.catalogue.account["openai"]
    assert np.flatnonzero(hours[openai]).tolist() == [state.catalogue.cloud["azure"]]


def test_whoever_owns_a_cloud_pays_what_its_hours_would_have_earned():
    """The market price where capacity was short, else what an hour takes with its capital, if that is less."""
    for overrides, short in ((SCARCE, True), ((), False)):
        state = played("open", *overrides, "horizon.months=2")
        compute, cloud = state.parameters.compute, state.clouds["google_cloud"]
        prices = training_prices(state.clouds, state.parameters, state.catalogue)
        number = state.catalogue.cloud["google_cloud"]
        own = prices[state.catalogue.account["alphabet"], number]
        resource = state.parameters.clouds["google_cloud"].resource_cost
        takes = resource + capital_cost(compute) / compute.hours_per_gpu
        assert (cloud.load >= 1.0) is short
        assert own == pytest.approx(cloud.compute_price if short else min(takes, cloud.compute_price))
        assert hour_premium(state.clouds, state.parameters)[number] == pytest.approx(own - resource)
        assert prices[state.catalogue.account["openai"], number] == cloud.compute_price


def test_what_cannot_be_computed_is_neither_trained_nor_paid():
    market = Market(small("open"), 1)
    market.step()
    state = market.state
    served = np.full(state.training_hours.shape, 0.25)
    needs = state.training_hours, state.training_prices
    paid, done = run_training(state.labs, *needs, served, 2.0, state.catalogue)
    np.testing.assert_allclose(done, 0.25 * state.training_hours)
    np.testing.assert_allclose(paid, done * state.training_prices)
    for model in state.models.values():
        assert model.trained == pytest.approx(0.25 * model.training)
    learned = sum(model.learned_from for model in state.models.values())
    assert learned == pytest.approx(2.0 * done.sum())


def test_committed_money_is_a_right_to_hours_at_the_price_of_the_day():
    overrides = ("contracts.microsoft-openai.commitment=14.4", "contracts.microsoft-openai.commitment_months=72")
    market = Market(small("open", *overrides), 1)
    market.step()
    state = market.state
    hours = committed_hours(state.contracts, state.clouds, 0, state.catalogue)
    account, cloud = state.catalogue.account, state.catalogue.cloud
    assert hours[account["openai"], cloud["azure"]] == pytest.approx(0.2 / state.clouds["azure"].compute_price)
    assert np.count_nonzero(hours) == 1
    assert (committed_hours(state.contracts, state.clouds, 72, state.catalogue) == 0.0).all()


def test_a_gpu_costs_its_owner_interest_and_wear_used_or_not():
    state = played("open", "horizon.months=2")
    compute, owned = state.parameters.compute, owners_capital_cost(state.clouds, state.parameters, state.catalogue)
    per_gpu = compute.gpu_price * (compute.interest / 12.0 + 1.0 / compute.depreciation_months)
    gpus = state.clouds["aws"].capacity / compute.hours_per_gpu
    assert owned[state.catalogue.account["amazon"]] == pytest.approx(per_gpu * gpus)
    assert owned[state.catalogue.account["openai"]] == 0.0
    for cloud in state.clouds.values():
        cloud.need = cloud.used = 0.0
    np.testing.assert_array_equal(owners_capital_cost(state.clouds, state.parameters, state.catalogue), owned)


def test_on_a_steady_market_the_annuity_is_capital_expenditure_plus_interest():
    """V40: orders of a cloud whose need stands still replace what wears out."""
    parameters = small("open", "compute.order_lead=3").parameters
    catalogue, compute = Catalogue.of(parameters), parameters.compute
    cloud = Cloud(mesa.Model(rng=1), "aws", parameters)
    need, capacity = 0.9 * cloud.capacity, 0.0
    for _ in range(400):
        capacity = cloud.capacity
        cloud.install(parameters)
        order = cloud.wants(parameters)
        cloud.order(order)
        cloud.meet_demand(need, need, parameters)
    ledger = Ledger(catalogue.accounts, catalogue.account)
    pay_orders(ledger, {"aws": order}, parameters)
    spent = float(ledger.flow("capital_expenditure").sum())
    interest = compute.interest / 12.0 * compute.gpu_price / compute.hours_per_gpu * cloud.capacity
    annuity = owners_capital_cost({"aws": cloud}, parameters, catalogue)[catalogue.account["amazon"]]
    assert cloud.capacity == pytest.approx(capacity, rel=1e-12)
    assert annuity == pytest.approx(spent + interest, rel=1e-9)


@pytest.mark.parametrize("number", ["interest", "depreciation_months", "gpu_price", "hours_per_gpu"])
def test_every_number_behind_the_annuity_moves_what_capital_costs(number):
    base = small("open")
    value = 1.2 * getattr(base.parameters.compute, number)
    costs = []
    for scenario in (base, base.with_(**{f"compute.{number}": value})):
        parameters = scenario.parameters
        clouds = {name: Cloud(mesa.Model(rng=1), name, parameters) for name in parameters.clouds}
        costs.append(owners_capital_cost(clouds, parameters, Catalogue.of(parameters)).sum())
    assert costs[0] != pytest.approx(costs[1], rel=1e-3)
