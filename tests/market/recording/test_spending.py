"""What buyers spend on AI, who of them buys, and how much they still do without."""

import numpy as np
import pytest

from tests.market.small_economies import FIXED, lived, town
from tests.market.small_runs import by_entity, series

LAWS = ("budgets", "volumes")
EMPTY = ("enterprises.segments.young.adoption.start_share=0", "enterprises.segments.old.adoption.start_share=0")
FEW = "enterprises.segments.old.adoption.start_share=0.1"


def market(replication, measure):
    return series(replication, "market", "market", measure)


@pytest.mark.parametrize("law", LAWS)
def test_spend_adds_up_over_products_owners_and_tasks_to_what_buyers_pay(law):
    replication = lived(FIXED, f"rules.demand={law}")
    spend = market(replication, "spend")
    products = sum(by_entity(replication, kind, "spend").sum(axis=1) for kind in ("model", "app"))
    for found in (products, *(by_entity(replication, kind, "spend").sum(axis=1) for kind in ("owner", "task"))):
        np.testing.assert_allclose(found, spend, rtol=1e-9)
    ledger = replication.ledger
    sales = ledger[ledger["flow"].isin(["api_sales", "app_sales"])].groupby("month")["amount"].sum()
    np.testing.assert_allclose(sales, spend, rtol=1e-9)


def test_api_spend_is_what_enterprises_pay_for_models_as_such():
    replication, ledger = lived(FIXED), lived(FIXED).ledger
    paid = ledger[(ledger["flow"] == "api_sales") & (ledger["payer"] == "enterprises")]
    np.testing.assert_allclose(market(replication, "api_spend"), paid.groupby("month")["amount"].sum(), rtol=1e-9)
    for kind in ("model", "owner"):
        by_name = by_entity(replication, kind, "api_spend").sum(axis=1)
        np.testing.assert_allclose(by_name, market(replication, "api_spend"), rtol=1e-9)
    assert (market(replication, "api_spend") < market(replication, "spend")).all()


def test_adopters_are_the_enterprises_that_buy():
    state = town(FIXED, months=3)
    adopters = market(lived(FIXED), "adopters_share")
    assert adopters.iloc[2] == pytest.approx(state.enterprises.buys.mean())
    assert (adopters.diff().dropna() >= 0.0).all()
    assert (market(lived(FIXED, "rules.demand=volumes"), "adopters_share") == 1.0).all()


def test_doing_without_is_counted_over_the_work_of_adopters():
    state, replication = town(FIXED, months=3), lived(FIXED)
    for number, task in enumerate(state.catalogue.enterprise_tasks):
        chosen = state.usage[number]
        expected = chosen[:, 0].sum() / chosen.sum()
        assert series(replication, "task", task, "outside_share").iloc[2] == pytest.approx(expected)
    of_tasks = by_entity(replication, "task", "outside_share")[list(state.catalogue.enterprise_tasks)]
    whole = market(replication, "outside_share")
    assert (of_tasks.min(axis=1) <= whole).all()
    assert (whole <= of_tasks.max(axis=1)).all()


def test_the_curve_of_consumers_is_recorded_as_a_share():
    assert market(lived(FIXED), "adoption").iloc[2] == pytest.approx(town(FIXED, months=3).adopted[2])
    assert market(lived(FIXED), "adoption").between(0.0, 1.0).all()


def test_models_are_counted_per_enterprise_that_buys():
    state = town(FIXED, FEW, months=1)
    runs = state.enterprises.incumbent[state.enterprises.buys]
    assert len(runs) < len(state.enterprises)
    distinct = [np.unique(own[own > 0]).size for own in runs.reshape(len(runs), -1)]
    assert market(lived(FIXED, FEW), "models_per_enterprise").iloc[0] == pytest.approx(np.mean(distinct))


def test_a_market_in_which_nothing_is_sold_has_numbers():
    replication = lived(FIXED, *EMPTY, "shocks.outage_rate=1")
    last = replication.monthly[replication.monthly["kind"] == "market"].iloc[-1]
    shares = ("rationed_share", "outside_share", "models_per_enterprise", "multi_homing_share", "adopters_share")
    for measure in ("spend", "api_spend", "volume", "consumer_surplus", "total_surplus", *shares):
        assert np.isfinite(last[measure]), measure
    assert last["spend"] == 0.0
