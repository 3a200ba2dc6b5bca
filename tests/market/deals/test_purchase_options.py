"""Options on firms: what they are worth, when they are used, and what follows (E32)."""

import pytest

from sim.economics.options import option_value
from tests.market.small_economies import FIXED, LENIENT, OPTION, STRICT, WORLDS, economy, events_of, lived
from tests.market.small_runs import series

WORLD = (FIXED, OPTION)
TERM = 3  # months that the option runs


@pytest.mark.parametrize("strike", [1, 5, 20, 30, 500])
@pytest.mark.parametrize("severity", [-20, 0, 20])
def test_an_option_is_exercised_exactly_where_the_value_exceeds_the_threshold(strike, severity):
    """V > [(K - F + P) q + (1 - q) break fee] / [q (1 + synergy - holdup)]."""
    replication = lived(*WORLD, f"options.call.strike={strike}", f"regulator.severity={severity}", "horizon.months=5")
    event = events_of(replication, "option")[0]
    figures, approval = event.figures, event.figures["approval"]
    at_stake = (figures["strike"] - figures["fee"] + figures["partnership"]) * approval
    threshold = (at_stake + (1.0 - approval) * figures["break_fee"]) / (
        approval * (1.0 + figures["synergy"] - figures["holdup"])
    )
    assert figures["threshold"] == pytest.approx(threshold)
    assert (event.decision == "exercised") == (figures["value"] > figures["threshold"])
    assert event.month == TERM
    value = series(replication, "owner", "studio", "valuation")
    assert figures["value"] == pytest.approx(value[TERM - 1])


def test_an_exercised_option_goes_to_the_regulator_and_then_changes_hands_at_the_strike():
    replication = lived(*WORLDS["bought by option"])
    months = economy().parameters.regulator.review_months
    steps = [(e.kind, e.decision, e.month) for e in events_of(replication) if "bigsoft>studio" in e.subject]
    assert steps == [
        ("option", "exercised", TERM),
        ("review", "opened", TERM),
        ("review", "cleared", TERM + months),
        ("acquisition", "closed", TERM + months),
    ]
    assert events_of(replication, "acquisition")[0].figures["price"] == 5.0


def test_an_option_that_lapses_pays_for_a_partnership():
    licensed = ("models.mo.capability=3.5", *WORLDS["partners by option"])
    replication = lived(*licensed)
    fees = replication.ledger[replication.ledger["flow"] == "option_fee"]
    assert fees[["month", "payer", "payee", "amount"]].values.tolist() == [[TERM, "bigsoft", "studio", 0.5]]
    contract = events_of(replication, "contract")[0]
    assert (contract.subject, contract.decision, contract.month) == ("studio-bigsoft", "licensed", TERM)
    routed = series(replication, "model_in_app", "mo@workshop", "routed_volume")
    assert (routed.loc[: TERM - 1] == 0.0).all()
    assert (routed.loc[TERM:] > 0.0).all()


def test_a_blocked_purchase_pays_the_break_fee_and_for_the_partnership():
    replication = lived(*WORLDS["blocked"])
    blocked = events_of(replication, "review", "blocked")
    assert len(blocked) == 1
    paid = replication.ledger[replication.ledger["flow"].isin(["break_fee", "option_fee"])]
    assert (paid["month"] == blocked[0].month).all()
    assert dict(zip(paid["flow"], paid["amount"], strict=True)) == {"break_fee": 0.2, "option_fee": 0.5}
    assert not events_of(replication, "acquisition")


def test_a_target_that_is_gone_voids_the_option():
    later = OPTION.replace("target: studio", "target: startup")
    for world in ("distress", "exit"):
        replication = lived(*WORLDS[world], later)
        assert [event.decision for event in events_of(replication, "option")] == ["void"]
        assert "startup" not in {event.subject.split(">")[1] for event in events_of(replication, "review")}


def test_an_option_on_the_buyer_of_its_holder_is_void():
    """Two firms hold options on each other; the first purchase makes the second pointless."""
    mutual = (
        OPTION.replace("holder: bigsoft", "holder: startup"),
        OPTION.replace("call=", "other=").replace("holder: bigsoft, target: studio", "holder: studio, target: startup"),
    )
    replication = lived(FIXED, *mutual, LENIENT, "options.call.strike=0.1", "options.other.strike=0.1")
    assert len(events_of(replication, "option", "exercised")) == 2
    assert len(events_of(replication, "acquisition", "closed")) == 1


def test_measures_follow_the_formula_while_the_option_runs():
    replication = lived(*WORLD, LENIENT)
    rows = replication.monthly[replication.monthly["kind"] == "option"].set_index("month")
    option = economy(*WORLD).parameters.options["call"]
    assert set(rows["entity"]) == {"call"}
    valuation = series(replication, "owner", "studio", "valuation")
    for month in range(TERM):
        terms = {name: getattr(option, name) for name in ("strike", "fee", "synergy", "holdup", "partnership")}
        years = (TERM - month) / 12.0
        expected = option_value(valuation[month], **terms, years=years, volatility=option.volatility, rate=option.rate)
        assert rows["option_value"][month] == pytest.approx(expected)
        assert rows["underlying_value"][month] == valuation[month]
    closed = events_of(replication, "acquisition")[0].month
    assert max(rows.index) < closed


def test_an_option_that_outlasts_the_run_is_not_decided():
    assert not events_of(lived(*WORLD, "options.call.expires=2030-01"), "option")


def test_a_strict_regulator_makes_the_holder_prefer_the_partnership():
    assert events_of(lived(*WORLD, STRICT), "option")[0].decision == "lapsed"
