"""When contracts are founded, reopened and renewed, and what the record says about it (E23, E60, E61)."""

from functools import cache
from itertools import pairwise

import pytest

from sim.market.agreements import ACCESS
from sim.market.market import Market
from tests.market.negotiation.founding import FOUNDED
from tests.market.small_economies import ENTRY, LISTING, economy, events_of, lived, town
from tests.market.small_runs import by_entity
from tests.market.unappraised import unappraised

RARELY = "rules.renegotiation_period=100"
IDLE = ("bargaining.trigger_runway=0", "bargaining.trigger_load=100")
QUIET = (RARELY, *IDLE)
CAUSES = {
    "founding": (*QUIET, FOUNDED),
    "renewal": (*QUIET, "bargaining.term=3"),
    "cap": (*QUIET, "contracts.bigsoft-lab.revenue_share_cap=0.05"),
    "capacity": (RARELY, "bargaining.trigger_load=0.6", "bargaining.trigger_runway=0"),
    "runway": (RARELY, "bargaining.trigger_runway=15", "bargaining.trigger_load=100"),
    "lead": (*QUIET, "bargaining.trigger_lead=0.001"),
    "listing": (*QUIET, *LISTING[1:-1]),
    "entry": (*QUIET, "bargaining.trigger_lead=20", *ENTRY),
    "renegotiation": IDLE,
}
# Contracts that run are reopened to no effect where nothing else suits better; these are, and it is seen.
SEEN = ("founding", "renewal", "runway", "entry", "renegotiation")


@cache
def months_due(*overrides: str) -> dict[int, dict[tuple[str, str], str]]:
    """Pairs that negotiated in each month, and why."""
    market, found = Market(economy(*overrides), 1), {}
    seen = market.alliances.due

    def due():
        found[market.month] = seen()
        return found[market.month]

    market.alliances.due = due
    with unappraised(overrides):
        for _ in range(economy(*overrides).parameters.horizon.months):
            market.step()
    return {month: pairs for month, pairs in found.items() if pairs}


@pytest.mark.study
@pytest.mark.parametrize("cause", CAUSES)
def test_each_trigger_reopens_contracts(cause):
    due = months_due(*CAUSES[cause])
    assert due
    assert {why for pairs in due.values() for why in pairs.values()} == {cause}


@pytest.mark.study
@pytest.mark.parametrize("cause", SEEN)
def test_what_comes_of_it_names_its_cause(cause):
    events = events_of(lived(*CAUSES[cause]), "contract")
    assert events
    assert {event.cause for event in events} == {cause}


def test_nothing_is_negotiated_without_a_reason_or_where_contracts_are_fixed():
    assert not months_due(*QUIET)
    assert not events_of(lived("rules.bargaining=fixed", "rules.renegotiation_period=2", FOUNDED), "contract")


def test_a_cap_reopens_its_contract_once_and_only_that():
    due = months_due(*CAUSES["cap"])
    assert [list(pairs) for pairs in due.values()] == [[("bigsoft", "lab")]]


def test_full_clouds_reopen_contracts_when_they_fill_up_and_not_while_they_are_full():
    """The load may jump past any band around full."""
    due = months_due(RARELY, "bargaining.trigger_runway=0", "clouds.blue.capacity=0.05", "compute.gpu_supply=0")
    assert [month for month, pairs in due.items() if ("bigsoft", "lab") in pairs] == [1]


@pytest.mark.study
def test_a_negotiation_is_followed_by_a_pause():
    for pause in (1, 3):
        due = months_due(*CAUSES["lead"], f"bargaining.pause={pause}")
        months = [month for month, pairs in due.items() if ("bigsoft", "lab") in pairs]
        assert len(months) > 1
        assert all(later - earlier >= pause for earlier, later in pairwise(months))


def test_newcomers_negotiate_in_the_month_after_they_have_entered():
    replication = lived(*CAUSES["entry"])
    entered = events_of(replication, "entry", "entered")[0].month
    contracts = events_of(replication, "contract")
    assert {event.month for event in contracts} == {entered + 1}
    assert {event.subject.split("-")[1] for event in contracts} == {"newcomer"}


def test_a_contract_that_is_renewed_runs_for_another_term():
    signed = town(*CAUSES["renewal"], months=10).contracts.standing["bigsoft", "lab"].signed
    assert signed in (3, 6, 9)


