"""When contracts are reopened, and what the record says about it (E23)."""

from itertools import pairwise

import pytest

from sim.market.agreements import ACCESS
from tests.market.small_economies import COMPENSATED, ENTRY, LEANING, LISTING, economy, events_of, lived, town
from tests.market.small_runs import by_entity, series

RARELY = "rules.renegotiation_period=100"
IDLE = ("bargaining.trigger_runway=0", "bargaining.trigger_utilisation=0")
QUIET = (RARELY, *IDLE)
CAUSES = {
    "cap": (*QUIET, "contracts.bigsoft-lab.revenue_share_cap=0.05"),
    "capacity": (RARELY, "bargaining.trigger_utilisation=0.4", "bargaining.trigger_runway=0"),
    "runway": (RARELY, "bargaining.trigger_runway=15", "bargaining.trigger_utilisation=0"),
    "lead": (*QUIET, "bargaining.trigger_lead=0.001"),
    "listing": (*QUIET, *LISTING[1:-1]),
    "entry": (*QUIET, "bargaining.trigger_lead=20", *ENTRY),
    "renegotiation": IDLE,
}


@pytest.mark.parametrize("cause", CAUSES)
def test_each_trigger_reopens_contracts_and_is_named(cause):
    events = events_of(lived(*CAUSES[cause]), "contract")
    assert events
    assert {event.cause for event in events} == {cause}


def test_nothing_is_negotiated_without_a_reason_or_where_contracts_are_fixed():
    assert not events_of(lived(*QUIET), "contract")
    assert not events_of(lived("rules.bargaining=fixed", "rules.renegotiation_period=2"), "contract")


def test_a_cap_reopens_its_contract_once_and_only_that():
    events = events_of(lived(*CAUSES["cap"]), "contract")
    assert [event.subject for event in events] == ["bigsoft-lab"]
    ledger = lived(*CAUSES["cap"]).ledger
    shared = ledger[ledger["flow"] == "revenue_share"]
    assert events[0].month == shared["month"].max() + 1


def test_a_negotiation_is_followed_by_a_pause():
    for pause in (1, 3):
        events = events_of(lived(*CAUSES["capacity"], f"bargaining.pause={pause}"), "contract")
        months = sorted({event.month for event in events if event.subject == "bigsoft-lab"})
        assert len(months) > 1
        assert all(later - earlier >= pause for earlier, later in pairwise(months))


def test_newcomers_negotiate_in_the_month_after_they_have_entered():
    replication = lived(*CAUSES["entry"])
    entered = events_of(replication, "entry", "entered")[0].month
    contracts = events_of(replication, "contract")
    assert {event.month for event in contracts} == {entered + 1}
    assert {event.subject.split("-")[1] for event in contracts} == {"newcomer"}


def every_contract_event():
    worlds = [(), ("rules.bargaining=replacement_threat",), *CAUSES.values()]
    return [(overrides, event) for overrides in worlds for event in events_of(lived(*overrides), "contract")]


def test_the_figures_of_a_negotiation_suffice_to_check_it():
    """The fee follows from the gains, the terms from the joint payoffs, the reason from the state."""
    events = every_contract_event()
    assert len(events) > 50
    for overrides, event in events:
        figures, bargaining = event.figures, economy(*overrides).parameters.bargaining
        weight, worth = figures["lab_weight"], figures["shadow_value"]
        fee = weight * figures["partner_gain"] - (1.0 - weight) * figures["lab_gain"] / worth
        assert figures["fee"] == pytest.approx(fee, abs=1e-9), event
        joint = {access: figures[f"joint_{access}"] for access in ACCESS if f"joint_{access}" in figures}
        smaller_part = min(weight, 1.0 - weight)
        if event.decision != "renewed":
            assert joint[event.after.split(",")[0]] == pytest.approx(max(joint.values()), abs=1e-8), event
            assert figures["joint_after"] == pytest.approx(max(joint.values()), abs=1e-8), event
            if "joint_before" in figures:
                gained = figures["joint_after"] - figures["joint_before"]
                assert smaller_part * gained > bargaining.least_gain - 1e-9, event
        if {"gain", "loss", "margin"} <= figures.keys():
            assert figures["margin"] == pytest.approx(worth * figures["gain"] - figures["loss"], abs=1e-9)
        assert figures["residual"] <= 1e-8


