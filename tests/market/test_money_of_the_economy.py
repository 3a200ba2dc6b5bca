"""Money, capacity and shares add up whatever firms agree on, raise, buy or give up (E13, E17, E27, E40)."""

import numpy as np
import pytest

from sim.market.catalogue import INVESTORS
from sim.market.measures import MEASURES
from sim.market.money.ledger import FLOWS
from tests.market.small_economies import COMPENSATED, DISTRESS, FIXED, WORLDS, economy, events_of, lived, net_receipts
from tests.market.small_runs import by_entity, series

EVERY_WORLD = pytest.mark.parametrize("world", WORLDS)


@pytest.mark.study
@EVERY_WORLD
def test_payments_of_every_month_cancel(world):
    replication = lived(*WORLDS[world])
    turnover = replication.ledger.groupby("month")["amount"].sum()
    assert (net_receipts(replication).sum(axis=1).abs() <= 1e-9 * turnover).all()
    assert (series(replication, "market", "market", "ledger_imbalance") <= 1e-9).all()
    assert (replication.ledger["amount"] > 0.0).all()


@EVERY_WORLD
def test_cash_is_what_the_owner_had_plus_what_the_ledger_says(world):
    replication, owners = lived(*WORLDS[world]), economy(*WORLDS[world]).parameters.owners
    cash = by_entity(replication, "owner", "cash")
    received = net_receipts(replication).reindex(columns=cash.columns, fill_value=0.0).cumsum()
    start = [owners[name].initial_cash or 0.0 for name in cash.columns]
    np.testing.assert_allclose(cash, received + start, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("world", ["bought by option", "distress", "bids"])
def test_a_buyer_gets_the_cash_of_the_target_and_pays_its_investors(world):
    replication = lived(*WORLDS[world])
    cash, ledger = by_entity(replication, "owner", "cash"), replication.ledger
    closings = events_of(replication, "acquisition", "closed")
    assert closings
    for closing in closings:
        target, buyer, month = closing.before, closing.after, closing.month
        deals = ledger[(ledger["month"] == month) & (ledger["flow"] == "buy_out")]
        paid = deals.set_index(["payer", "payee"])["amount"]
        assert paid[buyer, INVESTORS] == pytest.approx(closing.figures["price"])
        assert paid[target, buyer] == pytest.approx(cash[target][month - 1])
        assert (cash[target].loc[month:].abs() < 1e-9).all()
        assert ledger.loc[ledger["month"] > month, ["payer", "payee"]].ne(target).all(axis=None)


def test_what_a_firm_is_owed_when_it_is_sold_in_distress_goes_to_the_buyer():
    """An option that lapses in the month of the sale still pays its fee."""
    option = (
        "options.call={holder: rival, target: startup, granted: 2023-01, expires: 2023-02, strike: 500, fee: 0.7, "
        "volatility: 0.8, rate: 0.04, synergy: 0.25, holdup: 0.15, break_fee: 0.2}"
    )
    replication = lived(*DISTRESS, option)
    assert events_of(replication, "option", "lapsed")[0].month == 1
    assert events_of(replication, "acquisition", "closed")[0].month == 1
    assert (by_entity(replication, "owner", "cash")["startup"].loc[1:].abs() < 1e-9).all()


def test_a_firm_that_closed_down_neither_sells_nor_trains_nor_is_paid():
    replication = lived(*WORLDS["exit"])
    closing = events_of(replication, "finance", "closed down")[0]
    later = replication.ledger[replication.ledger["month"] >= closing.month]
    assert later[["payer", "payee"]].ne(closing.subject).all(axis=None)
    assert (series(replication, "model", "beta", "volume").loc[closing.month :] == 0.0).all()
    assert (series(replication, "model", "beta", "volume").loc[: closing.month - 1] > 0.0).all()
    costs = replication.ledger[replication.ledger["flow"] == "overhead"].groupby(["month", "payer"])["amount"].sum()
    kept = [costs[month, "rival"] for month in (closing.month - 1, closing.month)]
    assert kept[0] - kept[1] == pytest.approx(economy(*WORLDS["exit"]).parameters.finance.relationship_cost)


def test_contracts_with_a_lab_that_has_not_entered_cost_nobody_anything():
    invested = "contracts.rival-newcomer.investment=0.05"
    replication = lived(*WORLDS["entry"], FIXED, invested)
    entry = events_of(replication, "entry", "entered")[0]
    paid = replication.ledger[replication.ledger["flow"] == "clause_payment"].groupby("month")["amount"].sum()
    assert paid.index.min() == entry.month == 1
    active = series(replication, "market", "market", "active_contracts")
    assert active[1] == active[0] + 1


@EVERY_WORLD
def test_capacity_is_never_exceeded(world):
    assert (by_entity(lived(*WORLDS[world]), "cloud", "utilisation") <= 1.0 + 1e-9).all(axis=None)


def test_some_world_is_short_of_gpus():
    assert (series(lived(*WORLDS["short of GPUs"]), "market", "market", "rationed_share") > 0.01).any()


@pytest.mark.study
@pytest.mark.parametrize("cap", [0.0, 0.05, 0.12])
@pytest.mark.parametrize("world", ["bargained", "threatened", "bids"])
def test_a_capped_revenue_share_is_never_overpaid(world, cap):
    replication = lived(*WORLDS[world], f"contracts.bigsoft-lab.revenue_share_cap={cap}")
    ledger = replication.ledger
    shared = ledger[(ledger["flow"] == "revenue_share") & (ledger["payee"] == "bigsoft") & (ledger["payer"] == "lab")]
    assert shared["amount"].sum() <= cap * (1.0 + 1e-12) + 1e-12
    if world != "bids":
        assert shared["amount"].sum() == pytest.approx(cap)


@EVERY_WORLD
def test_shares_lie_between_zero_and_one_and_sum(world):
    replication = lived(*WORLDS[world])
    for measure in MEASURES:
        if measure.unit == "share" and measure.name != "margin":
            rows = replication.monthly[replication.monthly["kind"] == measure.kind]
            assert rows[measure.name].dropna().between(-1e-12, 1.0 + 1e-6).all(), measure
    for kind, name in (("model", "share"), ("owner", "lab_share"), ("cloud", "home_share")):
        np.testing.assert_allclose(by_entity(replication, kind, name).sum(axis=1), 1.0, rtol=1e-6)
    control = by_entity(replication, "control", "control_share")
    for layer in {name.split("@")[0] for name in control.columns}:
        total = control[[name for name in control.columns if name.startswith(f"{layer}@")]].sum(axis=1)
        assert (np.isclose(total, 1.0) | (total == 0.0)).all()


@EVERY_WORLD
def test_prices_meet_their_conditions(world):
    assert (series(lived(*WORLDS[world]), "market", "market", "price_residual") <= 1e-8).all()


@pytest.mark.study
def test_the_worlds_use_every_flow():
    everything = (*WORLDS.values(), (FIXED, "contracts.bigsoft-lab.commitment=40"), COMPENSATED)
    used = {flow for overrides in everything for flow in lived(*overrides).ledger["flow"]}
    assert used == set(FLOWS)