def every_contract_event():
    worlds = [(FOUNDED,), (FOUNDED, "rules.bargaining=replacement_threat"), *(CAUSES[name] for name in SEEN)]
    return [(overrides, event) for overrides in worlds for event in events_of(lived(*overrides), "contract")]


@pytest.mark.study
def test_the_figures_of_a_negotiation_suffice_to_check_it():
    """The payment follows from the gains, the terms from the joint payoffs, the reason from the state."""
    events = every_contract_event()
    assert len(events) > 30
    for overrides, event in events:
        figures, bargaining = event.figures, economy(*overrides).parameters.bargaining
        weight, worth = figures["lab_weight"], figures["shadow_value"]
        due = weight * figures["partner_gain"] - (1.0 - weight) * figures["lab_gain"] / worth
        if event.after != "none" and event.subject.split("-")[1] != "open":
            assert abs(figures["payment"]) <= abs(due) + 1e-9, event
        joint = {access: figures[f"joint_{access}"] for access in ACCESS if f"joint_{access}" in figures}
        smaller_part = min(weight, 1.0 - weight)
        if event.decision not in ("renewed", "ended") and "joint_before" in figures and event.cause != "founding":
            gained = figures["joint_after"] - figures["joint_before"]
            assert smaller_part * gained > bargaining.negotiation_cost - 1e-9, event
        assert figures["joint_after"] <= max(joint.values()) + 1e-8
        together = figures["partner_gain"] + figures["lab_gain"] / worth
        assert figures["joint_after"] - figures["joint_nothing"] == pytest.approx(together, abs=1e-9)
        assert together >= -1e-6 or "replacement_threat" in " ".join(overrides), event
        for clause in ("", "compute_"):
            if f"{clause}gain" in figures:
                margin = worth * figures[f"{clause}gain"] - figures[f"{clause}loss"]
                assert figures[f"{clause}margin"] == pytest.approx(margin, abs=1e-9)
        assert figures["residual"] <= 1e-8


@pytest.mark.study
def test_the_reason_of_a_trigger_shows_in_the_figures():
    for overrides, event in every_contract_event():
        if event.cause == "runway":
            assert event.figures["runway"] < economy(*overrides).parameters.bargaining.trigger_runway


def test_a_short_term_left_is_all_that_counts():
    """A clause is worth less, the less of its term is left (E58)."""
    months = {event.figures["months"] for event in events_of(lived(), "contract") if event.decision != "signed"}
    assert months <= {36.0 - month for month in (4, 8)} | {36.0}


def test_clauses_are_paid_for_once():
    replication = lived(FOUNDED)
    ledger = replication.ledger[replication.ledger["flow"] == "clause_payment"]
    agreed: dict[tuple[int, str, str], float] = {}
    for event in events_of(replication, "contract"):
        partner, lab = event.subject.split("-")
        if event.figures["payment"] != 0.0:
            sides = (partner, lab) if event.figures["payment"] > 0.0 else (lab, partner)
            agreed[event.month, *sides] = abs(event.figures["payment"])
    paid = ledger.groupby(["month", "payer", "payee"])["amount"].sum().to_dict()
    assert agreed
    assert paid == pytest.approx(agreed)


def test_payments_are_no_running_cost_of_a_lab():
    """What is paid once says nothing about how long cash lasts."""
    replication = lived(FOUNDED)
    ledger = replication.ledger
    month = int(ledger.loc[ledger["flow"] == "clause_payment", "month"].min())
    books = town(FOUNDED, months=month + 1).finances.books["lab"]
    paid = ledger[(ledger["flow"] == "clause_payment") & (ledger["month"] == month)]
    received = paid.loc[paid["payee"] == "lab", "amount"].sum() - paid.loc[paid["payer"] == "lab", "amount"].sum()
    assert received != 0.0
    assert abs(books.spent[-1] - books.spent[-2]) < abs(received)


def test_measures_of_a_contract_are_those_of_its_last_negotiation():
    state = town(FOUNDED, months=10)
    measured = by_entity(lived(FOUNDED), "contract", "exclusivity_margin").iloc[-1].dropna()
    assert not measured.empty
    for name, margin in measured.items():
        agreement = state.agreements[tuple(name.split("-"))]
        gain, loss = agreement.exclusive_against_open()
        assert margin == pytest.approx(agreement.shadow_value * gain - loss)
