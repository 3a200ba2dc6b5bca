"""Everything that changes hands besides sales (section 11 of the model)."""

import numpy as np
import pytest

from sim.market.buyers.base_cloud import base_cloud_spend
from sim.market.catalogue import CONSUMERS, ENTERPRISES
from sim.market.money.ledger import FLOWS
from tests.market.small_runs import by_entity, run, series, small

PARAMETERS = small("open").parameters


def monthly(replication, flow, **sides):
    """Monthly sum of a flow, between some accounts only where they are given."""
    ledger = replication.ledger
    mine = ledger["flow"] == flow
    for side, account in sides.items():
        mine &= ledger[side] == account
    months = range(int(replication.monthly["month"].max()) + 1)
    return ledger[mine].groupby("month")["amount"].sum().reindex(months, fill_value=0.0)


def test_base_spend_goes_where_the_homes_are():
    replication = run("open")
    shares = by_entity(replication, "cloud", "home_share")
    for cloud, section in PARAMETERS.clouds.items():
        paid = monthly(replication, "base_cloud", payee=section.owner)
        spent = [base_cloud_spend(PARAMETERS.enterprises, month) for month in shares.index]
        np.testing.assert_allclose(paid, spent * shares[cloud], rtol=1e-9)
    cost = monthly(replication, "base_cloud_cost") + monthly(replication, "base_capital_expenditure")
    margin = 1.0 - cost / monthly(replication, "base_cloud")
    np.testing.assert_allclose(margin, PARAMETERS.enterprises.base_cloud_margin, rtol=1e-9)


@pytest.mark.study
def test_base_cloud_invests_its_part_and_earns_the_same_whatever_that_is():
    lean, heavy = (run("open", f"enterprises.base_capital_intensity={part}") for part in (0.0, 0.4))
    invested = monthly(heavy, "base_capital_expenditure") / monthly(heavy, "base_cloud")
    np.testing.assert_allclose(invested, 0.4, rtol=1e-9)
    assert (monthly(lean, "base_capital_expenditure") == 0.0).all()
    profits = [by_entity(replication, "owner", "profit") for replication in (lean, heavy)]
    np.testing.assert_allclose(*profits, rtol=1e-9, atol=1e-9)
    capex = [by_entity(replication, "owner", "capex") for replication in (lean, heavy)]
    assert (capex[1]["amazon"] > capex[0]["amazon"]).all()


@pytest.mark.study
@pytest.mark.parametrize(
    ("law", "bought", "key"),
    [("budgets", "spend", "search_displacement"), ("volumes", "volume", "search_cannibalisation")],
)
def test_search_advertising_falls_with_what_consumers_buy_from_anybody(law, bought, key):
    replication, alphabet = run("open", f"rules.demand={law}"), PARAMETERS.owners["alphabet"]
    amount = series(replication, "task", "consumer", bought)
    left = alphabet.search_revenue - getattr(alphabet, key) * amount
    assert (amount > 0.0).all()
    np.testing.assert_allclose(monthly(replication, "search_advertising", payee="alphabet"), left, rtol=1e-9)
    assert set(replication.ledger.loc[replication.ledger["flow"] == "search_advertising", "payee"]) == {"alphabet"}


def test_search_advertising_never_turns_negative():
    replication = run("open", "owners.alphabet.search_revenue=0.001")
    ledger = replication.ledger
    assert not (ledger["payer"] == "alphabet")[ledger["flow"] == "search_advertising"].any()


def test_marketplace_fees_are_a_share_of_direct_sales_on_others_clouds():
    replication = run("exclusive")
    sales = monthly(replication, "api_sales", payee="openai", payer=ENTERPRISES)
    fees = monthly(replication, "marketplace_fee", payer="openai", payee="microsoft")
    np.testing.assert_allclose(fees, 0.03 * sales, rtol=1e-9)


def test_sales_to_consumers_and_enterprises_come_from_the_right_account():
    ledger = run("open").ledger
    assert set(ledger.loc[ledger["flow"].isin(["api_sales", "app_sales"]), "payer"]) == {ENTERPRISES, CONSUMERS}
    search = ledger[(ledger["payee"] == "microsoft") & (ledger["flow"] == "app_sales")]
    assert set(search["payer"]) == {ENTERPRISES, CONSUMERS}


def test_labs_pay_for_every_hour_that_serves_and_trains():
    replication = run("open")
    price, used = (by_entity(replication, "cloud", name) for name in ("compute_price", "utilisation"))
    capacity = by_entity(replication, "cloud", "capacity")
    worth = (price * used * capacity).sum(axis=1)
    paid = monthly(replication, "serving_compute") + monthly(replication, "training_compute")
    hosted_open = worth - paid
    assert (hosted_open > 0.0).all(), "hosts do not pay themselves for open models"
    no_open = run("open", "models.llama=null")
    price, used = (by_entity(no_open, "cloud", name) for name in ("compute_price", "utilisation"))
    worth = (price * used * by_entity(no_open, "cloud", "capacity")).sum(axis=1)
    paid = monthly(no_open, "serving_compute") + monthly(no_open, "training_compute")
    np.testing.assert_allclose(paid, worth, rtol=1e-9)


def test_revenues_of_clouds_are_compute_fees_and_open_hosting():
    replication = run("open")
    revenue = by_entity(replication, "cloud", "revenue")["aws"]
    ledger = replication.ledger
    to_amazon = ledger[
        (ledger["payee"] == "amazon")
        & ledger["flow"].isin(["serving_compute", "training_compute", "marketplace_fee", "api_sales", "wholesale"])
    ]
    np.testing.assert_allclose(revenue, to_amazon.groupby("month")["amount"].sum(), rtol=1e-9)


# What only bargaining, finance and deals bring about; tests/market/test_money_of_the_economy.py has it.
OF_DEALS = ("entry_cost", "equity", "buy_out", "option_fee", "break_fee", "compensation")


@pytest.mark.parametrize("flow", [flow for flow in FLOWS if flow not in OF_DEALS])
def test_every_flow_is_used_by_some_scenario(flow):
    with_everything = run(
        "exclusive",
        "contracts.microsoft-openai.investment=0.02",
        "contracts.microsoft-openai.commitment=40",
    )
    assert (with_everything.ledger["flow"] == flow).any()
