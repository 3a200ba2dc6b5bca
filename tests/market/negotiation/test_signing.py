"""What was agreed is put in force (E16, E33)."""

from dataclasses import replace

import pytest

from sim.market.agreements import NOTHING, Agreement, Item, Payoffs
from sim.market.market import Market
from sim.market.negotiation.signing import contract_for, partnership_gain, sign
from tests.market.small_economies import FIXED, economy

PAIR = ("bigsoft", "lab")


@pytest.fixture
def state():
    market = Market(economy(FIXED), 1)
    market.step()
    return market.state


def test_what_is_not_bargained_stays_as_it_was_written(state):
    written = state.contracts.terms[PAIR]
    contract = contract_for(PAIR, Item("open", True), state.contracts.terms, state.parameters)
    assert contract.access == "open"
    for name in ("revenue_share", "stake", "commitment", "wholesale_markup"):
        assert getattr(contract, name) == getattr(written, name)


def test_without_access_and_licence_nothing_is_shared_and_a_stake_remains(state):
    staked = {PAIR: state.contracts.terms[PAIR].model_copy(update={"stake": 0.3})}
    contract = contract_for(PAIR, NOTHING, staked, state.parameters)
    assert (contract.revenue_share, contract.commitment, contract.wholesale_markup) == (0.0, 0.0, None)
    assert contract.stake == 0.3


def test_a_signed_item_is_in_force_with_its_fee(state):
    sign(state, PAIR, Item("open", False), "renegotiation", 0.25)
    terms = state.contracts.terms[PAIR]
    assert (terms.access, terms.wholesale_markup, terms.exclusivity_fee) == ("open", None, 0.25)


def test_the_gain_of_a_partnership_is_the_partners_part_where_there_is_no_contract_yet(state):
    menu = {NOTHING: Payoffs(1.0, 1.0, 0, 0, 0, 0), Item("open", False): Payoffs(2.0, 4.0, 0, 0, 0, 0)}
    agreement = Agreement(PAIR, NOTHING, NOTHING, menu, menu[NOTHING], shadow_value=1.0)
    weight = state.parameters.bargaining.lab_weight
    assert partnership_gain(state, PAIR) == 0.0
    state.agreements[PAIR] = agreement
    assert partnership_gain(state, PAIR) == pytest.approx((1.0 - weight) * 4.0)
    state.agreements[PAIR] = replace(agreement, after=Item("open", False))
    assert partnership_gain(state, PAIR) == 0.0
