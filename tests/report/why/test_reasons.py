"""Reasons say what the recorded figures say: checked against numbers worked out by hand."""

from types import SimpleNamespace

import pytest

from sim.report.why.event_figures import FIGURES, figure_lines, value_text
from sim.report.why.hand_checks import change_check, checks_of, exclusivity_check
from sim.report.why.reasons import RULES, explanation, reason, subject_label
from sim.results.reading.events import Event
from sim.words.numbers import apart, worked

PARAMETERS = SimpleNamespace(
    owners={name: SimpleNamespace(label=name.upper()) for name in ("cloud", "lab", "firm")},
    models={"model": SimpleNamespace(label="Model One")},
    options={"right": SimpleNamespace(holder="cloud", target="firm")},
)
BARGAIN = {
    "shadow_value": 1.3,
    "gain": 0.42,
    "loss": 0.61,
    "margin": -0.064,
    "joint_none": 1.0,
    "joint_open": 1.5,
    "joint_exclusive": 1.4508,
    "joint_before": 1.4508,
    "joint_after": 1.5,
    "joint_nothing": 1.0,
    "lab_weight": 0.5,
    "partner_gain": 0.3,
    "lab_gain": 0.26,
    "payment": 0.05,
    "negotiation_cost": 0.02,
    "utilisation": 0.995,
}


def event(kind="contract", decision="loosened", figures=None, **changes):
    values = {
        "seed": 4,
        "number": 7,
        "month": 30,
        "when": "2025-07",
        "subject": "cloud-lab",
        "before": "exclusive, licensed",
        "after": "open, licensed",
        "cause": "capacity",
        "note": "",
    }
    return Event(kind=kind, decision=decision, figures=BARGAIN if figures is None else figures, **(values | changes))


def without(*names, **changes):
    return {name: value for name, value in BARGAIN.items() if name not in names} | changes


def test_the_check_of_exclusivity_can_be_done_by_hand():
    assert exclusivity_check(event()) == "1.30 x 0.42 = 0.55 is less than 0.61"
    assert exclusivity_check(event(figures=without(loss=0.5))) == "1.30 x 0.42 = 0.55 is at least 0.50"
    assert exclusivity_check(event(figures=without("gain"))) == ""


def test_sums_are_shown_with_the_digits_that_it_takes_to_repeat_them():
    assert worked("{} x {}", lambda a, b: a * b, 1.0749, 0.31402, show=lambda v: f"{v:.2f}") == "1.075 x 0.314 = 0.34"
    assert apart(0.5461, 0.5463) == ("0.5461", "0.5463")
    assert apart(2.0, 2.0) == ("2.00", "2.00")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "exclusivity no longer pays: 1.30 x 0.42 = 0.55 is less than 0.61"),
        (
            {"decision": "tightened", "after": "exclusive", "figures": without(loss=0.5)},
            "exclusivity pays: 1.30 x 0.42 = 0.55 is at least 0.50",
        ),
        (
            {"decision": "renewed", "after": "exclusive", "figures": without(loss=0.5)},
            "exclusivity still pays: 1.30 x 0.42 = 0.55 is at least 0.50",
        ),
        (
            {"decision": "renewed", "after": "exclusive", "figures": without(negotiation_cost=0.03)},
            "open access would be better, but too little so: 0.50 x (1.50 - 1.45) = 0.025 is not more than the cost "
            "of new terms, 0.030",
        ),
        ({"decision": "signed"}, "together 0.500 bn USD more than without an agreement"),
        (
            {"decision": "ended", "after": "none", "figures": {"joint_none": 1.0, "joint_open": 0.8}},
            "nothing to gain: together 1.00 bn USD without, the most on the menu",
        ),
        (
            {"decision": "licensed", "figures": {"partner_gain": 0.3, "lab_gain": -0.1}},
            "before the payment the partner gains 0.300 and the lab −0.100 bn USD",
        ),
        ({"decision": "renewed", "figures": {}, "cause": "lead"}, "the lab's lead in capability had changed"),
    ],
)
def test_contracts_have_a_reason_in_one_line(changes, text):
    assert reason(event(**changes)) == text


