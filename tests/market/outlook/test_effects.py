"""Counterfactuals are told apart by what contracts come to in the market."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from sim.market.outlook.effects import market_key
from sim.market.outlook.outlook import Outlook
from sim.market.sales.memo import Memo
from tests.market.small_economies import FIXED, town

ACCESS, LICENCE, COMPUTE = ("none", "open", "exclusive"), ("none", "open"), ("free", "exclusive")


@pytest.fixture(scope="module")
def state():
    return town(FIXED, months=2)


def supposed(state):
    """Every bundle of every pair in the place of what it has, or beside it where it has nothing."""
    now = state.as_it_is()
    contract = next(iter(now.terms.values()))
    pairs = [(partner, lab) for partner in state.catalogue.owners for lab in state.labs if partner != lab]
    for pair, access, licence, compute in product(pairs, ACCESS, LICENCE, COMPUTE):
        terms = contract.model_copy(update={"access": access, "licence": licence, "compute": compute, "stake": 0.0})
        granted = now.granted | {pair} if licence == "open" else now.granted - {pair}
        yield replace(now, terms=dict(sorted({**now.terms, pair: terms}.items())), granted=granted)


def test_contracts_of_equal_effect_come_to_the_same(state):
    memo, by_key = Memo(), {}
    for found in supposed(state):
        by_key.setdefault(market_key(state, found, memo), []).append(found)
    assert len(by_key) > 20
    assert max(len(group) for group in by_key.values()) > 2
    for first, *others in by_key.values():
        profit = Outlook(state, state.bargaining_panel).under(first).profit
        for other in others:
            alone = Outlook(state, state.bargaining_panel).under(other).profit
            np.testing.assert_array_equal(alone, profit)


def test_a_lab_is_told_apart_from_another_with_the_same_contracts(state):
    now, (first, second) = state.as_it_is(), sorted(state.labs)[:2]
    contract = next(iter(now.terms.values()))
    partner = next(name for name in state.catalogue.owners if name not in (first, second))
    one, other = (replace(now, terms={(partner, lab): contract}, granted=frozenset()) for lab in (first, second))
    memo = Memo()
    assert market_key(state, one, memo) != market_key(state, other, memo)
