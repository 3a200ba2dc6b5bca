"""Changes of ownership, and the end of firms (E31, E34)."""

import pytest

from tests.market.small_economies import BIDS, OPTION, WORLDS, economy, events_of, lived, town
from tests.market.small_runs import by_entity, series


def test_a_firm_in_distress_goes_to_whom_it_is_worth_most():
    sale = events_of(lived(*WORLDS["distress"]), "acquisition", "closed")[0]
    figures = sale.figures
    assert sale.cause == "sold in distress"
    assert figures["best_offer"] >= figures["price"] >= figures["liquidation_value"] > 0.0
    assert figures["liquidation_value"] == pytest.approx(0.9 * figures["valuation"])


def test_a_firm_that_nobody_wants_closes_down():
    closing = events_of(lived(*WORLDS["exit"]), "finance", "closed down")[0]
    assert closing.figures["best_offer"] <= closing.figures["liquidation_value"]
    assert closing.figures["liquidation_value"] == pytest.approx(50.0)
    assert closing.month == events_of(lived(*WORLDS["exit"]), "finance", "distressed")[0].month + 1


def test_a_bought_firm_serves_on_for_its_buyer():
    replication = lived(*WORLDS["distress"])
    month = events_of(replication, "acquisition", "closed")[0].month
    assert (series(replication, "model", "beta", "volume").loc[month:] > 0.0).all()
    control = by_entity(replication, "control", "control_share")
    assert (control["model@startup"].loc[month:] == 0.0).all()
    assert control["model@startup"].loc[month - 1] > 0.0
    deals = series(replication, "market", "market", "deals")
    assert deals[month] == 1.0
    assert deals.sum() == len(events_of(replication, "acquisition"))


def test_what_belonged_to_two_is_counted_once():
    """Shares, dependence and overheads of the buyer and the bought add up under the buyer's name."""
    state = town(*WORLDS["bids"])
    assert state.catalogue.bought
    account = state.catalogue.account
    for target, buyer in state.catalogue.bought.items():
        assert account[target] == account[buyer]
        assert state.dependence.larger[account[buyer], account[buyer]] == 0.0
    replication = lived(*WORLDS["bids"])
    costs = replication.ledger[replication.ledger["flow"] == "overhead"].groupby("month")["amount"].sum()
    parameters = economy(*WORLDS["bids"]).parameters
    active = series(replication, "market", "market", "active_contracts")
    own = sum(section.overhead for name, section in parameters.owners.items() if name != "newcomer")
    expected = own + 2.0 * parameters.finance.relationship_cost * active
    assert costs.tolist() == pytest.approx(expected.tolist())


def test_a_buyer_licenses_to_itself_at_cost():
    replication = lived(*WORLDS["distress"])
    month = events_of(replication, "acquisition", "closed")[0].month
    wholesale = replication.ledger[
        (replication.ledger["flow"] == "wholesale") & (replication.ledger["payer"] == "studio")
    ]
    assert (wholesale[wholesale["month"] >= month]["payee"] != "startup").all()


def test_every_closed_purchase_is_a_deal_of_its_buyer():
    for world in ("distress", "bids", "bought by option"):
        state = town(*WORLDS[world])
        closed = [(event.month, event.after) for event in events_of(lived(*WORLDS[world]), "acquisition")]
        assert state.purchases == closed


def test_owners_that_are_gone_take_no_part_any_more():
    state = town(*WORLDS["exit"])
    assert state.closed_down == {"startup"}
    assert "beta" in state.absent
    assert state.contracts.inactive == {"startup", "newcomer"}
    assert all("startup" not in pair for pair in state.contracts.active(state.month))


def test_bids_and_options_do_not_meet_over_the_same_firm():
    later = OPTION.replace("expires: 2023-04", "expires: 2024-04")
    events = events_of(lived(*BIDS, later), "bid")
    assert events
    assert "studio" not in {event.subject.split(">")[1] for event in events}
