"""What firms are worth, what they raise, and when they run out of money (E27 to E31)."""

import math

import numpy as np
import pytest

from sim.market.money.finances import LONGEST_RUNWAY, Books
from tests.market.small_economies import DISTRESS, EXIT, FIXED, LISTING, WORLDS, economy, events_of, lived, town
from tests.market.small_runs import by_entity, series

FUNDED = ("lab", "startup", "studio", "newcomer")
FINANCE = economy().parameters.finance


def rounds(*decisions: str):
    """Rounds of all worlds."""
    return [
        (world, event)
        for world in WORLDS
        for event in events_of(lived(*WORLDS[world]), "finance")
        if event.decision in decisions
    ]


@pytest.mark.study
def test_a_round_brings_months_of_burn_but_no_more_than_part_of_the_value():
    found = rounds("raised")
    assert len(found) > 10
    for world, event in found:
        finance, figures = economy(*WORLDS[world]).parameters.finance, event.figures
        assert figures["limit"] == pytest.approx(finance.largest_round * figures["valuation"])
        wanted = finance.raise_months * figures["burn"]
        assert figures["amount"] == pytest.approx(min(wanted, figures["limit"]))
        assert figures["runway"] == pytest.approx(max(figures["cash"], 0.0) / figures["burn"])
        assert figures["runway"] < finance.raise_below
    at_limit = [event.figures["amount"] == pytest.approx(event.figures["limit"]) for _, event in found]
    assert any(at_limit)
    assert not all(at_limit)


def test_rounds_are_paid_by_investors_and_keep_their_distance():
    for world in WORLDS:
        replication, finance = lived(*WORLDS[world]), economy(*WORLDS[world]).parameters.finance
        raised = by_entity(replication, "owner", "equity_raised")
        for owner in FUNDED:
            events = [
                event
                for event in events_of(replication, "finance")
                if event.subject == owner and event.decision in ("raised", "listed")
            ]
            for event in events:
                assert raised[owner][event.month] == pytest.approx(event.figures["amount"])
            months = [event.month for event in events if event.decision == "raised"]
            assert all(step >= finance.round_interval for step in np.diff(months))
            assert (raised[owner] > 0.0).sum() - len(events) in ({0, 1} if owner == "newcomer" else {0})


def test_a_firm_lists_once_it_is_large_independent_and_profitable_enough():
    replication, finance = lived(*LISTING), economy(*LISTING).parameters.finance
    listed = events_of(replication, "finance", "listed")
    assert {event.subject for event in listed} == {"lab", "startup", "studio"}
    for event in listed:
        figures = event.figures
        assert figures["annual_revenue"] > finance.listing_revenue
        assert figures["dependence"] < finance.listing_dependence
        assert figures["gross_margin"] > finance.listing_margin
        assert figures["amount"] == pytest.approx(finance.listing_round * figures["valuation"])
        worth = series(replication, "owner", event.subject, "shadow_value")
        assert (worth.loc[event.month :] == 1.0).all()
    assert len({event.subject for event in listed}) == len(listed)


def test_exclusivity_bars_the_stock_market():
    tied = (*LISTING[:-1], "contracts.bigsoft-lab.access=exclusive")
    assert "lab" not in {event.subject for event in events_of(lived(*tied), "finance", "listed")}


def test_a_firm_is_in_distress_when_cash_runs_out_and_no_round_brings_enough():
    for overrides in (DISTRESS, EXIT):
        finance = economy(*overrides).parameters.finance
        distressed = events_of(lived(*overrides), "finance", "distressed")
        assert [event.subject for event in distressed] == ["startup"]
        assert distressed[0].figures["runway"] < finance.distress_runway


def test_ample_finance_raises_nothing_and_nobody_runs_out():
    for overrides in (DISTRESS, LISTING):
        assert not events_of(lived(*overrides, "rules.finance=ample"), "finance")
        worth = by_entity(lived(*overrides, "rules.finance=ample"), "owner", "shadow_value")
        assert (worth.dropna(axis=1) == 1.0).all(axis=None)


