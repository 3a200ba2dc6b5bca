"""What the regulator looks at, and how it rules (E34)."""

import math

import numpy as np
import pytest

from sim.economics.competition.concentration import herfindahl
from sim.market.outlook.market_shares import amounts_by_market
from tests.market.small_economies import (
    BIDS,
    FIXED,
    GATEWAY,
    LENIENT,
    OPTION,
    SERIES,
    STRICT,
    WORLDS,
    economy,
    events_of,
    lived,
    outlook_on,
    town,
    town_market,
)

CONCERNS = ("presumption", "gateway", "serial")


def reviews(decision: str):
    worlds = (*WORLDS.values(), SERIES)
    return [(overrides, event) for overrides in worlds for event in events_of(lived(*overrides), "review", decision)]


def test_the_chance_of_a_block_follows_from_the_concerns():
    found = reviews("opened")
    assert len(found) >= 4
    for overrides, event in found:
        section, figures = economy(*overrides).parameters.regulator, event.figures
        odds = section.severity + sum(getattr(section, f"{name}_weight") * figures[name] for name in CONCERNS)
        assert figures["block_probability"] == pytest.approx(1.0 / (1.0 + math.exp(-odds)))


def test_concerns_follow_from_the_figures():
    for overrides, event in reviews("opened"):
        section, figures = economy(*overrides).parameters.regulator, event.figures
        assert figures["hhi_after"] == pytest.approx(figures["hhi_before"] + figures["hhi_rise"])
        large = figures["hhi_after"] > section.hhi_threshold or figures["joint_share"] > section.share_threshold
        assert figures["presumption"] == (figures["hhi_rise"] > section.rise_threshold and large)
        gateway = figures["gateway_share"] >= section.gateway_share and figures["foreclosure_gain"] > 0.0
        assert figures["gateway"] == gateway
        assert figures["serial"] == (figures["recent_deals"] >= section.serial_deals)


def test_a_merger_is_blocked_exactly_where_the_draw_is_below_the_chance():
    decided = [event for decision in ("blocked", "cleared") for _, event in reviews(decision)]
    assert {event.decision for event in decided} == {"blocked", "cleared"}
    for event in decided:
        assert (event.decision == "blocked") == (event.figures["draw"] < event.figures["block_probability"])


def test_a_ruling_comes_when_the_review_is_over():
    for months in (1, 4):
        replication = lived(FIXED, OPTION, LENIENT, f"regulator.review_months={months}")
        opened, cleared = (events_of(replication, "review", decision)[0] for decision in ("opened", "cleared"))
        assert cleared.month == opened.month + months
        assert cleared.figures["ruling_month"] == cleared.month
    waiting = replication.monthly.query("kind == 'market'").set_index("month")["open_reviews"]
    assert (waiting.loc[opened.month : cleared.month - 1] == 1.0).all()
    assert waiting[cleared.month] == 0.0


def test_a_series_of_purchases_is_a_concern_of_its_own():
    """The option is the first purchase of its holder, and the bid after it the second."""
    first, second = events_of(lived(*SERIES), "review", "opened")[:2]
    assert (first.figures["recent_deals"], first.figures["serial"]) == (1, False)
    assert (second.figures["recent_deals"], second.figures["serial"]) == (2, True)


def test_a_gateway_counts_where_it_is_large_and_closing_it_would_pay():
    def found(*overrides):
        return events_of(lived(*GATEWAY, *overrides), "review", "opened")[0].figures

    tempting, weak, small = found(), found("models.mo.capability=2"), found("regulator.gateway_share=1")
    assert (tempting["gateway"], weak["gateway"], small["gateway"]) == (True, False, False)
    assert tempting["foreclosure_gain"] > 0.0 > weak["foreclosure_gain"], "it needs a good model of its own"
    assert min(tempting["gateway_share"], weak["gateway_share"]) > 0.3
    assert small["foreclosure_gain"] == 0.0, "it is not worked out where the gateway is too small"


def test_the_measures_of_the_merged_firm_are_those_of_the_two():
    market = town_market(FIXED, months=4)
    amounts = amounts_by_market(market.state)
    account = market.state.catalogue.account
    findings = market.regulator.assess("bigsoft", "lab", outlook_on(market.state))
    held = amounts[findings.figures["layer"]]
    merged = held.copy()
    merged[account["bigsoft"]] += merged[account["lab"]]
    merged[account["lab"]] = 0.0
    assert findings.figures["hhi_before"] == pytest.approx(herfindahl(held))
    assert findings.figures["hhi_after"] == pytest.approx(herfindahl(merged))
    assert findings.figures["joint_share"] == pytest.approx(merged[account["bigsoft"]] / merged.sum())


def test_amounts_of_tasks_are_volumes_by_lab():
    state = town(FIXED, months=3)
    amounts = amounts_by_market(state)
    tasks = {f"task {name}" for name in state.parameters.tasks}
    assert tasks <= amounts.keys()
    total = sum(amounts[name] for name in tasks)
    asked = np.bincount(state.lab_account[state.offers.component_model], state.service.asked, total.size)
    np.testing.assert_allclose(total, asked, rtol=1e-6)


def test_a_lenient_regulator_blocks_nothing_and_a_strict_one_everything():
    assert not events_of(lived(*BIDS, LENIENT), "review", "blocked")
    assert not events_of(lived(*BIDS, STRICT), "acquisition")
