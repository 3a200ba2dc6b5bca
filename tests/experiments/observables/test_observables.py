"""What a run of the market answers to the questions of the record."""

import numpy as np
import pytest

from sim.experiments.observables import OBSERVABLES
from sim.experiments.observables.money import partner_and_lab
from sim.experiments.observables.volumes import price_decline
from sim.experiments.observations import MarketTables, Period
from sim.experiments.observations.observable import GROUPS, SHARE
from tests.market.small_runs import by_entity, run, series, small

SCENARIO = "exclusive"
LAST = Period(12, 13, "mean")


@pytest.fixture(scope="module")
def tables():
    replication = run(SCENARIO)
    return MarketTables(replication.monthly, replication.ledger, small(SCENARIO))


def answers(tables, name, period=LAST, segment=None):
    one = OBSERVABLES[name]
    names = one.entities(tables.scenario) or ("",)
    asked = segment or one.segments(tables.scenario)[0]
    return {entity: one.answer(tables, entity, asked, period) for entity in names}


@pytest.mark.parametrize("name", OBSERVABLES)
def test_every_observable_says_what_is_counted_and_has_a_number(tables, name):
    one = OBSERVABLES[name]
    assert one.name == name
    assert one.group in GROUPS
    assert one.definition[0].isupper()
    assert not one.definition.endswith(".")
    period = Period(0, 13, "mean") if name == "price_decline" else Period(12, 13, one.aggregates[0])
    for segment in one.segments(tables.scenario):
        found = np.array(list(answers(tables, name, period, segment).values()))
        assert np.isfinite(found).any()
        if one.unit == SHARE:
            known = found[np.isfinite(found)]
            assert ((known >= 0) & (known <= 1 + 1e-9)).all()


@pytest.mark.parametrize(
    "name", ["api_spend_share", "api_volume_share", "workload_share", "coding_share", "cloud_share"]
)
def test_shares_of_one_whole_add_up_to_one(tables, name):
    assert sum(answers(tables, name).values()) == pytest.approx(1)


def test_spend_of_a_segment_has_shares_of_its_own(tables):
    one = OBSERVABLES["api_spend_share"]
    by_segment = [answers(tables, "api_spend_share", segment=name) for name in one.segments(tables.scenario)]
    assert all(sum(found.values()) == pytest.approx(1) for found in by_segment)
    assert len({round(max(found.values()), 6) for found in by_segment}) > 1


def test_customers_of_both_are_the_same_whatever_the_order(tables):
    both = answers(tables, "paying_both_share")
    for pair, share in both.items():
        assert both["+".join(reversed(pair.split("+")))] == share


def test_money_is_that_of_the_ledger(tables):
    ledger = run(SCENARIO).ledger
    paid = ledger[(ledger["flow"] == "serving_compute") & (ledger["month"] == 12)].groupby("payer")["amount"].sum()
    for lab, amount in answers(tables, "serving_spend").items():
        assert amount == pytest.approx(paid.get(lab, 0.0))
    year = Period(0, 12, "sum")
    spend = sum(answers(tables, "api_spend", year).values())
    assert spend >= series(run(SCENARIO), "market", "market", "api_spend")[:12].sum() * 0.98


def test_a_run_rate_is_twelve_times_a_month(tables):
    month = answers(tables, "revenue", Period(12, 13, "sum"))
    rate = answers(tables, "run_rate", Period(12, 13, "annualised"))
    assert {owner: 12 * amount for owner, amount in month.items()} == pytest.approx(rate)


def test_a_contract_is_taken_apart_where_names_hold_hyphens(tables):
    assert partner_and_lab(tables, "microsoft-openai") == ("microsoft", "openai")
    paid = answers(tables, "revenue_share_paid")["microsoft-openai"]
    ledger = run(SCENARIO).ledger
    row = ledger[(ledger["flow"] == "revenue_share") & (ledger["month"] == 12)]
    there = row[(row["payer"] == "openai") & (row["payee"] == "microsoft")]["amount"].sum()
    back = row[(row["payer"] == "microsoft") & (row["payee"] == "openai")]["amount"].sum()
    assert paid == pytest.approx(there - back)


def test_the_price_of_a_capability_falls_to_the_cheapest_model_that_has_it(tables):
    prices, capability = (by_entity(run(SCENARIO), "model", measure) for measure in ("price", "capability"))
    best = capability.loc[0][prices.loc[0].notna()].idxmax()
    as_good = capability.loc[12][prices.loc[12].notna()] >= capability.loc[0, best]
    cheapest = prices.loc[12][as_good[as_good].index].min()
    found = price_decline(tables, "", "all", Period(0, 13, "mean"))
    assert found == pytest.approx(prices.loc[0, best] / cheapest)
    assert np.isnan(price_decline(tables, "", "all", Period(0, 1000, "mean")))