def test_a_dollar_is_worth_more_to_a_firm_in_need():
    """lambda = 1 + xi min(need / value, 1.5)."""
    state = town(FIXED, "finance.shadow_slope=3", months=2)
    for name in ("lab", "startup"):
        books = state.finances.books[name]
        need = max(0.0, FINANCE.funding_horizon * books.burn - books.cash)
        assert need > 0.0
        assert state.finances.shadow_value(name) == pytest.approx(1.0 + 3.0 * min(need / books.value, 1.5))
    assert state.finances.shadow_value("bigsoft") == 1.0


def test_value_is_a_multiple_of_sales_that_dependence_lowers():
    state = town(FIXED, months=4)
    for name in FUNDED[:3]:
        books = state.finances.books[name]
        kept = 1.0 - FINANCE.dependence_discount * max(0.0, books.dependence - FINANCE.tolerated_dependence)
        growth = (1.0 + books.growth) ** FINANCE.growth_exponent
        technology = state.parameters.owners[name].technology_value
        assert books.value == pytest.approx(FINANCE.multiple * books.annual_revenue * growth * kept + technology)


def test_the_mood_of_investors_is_luck_that_lasts():
    moody = ("finance.sentiment_spread=0.2", FIXED, "rules.finance=ample")
    calm, stirred = lived(FIXED, "rules.finance=ample"), lived(*moody)
    sentiment = np.log(by_entity(stirred, "owner", "valuation") / by_entity(calm, "owner", "valuation"))[list(FUNDED)]
    assert (sentiment.abs() > 0.0).all(axis=None)
    assert sentiment.corrwith(sentiment.shift()).mean() > 0.2


@pytest.mark.study
def test_a_short_firm_trains_less():
    tight = (FIXED, "finance.largest_round=0", "finance.distress_runway=0.5")
    short, rich = (training((*tight, f"owners.startup.initial_cash={cash}")) for cash in (0.3, 10))
    assert (short <= rich).all()
    assert short[2] < rich[2] - 0.01


def training(overrides: tuple[str, ...]):
    """What startup pays for training in the first months."""
    ledger = lived(*overrides).ledger
    mine = ledger[(ledger["payer"] == "startup") & (ledger["flow"] == "training_compute")]
    return mine.groupby("month")["amount"].sum().reindex(range(4), fill_value=0.0)


class TestBooks:
    def books(self, revenue: list[float]) -> Books:
        return Books(1.0, True, revenue=revenue)

    @pytest.mark.parametrize("months", [4, 8, 13, 14, 15, 16, 30])
    def test_growth_of_steady_sales_is_what_it_is_at_any_age(self, months):
        books = self.books([1.5 ** (month / 12.0) for month in range(months)])
        assert books.growth == pytest.approx(0.5)

    def test_young_firms_have_no_growth_and_the_fastest_is_bounded(self):
        assert self.books([1.0, 2.0, 4.0]).growth == 0.0
        assert self.books([2.0**month for month in range(15)]).growth == 4.0
        assert self.books([0.0] * 20).growth == 0.0
        assert self.books([1e-300] * 3 + [1e300]).growth == pytest.approx(4.0)

    def test_burn_and_revenue_are_those_of_a_quarter(self):
        books = Books(1.0, True, revenue=[9.0, 1.0, 2.0, 3.0], spent=[9.0, 3.0, 2.0, 1.0], margin=[0.0, 1.0, 1.0, 1.0])
        assert books.annual_revenue == pytest.approx(24.0)
        assert books.burn == pytest.approx(2.0)
        assert books.gross_margin == pytest.approx(0.5)
        assert Books(1.0, True).gross_margin == 0.0


def test_runway_is_finite_and_long_for_whom_another_business_pays():
    state = town(FIXED, months=2)
    assert state.finances.runway("bigsoft") == LONGEST_RUNWAY
    assert state.finances.runway("newcomer") == LONGEST_RUNWAY
    assert 0.0 < state.finances.runway("lab") < LONGEST_RUNWAY
    assert state.finances.affordable_training("bigsoft", 1.0) == math.inf
