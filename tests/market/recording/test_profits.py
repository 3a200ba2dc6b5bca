"""What owners earn with AI, base cloud and search, after what their GPUs cost as capital (E55)."""

import numpy as np
import pytest

from sim.market.money.ledger import BASE_CLOUD, SEARCH
from sim.market.sellers.compute_needs import capital_cost
from tests.market.small_economies import FIXED, WORLDS, economy, lived
from tests.market.small_runs import by_entity

WORLD_NAMES = ("bids", "exit", "short of GPUs")
PARTS = ("ai_profit", "base_cloud_profit", "search_profit")


@pytest.mark.parametrize("world", WORLD_NAMES)
def test_profit_is_that_with_ai_with_base_cloud_and_with_search(world):
    replication = lived(*WORLDS[world])
    parts = [by_entity(replication, "owner", name).to_numpy() for name in PARTS]
    np.testing.assert_array_equal(by_entity(replication, "owner", "profit").to_numpy(), sum(parts[1:], start=parts[0]))


@pytest.mark.parametrize("world", WORLD_NAMES)
def test_base_cloud_and_search_are_what_the_ledger_says(world):
    replication = lived(*WORLDS[world])
    for flows, measure in ((BASE_CLOUD, "base_cloud_profit"), (SEARCH, "search_profit")):
        measured = by_entity(replication, "owner", measure)
        rows = replication.ledger[replication.ledger["flow"].isin(flows)]
        net = sum(
            sign
            * rows.pivot_table(index="month", columns=side, values="amount", aggfunc="sum", fill_value=0.0).reindex(
                index=measured.index, columns=measured.columns, fill_value=0.0
            )
            for side, sign in (("payee", 1.0), ("payer", -1.0))
        )
        np.testing.assert_allclose(measured, net, atol=1e-12)


def test_capital_costs_an_annuity_on_what_owners_have_whatever_they_order():
    replication, compute = lived(FIXED), economy(FIXED).parameters.compute
    per_capacity = capital_cost(compute) / compute.hours_per_gpu
    cost, capacity = by_entity(replication, "owner", "capital_cost"), by_entity(replication, "cloud", "capacity")
    np.testing.assert_allclose(cost["bigsoft"], per_capacity * capacity["blue"], rtol=1e-12)
    assert (cost[["lab", "startup", "studio"]] == 0.0).all(axis=None)


def test_dearer_capital_costs_more_and_leaves_capital_expenditure_in_the_first_month_alone():
    cheap, dear = (lived(FIXED, f"compute.interest={rate}") for rate in (0.05, 0.2))
    cost, capex = (
        [by_entity(replication, "owner", name)["bigsoft"] for replication in (cheap, dear)]
        for name in ("capital_cost", "capex")
    )
    assert (cost[1] > cost[0]).all()
    assert capex[0].iloc[0] == capex[1].iloc[0]


def test_capital_expenditure_is_that_on_gpus_and_that_of_base_cloud():
    replication = lived(FIXED)
    base = replication.ledger[replication.ledger["flow"] == "base_capital_expenditure"]
    spent = base.pivot_table(index="month", columns="payer", values="amount", aggfunc="sum")
    capex, gpus = (by_entity(replication, "owner", name) for name in ("capex", "investment"))
    np.testing.assert_allclose(capex["rival"], gpus["rival"] + spent["rival"], rtol=1e-12)
    assert (capex["lab"] == 0.0).all()


def test_total_surplus_counts_every_profit_once():
    replication = lived(FIXED)
    market = by_entity(replication, "market", "total_surplus")["market"]
    surplus = by_entity(replication, "market", "consumer_surplus")["market"]
    parts = sum(by_entity(replication, "owner", name).sum(axis=1) for name in PARTS)
    np.testing.assert_allclose(market, surplus + parts, rtol=1e-12)
