"""Measures that need the market solved anew: pivotality, exposure, returns, number of equilibria (E38, E39)."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.market.measures import EFFORTS, LAYERS
from tests.market.small_economies import ENTRY, FIXED, lived, outlook_on, town, town_market
from tests.market.small_runs import SHIPPED, by_entity, run, series, small

# Doing without AI stands still, so that what is asked after the last month has the same answer as in it.
STILL = tuple(f"tasks.{task}.outside_trend=0" for task in ("chat", "coding", "documents"))
WORLD = (FIXED, *STILL, "appraisal.period=1", "appraisal.starts=4")


@pytest.mark.parametrize("name", SHIPPED)
def test_prices_of_every_shipped_market_end_in_one_equilibrium(name):
    if small(name).parameters.rules.pricing == "nash":
        assert series(run(name), "market", "market", "price_equilibria").iloc[-1] == 1


@pytest.fixture(scope="module")
def state():
    return town(*WORLD, months=4)


@pytest.fixture(scope="module")
def appraisal():
    return town_market(*WORLD, months=4).records.appraisal


def test_who_is_largest_is_missed(appraisal):
    assert set(appraisal.pivotality) == set(LAYERS)
    assert all(lost > 0.0 for lost in appraisal.pivotality.values())


def test_pivotality_is_the_surplus_lost_without_the_largest_owner(state, appraisal):
    outlook = outlook_on(state)
    now = replace(state.as_it_is(), with_surplus=True)
    largest = state.catalogue.owners[int(state.control["model"].argmax())]
    models = {name for name, section in state.parameters.models.items() if section.lab == largest}
    lost = (
        outlook.under(now).total_surplus - outlook.under(replace(now, withdrawn=now.withdrawn | models)).total_surplus
    )
    assert appraisal.pivotality["model"] == pytest.approx(lost, rel=1e-6)


def test_exposure_is_the_profit_that_a_cut_off_costs(appraisal):
    exposure = appraisal.exposure
    assert {("bigsoft", "lab"), ("lab", "bigsoft"), ("studio", "startup"), ("startup", "rival")} <= exposure.keys()
    assert exposure["startup", "rival"] > 0.0
    measured = by_entity(lived(*WORLD), "pair", "exposure").loc[3]
    for (loser, other), lost in exposure.items():
        assert measured[f"{loser}-on-{other}"] == pytest.approx(lost)


def test_efforts_have_a_return(appraisal):
    assert set(appraisal.return_per_dollar) == set(EFFORTS)
    assert appraisal.return_per_dollar["distribution"] > 0.0
    assert appraisal.return_per_dollar["training"] > 0.0


def test_capacity_pays_only_where_it_is_short():
    short = ("clouds.blue.capacity=0.1", "clouds.green.capacity=0.1", "compute.gpu_supply=0.001")
    ample = ("clouds.blue.capacity=5", "clouds.green.capacity=5")
    returns = [
        town_market(*WORLD, *world, months=2).records.appraisal.return_per_dollar["capacity"]
        for world in (short, ample)
    ]
    assert returns[0] > 1e-3
    assert returns[1] == pytest.approx(0.0, abs=1e-9)


def test_appraisals_hold_until_the_next():
    overrides = (FIXED, "appraisal.period=3")
    found = series(lived(*overrides), "layer", "model", "pivotality")
    changes = np.flatnonzero(np.diff(found) != 0.0) + 1
    assert changes.tolist() == [3, 6, 9]


def test_appraisals_change_nothing_but_what_they_measure():
    """Not even who enters when, though whoever waits outside asks what the market would come to as well."""
    found = [lived(FIXED, *ENTRY, f"appraisal.period={period}").monthly for period in (0, 1, 5)]
    measured = ["pivotality", "exposure", "return_per_dollar", "price_equilibria"]
    without, *others = (one[one["kind"] != "effort"].drop(columns=measured, errors="ignore") for one in found)
    assert not set(measured) & set(found[0].columns[found[0].notna().any()])
    for other in others:
        pd.testing.assert_frame_equal(without.reset_index(drop=True), other.reset_index(drop=True))


def test_a_market_of_one_owner_of_everything_can_be_appraised():
    merged = town(FIXED, "deals.search_period=100", months=3)
    catalogue = merged.catalogue
    for target in ("lab", "startup", "studio", "rival"):
        catalogue = catalogue.after_purchase("bigsoft", target)
    outcome = outlook_on(merged).under(replace(merged.as_it_is(), catalogue=catalogue))
    assert np.isfinite(outcome.profit).all()
    assert outcome.dependence.larger.max() == 0.0
