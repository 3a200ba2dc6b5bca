"""What was agreed is put in force and paid (E16, E33, E57, E60)."""

from dataclasses import replace

import pytest

from sim.economics.alliances import annuity_factor
from sim.market.agreements import NOTHING, Agreement, Item, Payoffs
from sim.market.market import Market
from sim.market.negotiation.signing import contract_for, partnership_gain, pay_for_clauses, sign
from tests.market.small_economies import FIXED, economy

PAIR = ("bigsoft", "lab")


@pytest.fixture
def state():
    market = Market(economy(FIXED), 1)
    market.step()
    return market.state


def test_what_is_not_bargained_stays_as_it_was_written(state):
    written = state.contracts.terms[PAIR]
    contract = contract_for(PAIR, Item("open", "open", "tied"), state.contracts.terms, state.parameters)
    assert (contract.access, contract.compute) == ("open", "tied")
    for name in ("stake", "commitment", "wholesale_markup"):
        assert getattr(contract, name) == getattr(written, name)


def test_without_any_clause_nothing_is_shared_and_a_stake_remains(state):
    staked = {PAIR: state.contracts.terms[PAIR].model_copy(update={"stake": 0.3})}
    contract = contract_for(PAIR, NOTHING, staked, state.parameters)
    assert (contract.revenue_share, contract.commitment, contract.licence) == (0.0, 0.0, "none")
    assert contract.stake == 0.3


def test_a_signed_bundle_is_in_force_and_its_term_begins_unless_the_old_one_runs_on(state):
    sign(state, PAIR, Item("open", "none", "first_refusal"), "renegotiation", new_term=False)
    terms = state.contracts.terms[PAIR]
    assert (terms.access, terms.licence, terms.compute) == ("open", "none", "first_refusal")
    assert state.contracts.standing[PAIR].signed == 0
    sign(state, PAIR, Item("open"), "renewal")
    assert state.contracts.standing[PAIR].signed == state.month


@pytest.mark.parametrize(("payment", "payer"), [(0.25, 0), (-0.25, 1)])
def test_clauses_are_paid_for_up_front_by_whoever_owes(state, payment, payer):
    agreement = Agreement(PAIR, NOTHING, Item("open"), {}, Payoffs(0, 0, 0, 0, 0, 0), 1.0, payment=payment)
    pay_for_clauses(state, agreement)
    account = state.catalogue.account[PAIR[payer]]
    assert state.payables.owed_to(account) == pytest.approx(-0.25)
    assert state.payables.owed_to(state.catalogue.account[PAIR[1 - payer]]) == pytest.approx(0.25)


def test_who_loses_access_is_paid_by_the_partner_that_wants_it_alone(state):
    losses = {"rival": 0.4}
    agreement = Agreement(
        PAIR, Item("open", "open"), Item("exclusive", "open"), {}, Payoffs(0, 0, 0, 0, 0, 0), 1.0, losses=losses
    )
    pay_for_clauses(state, agreement)
    assert state.payables.owed_to(state.catalogue.account["rival"]) == pytest.approx(0.4)
    assert state.payables.owed_to(state.catalogue.account["bigsoft"]) == pytest.approx(-0.4)


def test_the_gain_of_a_partnership_is_the_partners_part_spread_over_the_term(state):
    menu = {NOTHING: Payoffs(1.0, 1.0, 0, 0, 0, 0), Item("open"): Payoffs(2.0, 4.0, 0, 0, 0, 0)}
    agreement = Agreement(PAIR, NOTHING, NOTHING, menu, menu[NOTHING], shadow_value=1.0, months=36)
    bargaining = state.parameters.bargaining
    assert partnership_gain(state, PAIR) == 0.0
    state.agreements[PAIR] = agreement
    spread = annuity_factor(36, bargaining.discount_rate)
    assert partnership_gain(state, PAIR) == pytest.approx((1.0 - bargaining.lab_weight) * 4.0 / spread)
    state.agreements[PAIR] = replace(agreement, after=Item("open"))
    assert partnership_gain(state, PAIR) == 0.0