def test_the_reason_of_a_trigger_shows_in_the_figures():
    for overrides, event in every_contract_event():
        bargaining, figures = economy(*overrides).parameters.bargaining, event.figures
        if event.cause == "runway":
            assert figures["runway"] < bargaining.trigger_runway
        if event.cause == "capacity":
            assert abs(figures["utilisation"] - 1.0) < bargaining.trigger_utilisation


def test_exclusivity_ends_where_the_lab_loses_more_than_its_partner_gains():
    """The event says why: at what a dollar is worth to the lab, G no longer covers L."""
    replication = lived(LEANING, "enterprises.portability_friction=2")
    ended = next(event for event in events_of(replication, "contract", "loosened") if event.subject == "bigsoft-lab")
    assert (ended.before, ended.after) == ("exclusive, licensed", "open, licensed")
    figures = ended.figures
    assert figures["shadow_value"] * figures["gain"] < figures["loss"]
    assert figures["margin"] < 0.0
    assert figures["joint_open"] > figures["joint_exclusive"]
    exclusive = series(replication, "contract", "bigsoft-lab", "exclusive")
    assert exclusive.tolist() == [1.0] * ended.month + [0.0] * (len(exclusive) - ended.month)


def test_it_holds_where_homes_move_easily():
    """The same market, but customers who move bring the partner more than the lab loses."""
    sticky = ("enterprises.base_cloud_spend=120", "enterprises.home_switching_cost=1", "contracts.rival-lab=null")
    event = next(event for event in events_of(lived(*sticky), "contract") if event.subject == "bigsoft-lab")
    assert event.after.startswith("exclusive")


def test_scarce_cash_makes_exclusivity_cheaper_to_keep():
    """What the lab loses weighs less, the dearer a dollar is to it."""
    margins = {}
    for slope in (0, 6):
        short = (f"finance.shadow_slope={slope}", "finance.multiple=1", "owners.lab.initial_cash=2")
        far = "enterprises.portability_friction=3"  # so that the lab loses by exclusivity
        event = next(e for e in events_of(lived(*short, far), "contract") if e.subject == "bigsoft-lab")
        assert event.figures["loss"] > 0.0
        margins[slope] = event.figures["margin"] / event.figures["shadow_value"]
    assert margins[6] > margins[0]


def test_whoever_loses_access_is_paid_by_the_new_partner():
    """Who had access, and has none under the others' new contract, gets what that costs it over the term."""
    replication = lived(*COMPENSATED)
    paid = replication.ledger[replication.ledger["flow"] == "compensation"]
    exclusive = [event for event in events_of(replication, "contract") if event.after.startswith("exclusive")]
    owed = [event for event in exclusive if event.before != event.after and event.figures["compensation"] > 0.0]
    assert owed
    assert paid["month"].tolist() == [event.month for event in owed]
    assert paid["payer"].tolist() == [event.subject.split("-")[0] for event in owed]
    assert set(paid["payee"]) == {"rival"}, "which sold those models before"
    term = economy().parameters.bargaining.term
    assert paid["amount"].tolist() == pytest.approx([event.figures["compensation"] * term for event in owed])


def test_measures_of_a_contract_are_those_of_its_last_negotiation():
    state = town(months=10)
    measured = by_entity(lived(), "contract", "exclusivity_margin").iloc[-1].dropna()
    assert not measured.empty
    for name, margin in measured.items():
        pair = tuple(name.split("-"))
        agreement = state.agreements[pair]
        gain, loss = agreement.exclusive_against_open()
        assert margin == pytest.approx(agreement.shadow_value * gain - loss)
    fees = by_entity(lived(), "contract", "fee").iloc[-1]
    for pair, terms in state.contracts.terms.items():
        assert fees["-".join(pair)] == terms.exclusivity_fee


def test_fees_are_paid_as_agreed():
    ledger = lived().ledger
    last = ledger[(ledger["flow"] == "exclusivity_fee") & (ledger["month"] == 9)]
    agreed: dict[tuple[str, str], float] = {}
    for (partner, lab), terms in town(months=10).contracts.terms.items():
        sides = (partner, lab) if terms.exclusivity_fee >= 0.0 else (lab, partner)
        agreed[sides] = agreed.get(sides, 0.0) + abs(terms.exclusivity_fee)
    paid = last.set_index(["payer", "payee"])["amount"].to_dict()
    assert paid == pytest.approx({sides: fee for sides, fee in agreed.items() if fee != 0.0})
