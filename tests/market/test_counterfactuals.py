"""What is supposed to hold when firms think about contracts and deals."""

from dataclasses import fields, replace

import pytest

from sim.market.counterfactuals import Counterfactual, without_licence
from tests.market.small_economies import FIXED, town

PAIR = ("bigsoft", "lab")
CHANGES = {
    "terms": {},
    "granted": frozenset({PAIR}),
    "withdrawn": frozenset({"alpha"}),
    "unlisted": frozenset({"blue"}),
    "closed": frozenset({"coder"}),
    "lift": {"alpha": 0.1},
    "capacity": {"blue": 2.0},
    "prices_stay": True,
    "with_surplus": True,
}


@pytest.fixture
def now():
    return town(FIXED, months=3).as_it_is()


def test_whatever_is_supposed_tells_counterfactuals_apart(now):
    assert {field.name for field in fields(Counterfactual)} == {*CHANGES, "catalogue"}
    others = [replace(now, **{name: value}) for name, value in CHANGES.items()]
    others.append(replace(now, catalogue=now.catalogue.after_purchase(*PAIR)))
    assert len({now.key(), *(other.key() for other in others)}) == len(others) + 1


def test_other_terms_in_one_contract_leave_the_others(now):
    open_now = now.with_terms(PAIR, access="open")
    assert open_now.terms[PAIR].access == "open"
    assert all(open_now.terms[pair] == now.terms[pair] for pair in now.terms if pair != PAIR)
    assert now.with_terms(("nobody", "lab"), access="open").key() == now.key()


def test_without_a_licence_neither_the_contract_nor_a_grant_licenses(now):
    ended = without_licence(replace(now, granted=frozenset({PAIR})), *PAIR)
    assert not ended.terms[PAIR].licensed
    assert PAIR not in ended.granted