def test_a_contract_is_checked_from_exclusivity_to_the_payment():
    assert checks_of(event()) == [
        "worth of a dollar x gain against loss: 1.30 x 0.42 = 0.55 is less than 0.61: exclusivity does not pay.",
        "together they have: none 1.00, open 1.50, exclusive 1.45; the most under open.",
        "smaller weight x what the best terms add to those before: 0.50 x (1.50 - 1.45) = 0.025 is more than the "
        "cost of new terms, 0.020.",
        "weight x partner's gain - (1 - weight) x lab's gain / worth of a dollar: 0.50 x 0.30 - 0.50 x 0.26 / 1.30 = "
        "0.0500: the payment.",
        "after the payment the partner has 0.250 and the lab 0.250 more than without an agreement.",
    ]


def test_a_payment_that_is_not_the_bargained_one_is_told():
    assert any("not the payment of 0;" in check for check in checks_of(event(figures=without(payment=0.0))))


def test_without_a_cost_of_new_terms_nothing_is_said_about_it():
    assert change_check(event(figures=without("negotiation_cost"))) == ""


OPTION = {"value": 42.0, "strike": 60.0, "fee": 10.0, "synergy": 0.25, "holdup": 0.15, "partnership": 1.0}


def test_an_option_is_checked_with_and_without_a_regulator():
    plain = event("option", "lapsed", OPTION | {"threshold": 51 / 1.1}, subject="cloud>firm")
    assert checks_of(plain) == [
        "(strike - fee + partnership) / (1 + synergy - value without buying): (60.0 - 10.0 + 1.00) / 1.10 = 46.4: "
        "the threshold.",
        "value against threshold: 42.0 is not more than 46.4.",
    ]
    figures = OPTION | {"approval": 0.8, "break_fee": 3.0, "threshold": (51 * 0.8 + 0.2 * 3) / (0.8 * 1.1)}
    reviewed = checks_of(event("option", "exercised", figures | {"value": 50.0}, subject="cloud>firm"))
    assert "(51.0 x 0.80 + 0.20 x 3.00) / (0.80 x 1.10) = 47.0: the threshold." in reviewed[0]
    assert reviewed[1] == "value against threshold: 50.0 is more than 47.0."
    assert reason(plain) == "the target is worth 42.0 bn USD, not more than the threshold of 46.4"


def test_a_bid_is_checked_against_the_best_partnership():
    figures = {"value": 20.0, "profit_gain": 15.0, "insurance": 3.0, "talent": 2.0, "price": 14.0, "approval": 0.8}
    figures |= {"break_fee": 1.0, "net_value": 4.6, "partnership": 5.0}
    refused = event("bid", "refused", figures, subject="cloud>firm")
    assert checks_of(refused) == [
        "profit + fallback + talent: 15.0 + 3.00 + 2.00 = 20.0: the value.",
        "chance of approval x (value - price) - chance of a block x break fee: 0.80 x (20.0 - 14.0) - 0.20 x 1.00 = "
        "4.60: the net value of bidding.",
        "net value against the best partnership: 4.60 is not more than 5.00.",
    ]
    assert reason(refused) == "bidding is worth 4.60 bn USD, not more than the best partnership (5.00)"
    odd = checks_of(event("bid", "made", figures, subject="cloud>firm"))[-1]
    assert odd.endswith("yet the bid was made: other figures decided.")


def test_a_ruling_compares_the_draw_with_the_chance():
    figures = {"hhi_before": 2400.0, "hhi_after": 2700.0, "hhi_rise": 300.0, "presumption": True, "gateway": False}
    figures |= {"block_probability": 0.378, "draw": 0.2}
    blocked = event("review", "blocked", figures, subject="cloud>firm")
    assert checks_of(blocked) == [
        "2,400 + 300 = 2,700 points of concentration, recorded as 2,700.",
        "0.20 is below 0.38: blocked.",
    ]
    assert reason(blocked) == "concerns: concentration; chance of a block 37.8 %, the draw of 0.200 is below"


