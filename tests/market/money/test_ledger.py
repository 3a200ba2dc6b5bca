"""Money neither appears nor vanishes (E40)."""

import numpy as np
import pytest

from sim.economics.splitting import Payment
from sim.market.market import Market
from sim.market.money.ledger import FLOWS, FUNDING, INVESTED, Ledger, UnbalancedError
from tests.market.small_runs import SHIPPED, by_entity, run, series, small

ACCOUNTS = ("lab", "cloud", "buyers")
NUMBERS = {name: number for number, name in enumerate(ACCOUNTS)}


class TestLedger:
    def ledger(self):
        ledger = Ledger(ACCOUNTS, NUMBERS)
        ledger.pay("buyers", "lab", "api_sales", 10.0)
        ledger.pay("lab", "cloud", "serving_compute", 4.0)
        return ledger

    def test_what_one_pays_another_receives(self):
        ledger = self.ledger()
        assert ledger.received().tolist() == [10.0, 4.0, 0.0]
        assert ledger.paid().tolist() == [4.0, 0.0, 10.0]
        assert ledger.turnover == 14.0

    def test_a_negative_payment_runs_the_other_way(self):
        ledger = self.ledger()
        ledger.pay("lab", "cloud", "clause_payment", -1.5)
        assert ledger.flow("clause_payment")[1, 0] == 1.5
        assert (ledger.amounts >= 0.0).all()

    def test_payments_to_oneself_are_neither_receipts_nor_costs(self):
        ledger = self.ledger()
        before = ledger.received(), ledger.paid()
        ledger.pay("cloud", "cloud", "serving_compute", 7.0)
        np.testing.assert_array_equal(before, (ledger.received(), ledger.paid()))
        assert ledger.flow("serving_compute")[1, 1] == 7.0

    def test_accounts_that_belong_together_are_one(self):
        ledger = Ledger(ACCOUNTS, NUMBERS | {"lab": 1})
        ledger.pay("buyers", "lab", "api_sales", 10.0)
        ledger.pay("lab", "cloud", "serving_compute", 4.0)
        assert ledger.received().tolist() == [0.0, 10.0, 0.0]
        assert ledger.paid().tolist() == [0.0, 0.0, 10.0]

    def test_some_flows_net_to_nothing_over_all_accounts(self):
        assert self.ledger().net(("api_sales", "serving_compute")).tolist() == [6.0, 4.0, -10.0]
        assert self.ledger().net(("serving_compute",)).tolist() == [-4.0, 4.0, 0.0]

    def test_flows_can_be_left_out(self):
        assert self.ledger().paid(without=("serving_compute",)).tolist() == [0.0, 0.0, 10.0]

    def test_entries_list_every_payment(self):
        assert self.ledger().entries() == [
            ("buyers", "lab", "api_sales", 10.0),
            ("lab", "cloud", "serving_compute", 4.0),
        ]

    def test_payments_that_match_the_split_matrix_balance(self):
        assert self.ledger().assert_balanced(np.array([6.0, 4.0, -10.0])) == 0.0

    @pytest.mark.parametrize("wrong", [[6.0, 4.0, -9.0], [6.1, 3.9, -10.0], [6.0, 4.0, -10.0 - 1e-6], [np.nan] * 3])
    def test_anything_else_is_refused(self, wrong):
        with pytest.raises(UnbalancedError, match="do not cancel"):
            self.ledger().assert_balanced(np.array(wrong))

    def test_an_unknown_flow_or_account_is_refused(self):
        with pytest.raises(ValueError, match="not in tuple"):
            self.ledger().pay("lab", "cloud", "gifts", 1.0)
        with pytest.raises(KeyError):
            self.ledger().pay("lab", "nobody", "api_sales", 1.0)


@pytest.mark.study
@pytest.mark.parametrize("name", SHIPPED)
def test_payments_cancel_every_month(name):
    replication = run(name)
    ledger = replication.ledger
    received = ledger.pivot_table(index="month", columns="payee", values="amount", aggfunc="sum", fill_value=0.0)
    paid = ledger.pivot_table(index="month", columns="payer", values="amount", aggfunc="sum", fill_value=0.0)
    turnover = ledger.groupby("month")["amount"].sum()
    net = received.sub(paid, fill_value=0.0).sum(axis=1)
    assert (net.abs() <= 1e-9 * turnover).all()
    assert (series(replication, "market", "market", "ledger_imbalance") <= 1e-9).all()
    assert (ledger["amount"] > 0.0).all()
    assert set(ledger["flow"]) <= set(FLOWS)


