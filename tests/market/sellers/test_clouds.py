"""Clouds price compute and order capacity (E12, E14, E15)."""

import mesa
import numpy as np
import pytest

from sim.market.sellers.clouds import Cloud
from tests.market.small_runs import by_entity, run, small

PARAMETERS = small("open", "compute.order_lead=3").parameters


@pytest.fixture
def cloud():
    return Cloud(mesa.Model(rng=1), "aws", PARAMETERS)


def test_a_cloud_starts_as_the_scenario_says(cloud):
    section = PARAMETERS.clouds["aws"]
    assert (cloud.capacity, cloud.compute_price, cloud.owner) == (section.capacity, section.compute_price, "amazon")
    assert cloud.utilisation == 0.0


def test_no_cloud_starts_below_the_price_that_covers_its_cost():
    dear = small("open", "clouds.aws.resource_cost=10", "compute.price_floor_margin=0.5").parameters
    assert Cloud(mesa.Model(rng=1), "aws", dear).compute_price == pytest.approx(15.0)


def test_what_is_ordered_arrives_after_the_lead(cloud):
    wear = 1.0 - 1.0 / PARAMETERS.compute.depreciation_months
    capacity = cloud.capacity
    cloud.order(0.07)
    for _ in range(3):
        cloud.install(PARAMETERS)
        capacity *= wear
        assert cloud.capacity == pytest.approx(capacity)
        cloud.order(0.0)
    cloud.install(PARAMETERS)
    assert cloud.capacity == pytest.approx(capacity * wear + 0.07)


def test_an_idle_cloud_orders_nothing_and_a_full_one_does(cloud):
    assert cloud.wants(PARAMETERS) == 0.0
    cloud.meet_demand(cloud.capacity, cloud.capacity, PARAMETERS)
    assert cloud.wants(PARAMETERS) > 0.0


def test_what_is_on_order_is_not_ordered_again(cloud):
    cloud.meet_demand(cloud.capacity, cloud.capacity, PARAMETERS)
    wanted = cloud.wants(PARAMETERS)
    cloud.order(wanted)
    assert cloud.wants(PARAMETERS) == pytest.approx(0.0, abs=1e-12)


def test_growth_is_averaged_and_bounded(cloud):
    limit, memory = PARAMETERS.compute.trend_limit, PARAMETERS.compute.trend_memory
    cloud.meet_demand(0.1, 0.1, PARAMETERS)
    assert cloud.growth == 0.0
    cloud.meet_demand(0.1 * np.exp(0.06), 0.1, PARAMETERS)
    assert cloud.growth == pytest.approx(0.06 / memory)
    for _ in range(200):
        cloud.meet_demand(10.0 * cloud.need, 0.1, PARAMETERS)
    assert cloud.growth == pytest.approx(limit)


def test_the_price_of_compute_follows_what_was_asked_for(cloud):
    cloud.meet_demand(1.5 * cloud.capacity, cloud.capacity, PARAMETERS)
    before = cloud.compute_price
    cloud.post_price(PARAMETERS)
    assert np.log(cloud.compute_price / before) == pytest.approx(0.1 * (1.5 - 0.8))


def test_requests_wait_longer_in_a_busy_cloud(cloud):
    assert cloud.waiting_time(PARAMETERS) == 0.0
    cloud.meet_demand(cloud.capacity, cloud.capacity, PARAMETERS)
    assert cloud.waiting_time(PARAMETERS) > 0.01


def test_all_clouds_together_get_no_more_than_is_delivered():
    replication = run("open", "compute.gpu_supply=0.001", "compute.gpu_supply_growth=1", "compute.order_lead=1")
    capacity = by_entity(replication, "cloud", "capacity")
    wear = 1.0 - 1.0 / PARAMETERS.compute.depreciation_months
    arrived = (capacity.shift(-1) - wear * capacity).dropna()
    assert (arrived > -1e-12).all().all()
    assert arrived.sum(axis=1).max() == pytest.approx(0.001)


def test_capacity_ordered_is_paid_for_when_it_is_ordered():
    replication = run("open", "compute.order_lead=2")
    capacity = by_entity(replication, "cloud", "capacity")
    wear = 1.0 - 1.0 / PARAMETERS.compute.depreciation_months
    arrived = (capacity - wear * capacity.shift(1)).dropna().sum(axis=1)
    ledger = replication.ledger
    spent = ledger[ledger["flow"] == "capital_expenditure"].groupby("month")["amount"].sum()
    spent = spent.reindex(capacity.index, fill_value=0.0)
    per_capacity = PARAMETERS.compute.gpu_price / PARAMETERS.compute.hours_per_gpu
    np.testing.assert_allclose(spent.to_numpy()[1:-2], per_capacity * arrived.to_numpy()[2:], atol=1e-9)


def test_compute_never_sells_below_cost_and_floor():
    floor = PARAMETERS.clouds["aws"].resource_cost * (1.0 + PARAMETERS.compute.price_floor_margin)
    ample = ("clouds.aws.capacity=5", "compute.price_adjustment=1", "horizon.months=14")
    prices = by_entity(run("open", *ample), "cloud", "compute_price")
    assert (prices >= floor - 1e-12).all().all()
    assert prices["aws"].iloc[-1] == pytest.approx(floor)