def test_money_entry_and_luck_are_checked():
    figures = {"cash": 1.2, "burn": 0.15, "amount": 2.7, "limit": 3.0, "valuation": 15.0, "runway": 8.0}
    raised = event("finance", "raised", figures, subject="firm")
    assert checks_of(raised) == [
        "cash / burn: 1.20 / 0.15 = 8.00 months of runway.",
        "amount against limit: 2.70 is within 3.00.",
        "amount / valuation: 2.70 / 15.0 = 18.0 %.",
    ]
    assert reason(raised) == "cash lasts 8.00 months, 2.70 bn USD come in"
    entry = {"expected_profit": 0.1, "horizon": 60.0, "entry_cost": 3.0, "rate": 0.02, "draw": 0.01}
    assert checks_of(event("entry", "entered", entry, subject="firm")) == [
        "expected profit x horizon / cost of entry: 0.10 x 60.0 / 3.00 = 2.00; the rate of entry is in proportion to "
        "it.",
        "the draw of 0.010 is below 0.020.",
    ]
    assert (
        reason(event("technology", "breakthrough", {"size": 0.3}, subject="model")) == "capability jumps by 0.300 nats"
    )
    assert reason(event("outage", "out of order", {}, subject="model", cause="luck")) == "by chance"


def test_subjects_carry_the_labels_of_the_scenario():
    assert subject_label(event(), PARAMETERS) == "CLOUD – LAB"
    assert subject_label(event("bid", subject="cloud>firm"), PARAMETERS) == "CLOUD > FIRM"
    assert subject_label(event("finance", subject="firm"), PARAMETERS) == "FIRM"
    assert subject_label(event("outage", subject="model"), PARAMETERS) == "Model One"
    assert subject_label(event("scenario", subject="a.b"), PARAMETERS) == "a.b"


def test_an_explanation_tells_what_rule_figures_check_and_what_was_different_before():
    earlier = event(
        decision="renewed", after="exclusive, licensed", number=3, when="2025-01", figures=without(loss=0.5)
    )
    other_seed = event(number=2, seed=9)
    told = explanation(event(), [event(), other_seed, earlier], PARAMETERS)
    text = told.as_text()
    flat = " ".join(text.split())
    assert flat.startswith("Event 7 of seed 4, 2025-07: contract CLOUD – LAB, loosened")
    assert "It came up because the partner's clouds were full." in flat
    assert " ".join(RULES["contract"].split()) in flat
    assert "load of the partner's clouds 99.5 % compute asked for over capacity" in flat
    assert "exclusivity paid then: 1.30 x 0.42 = 0.55 is at least 0.50" in flat
    assert "loss of the lab (L): 0.500 bn USD then, 0.610 bn USD now" in flat
    record = told.as_record()
    assert (record["seed"], record["number"], record["decision"]) == (4, 7, "loosened")
    assert record["figures"][0] == {
        "figure": "gain",
        "name": "gain of the partner (G)",
        "value": 0.42,
        "text": "0.420 bn USD",
        "meaning": "what exclusive instead of open access brings it over the term",
    }


def test_the_first_negotiation_has_nothing_before_it():
    assert explanation(event(), [event()], PARAMETERS).earlier == []
    assert "At the negotiation before" not in explanation(event(), [event()], PARAMETERS).as_text()


def test_names_in_causes_become_labels():
    bid = event("option", "lapsed", {}, subject="cloud>firm", cause="option right is due", before="", after="firm")
    assert "Cause: option CLOUD – FIRM is due." in explanation(bid, [], PARAMETERS).happened
    assert "(from – to FIRM)" in explanation(bid, [], PARAMETERS).happened


def test_unknown_kinds_and_figures_are_shown_as_they_are():
    odd = event("merger of equals", "agreed", {"good_will": 3.0, "who": "lab\x07", "sure": True}, subject="x", cause="")
    told = explanation(odd, [], PARAMETERS)
    assert [(line.name, line.text) for line in told.figures] == [("good will", "3.00"), ("sure", "yes"), ("who", "lab")]
    assert told.checks == []
    assert told.rule == "No rule is known for this kind of event."


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0758, "share", "7.6 %"),
        (2.0, "deals", "2 deals"),
        (11.3, "months", "11.3 months"),
        ("inf", "months", "inf months"),
        (False, "", "no"),
    ],
)
def test_figures_carry_their_unit(value, unit, text):
    assert value_text(value, unit) == text


def test_every_known_figure_has_words():
    assert all(words.name and words.meaning for words in FIGURES.values())
    assert [line.key for line in figure_lines(event())][:3] == ["gain", "loss", "shadow_value"]
