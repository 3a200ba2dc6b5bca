"""Enterprises with one cloud take a second one where that pays (E49)."""

import numpy as np
import pytest

from sim.market.buyers.home_moves import EnterpriseMarket
from sim.market.buyers.second_cloud import review_second_clouds
from sim.market.market import Market
from tests.market.small_runs import small

EAGER = ("enterprises.home_review_period=1", "enterprises.home_switching_cost=1000")
MANY = ("enterprises.count=400",)


def review(*overrides, name="exclusive"):
    """Classes before and after a review of everybody, and how many took a second cloud."""
    market = Market(small(name, *MANY, *EAGER, *overrides), 1)
    market.step()
    state, enterprises = market.state, market.enterprises
    before = enterprises.access_class.copy()
    faced = EnterpriseMarket(state.enterprise_utility, state.bonus, state.prices, state.market_size)
    taken = review_second_clouds(enterprises, state.parameters, 1, state.streams, faced)
    return before, enterprises.access_class.copy(), taken, market


def test_who_takes_one_keeps_its_home_and_who_has_two_stays():
    before, after, taken, market = review("enterprises.second_cloud_cost=0")
    clouds = len(market.state.clouds)
    changed = before != after
    assert taken == changed.sum() > 0
    np.testing.assert_array_equal(before // clouds, after // clouds)
    assert (before[changed] // clouds == before[changed] % clouds).all()
    assert (after[changed] // clouds != after[changed] % clouds).all()


def test_a_cost_out_of_reach_keeps_everybody_at_one():
    _, _, taken, _ = review("enterprises.second_cloud_cost=1000", "enterprises.second_cloud_dispersion=1")
    assert taken == 0


def test_a_cost_that_rises_lets_fewer_take_one():
    found = [review(f"enterprises.second_cloud_cost={cost}")[2] for cost in (0, 3, 6)]
    assert found[0] > found[1] > found[2]


def test_friction_sends_enterprises_to_the_cloud_that_has_the_model():
    """Where a second cloud saves friction, the one that carries most is taken."""
    steep = ("enterprises.portability_friction=4", "enterprises.base_cloud_spend=0.01")
    _, after, taken, market = review(*steep, "enterprises.second_cloud_cost=0")
    clouds = len(market.state.clouds)
    adopters = market.enterprises.buys
    second = after[adopters] % clouds
    assert taken > 0
    assert np.bincount(second, minlength=clouds).argmax() == market.state.catalogue.cloud["azure"]


@pytest.mark.parametrize("change", ["enterprises.base_cloud_spend=0", "enterprises.home_review_period=1e6"])
def test_without_base_spend_or_reviews_nobody_does(change):
    assert review("enterprises.second_cloud_cost=0", change)[2] == 0
