"""Whom owners want to buy, and for how much (E33)."""

import pytest

from sim.market.deals.acquisitions import buyers, targets, worth_of
from tests.market.small_economies import BIDS, FIXED, OPTION, WORLDS, economy, events_of, lived, outlook_on, town
from tests.market.small_runs import series

SEARCHING = (WORLDS["bids"], WORLDS["listing"], WORLDS["distress"], (*BIDS, "deals.premium=3"), ("deals.horizon=240",))


def bids():
    return [(overrides, event) for overrides in SEARCHING for event in events_of(lived(*overrides), "bid")]


@pytest.mark.study
def test_a_bid_is_made_exactly_where_it_beats_doing_nothing_and_the_best_partnership():
    found = bids()
    assert {event.decision for _, event in found} == {"made", "refused"}
    for overrides, event in found:
        figures, deals = event.figures, economy(*overrides).parameters.deals
        value = figures["profit_gain"] + figures["insurance"] + figures["talent"]
        assert figures["value"] == pytest.approx(value)
        assert figures["approval"] == pytest.approx(1.0 - figures["block_probability"])
        net = figures["approval"] * (figures["value"] - figures["price"])
        net -= figures["block_probability"] * figures["break_fee"]
        assert figures["net_value"] == pytest.approx(net)
        assert figures["break_fee"] == pytest.approx(deals.break_fee * figures["price"])
        assert (event.decision == "made") == (figures["net_value"] > max(figures["partnership"], 0.0))
        assert figures["dependence"] > deals.dependence_target


def test_the_price_is_the_value_and_a_premium():
    for overrides, event in bids():
        deals, target = economy(*overrides).parameters.deals, event.subject.split(">")[1]
        value = series(lived(*overrides), "owner", target, "valuation")[event.month - 1]
        assert event.figures["price"] == pytest.approx((1.0 + deals.premium) * value)
        assert event.figures["talent"] == pytest.approx(deals.talent * value)


def test_a_bid_that_is_made_is_reviewed_at_once():
    for overrides, event in bids():
        opened = [e.subject for e in events_of(lived(*overrides), "review", "opened") if e.month == event.month]
        assert (event.subject in opened) == (event.decision == "made")


def test_searches_come_once_in_a_period_and_not_at_the_start():
    for overrides, event in bids():
        assert event.month > 0
        assert event.month % economy(*overrides).parameters.deals.search_period == 0


def test_nobody_bids_where_nobody_may_or_nobody_depends():
    assert not events_of(lived(*BIDS, "rules.deals=none"), "bid")
    assert not events_of(lived(*BIDS, "deals.dependence_target=1"), "bid")


def test_buyers_have_another_business_and_targets_have_investors():
    state = town(FIXED, OPTION, months=2)
    assert buyers(state) == ["bigsoft", "rival"]
    assert targets(state) == ["lab", "startup"]
    assert targets(town(*WORLDS["exit"], months=5)) == ["lab", "studio"]


def test_a_target_is_worth_what_the_buyer_earns_more_with_it():
    state = town(FIXED, months=4)
    outlook = outlook_on(state)
    worth = worth_of("bigsoft", "lab", state, outlook)
    deals = state.parameters.deals
    assert worth.profit_gain > 0.0
    assert worth.talent == pytest.approx(deals.talent * state.finances.books["lab"].value)
    assert worth.insurance == 0.0, "who owns its supplier needs no other"
    other = worth_of("bigsoft", "startup", state, outlook)
    assert other.insurance >= 0.0
    assert worth.total == pytest.approx(worth.profit_gain + worth.insurance + worth.talent)
