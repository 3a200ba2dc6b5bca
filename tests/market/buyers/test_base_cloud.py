"""Spend on cloud services other than AI (E49)."""

import math

import pytest

from sim.market.buyers.base_cloud import base_cloud_spend
from tests.market.small_runs import small


def spend(month, *overrides):
    return base_cloud_spend(small("open", *overrides).parameters.enterprises, month)


def test_it_starts_where_the_scenario_says():
    assert spend(0, "enterprises.base_cloud_spend=17") == 17.0


def test_without_fading_it_grows_at_the_same_rate_for_ever():
    steady = ("enterprises.base_cloud_growth=0.2", "enterprises.base_cloud_fading=0")
    assert spend(60, *steady) / spend(48, *steady) == pytest.approx(math.exp(0.2))


def test_growth_that_fades_ends_at_a_ceiling():
    fading = ("enterprises.base_cloud_growth=0.2", "enterprises.base_cloud_fading=0.5")
    assert spend(1200, *fading) / spend(0, *fading) == pytest.approx(math.exp(0.2 / 0.5))
    assert spend(24, *fading) / spend(0, *fading) == pytest.approx(math.exp(0.2 * (1.0 - math.exp(-1.0)) / 0.5))


def test_without_growth_it_stays():
    assert spend(36, "enterprises.base_cloud_growth=0") == spend(0)