@pytest.mark.parametrize("name", SHIPPED)
def test_profits_revenues_and_investment_are_what_the_ledger_says(name):
    replication = run(name)
    others = replication.ledger[replication.ledger["payer"] != replication.ledger["payee"]]
    spent = others[others["flow"] == "capital_expenditure"]
    run_with = others[~others["flow"].isin([*INVESTED, *FUNDING])]
    months = sorted(replication.monthly["month"].unique())

    def per_owner(table, account):
        totals = table.pivot_table(index="month", columns=account, values="amount", aggfunc="sum", fill_value=0.0)
        return totals.reindex(index=months, columns=profit.columns, fill_value=0.0)

    profit = by_entity(replication, "owner", "profit")
    revenue, earned, paid = per_owner(others, "payee"), per_owner(run_with, "payee"), per_owner(run_with, "payer")
    np.testing.assert_allclose(by_entity(replication, "owner", "revenue"), revenue, rtol=1e-12)
    capital = by_entity(replication, "owner", "capital_cost")
    np.testing.assert_allclose(profit, earned - paid - capital, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(by_entity(replication, "owner", "investment"), per_owner(spent, "payer"), rtol=1e-12)


@pytest.mark.parametrize("name", SHIPPED)
def test_total_surplus_is_what_buyers_gain_and_owners_earn(name):
    replication = run(name)
    profit = by_entity(replication, "owner", "profit").sum(axis=1)
    surplus = series(replication, "market", "market", "consumer_surplus")
    np.testing.assert_allclose(series(replication, "market", "market", "total_surplus"), surplus + profit, rtol=1e-9)


def test_what_buyers_pay_for_ai_is_price_times_volume():
    replication = run("open")
    sales = replication.ledger[replication.ledger["flow"].isin(["api_sales", "app_sales"])]
    spent = sales.groupby("month")["amount"].sum()
    mean_price = series(replication, "market", "market", "mean_price")
    volume = series(replication, "market", "market", "volume")
    np.testing.assert_allclose(spent, mean_price * volume, rtol=1e-9)


def test_what_suppliers_get_is_the_resource_cost_of_all_compute():
    replication = run("open")
    cost = replication.ledger[replication.ledger["flow"] == "resource_cost"].groupby("month")["amount"].sum()
    used = by_entity(replication, "cloud", "utilisation") * by_entity(replication, "cloud", "capacity")
    each = {name: cloud.resource_cost for name, cloud in small("open").parameters.clouds.items()}
    np.testing.assert_allclose(cost, sum(used[name] * each[name] for name in each), rtol=1e-9)


def played_until_payments():
    """A market just before it makes its first payments."""
    market = Market(small("open"), 1)
    for stage in (
        market.shocks,
        market.technology,
        market.contracts_and_deals,
        market.clouds_post,
        market.set_prices,
        market.enterprises_choose,
        market.serve_demand,
    ):
        stage()
    return market


def test_untouched_payments_balance():
    market = played_until_payments()
    market.make_payments()
    assert market.state.ledger_imbalance <= 1e-9


@pytest.mark.parametrize("flow", ["api_sales", "marketplace_fee", "wholesale", "serving_compute", "resource_cost"])
def test_a_payment_that_gets_lost_stops_the_run(flow):
    market = played_until_payments()
    lost = next(
        n
        for n, payment in enumerate(market.state.offers.payments)
        if payment.flow == flow and payment.payer != payment.payee and (payment.per_price or payment.per_unit)
    )
    del market.state.offers.payments[lost]
    with pytest.raises(UnbalancedError):
        market.make_payments()


def test_a_payment_that_nobody_agreed_stops_the_run():
    market = played_until_payments()
    market.state.offers.payments.append(Payment(0, 0, 1, "api_sales", 0.0, 0.01))
    with pytest.raises(UnbalancedError):
        market.make_payments()


def test_a_changed_price_share_stops_the_run():
    market = played_until_payments()
    number = next(n for n, payment in enumerate(market.state.offers.payments) if payment.flow == "marketplace_fee")
    market.state.offers.payments[number] = market.state.offers.payments[number]._replace(per_price=0.031)
    with pytest.raises(UnbalancedError):
        market.make_payments()
