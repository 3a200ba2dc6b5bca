"""What a pair can agree on (E16, E20 to E22)."""

import pytest

from sim.market.agreements import ACCESS, NOTHING, Agreement, Item, Payoffs, decision_of, item_of
from sim.scenario.schema.contracts import Contract


@pytest.mark.parametrize(
    ("before", "after", "decision"),
    [
        (NOTHING, Item("open", False), "signed"),
        (NOTHING, Item("none", True), "signed"),
        (Item("exclusive", True), NOTHING, "ended"),
        (Item("exclusive", True), Item("open", True), "loosened"),
        (Item("open", True), Item("preferred", False), "tightened"),
        (Item("open", False), Item("open", True), "licensed"),
        (Item("open", True), Item("open", False), "unlicensed"),
        (Item("open", True, "tied"), Item("open", True, "first_refusal"), "loosened"),
        (Item("open", True), Item("open", False, "tied"), "tightened"),
        (Item("open", True), Item("none", True), "narrowed"),
        (Item("none", True), Item("open", False), "widened"),
        (Item("exclusive", True, "tied"), Item("open", True, "tied"), "loosened"),
        (Item("open", True), Item("open", True), "renewed"),
    ],
)
def test_what_a_negotiation_did_has_a_name(before, after, decision):
    assert decision_of(before, after) == decision


def test_access_runs_from_loose_to_tight():
    assert ACCESS == ("none", "open", "preferred", "exclusive")


def test_a_contract_stands_for_its_clauses():
    assert item_of(None) == NOTHING == item_of(Contract())
    assert item_of(Contract(access="exclusive", wholesale_markup=0.0)) == Item("exclusive", True)
    assert item_of(Contract(compute="tied")) == Item("none", False, "tied")


def test_a_bundle_reads_as_its_clauses():
    assert str(Item("open", False)) == "open"
    assert str(Item("exclusive", True, "tied")) == "exclusive, licensed, compute tied"
    assert str(Item("none", False, "first_refusal")) == "none, first refusal of compute"


def test_a_dollar_of_the_lab_counts_less_the_dearer_cash_is_to_it():
    tight, loose = (Payoffs(partner, lab, 0.0, 0.0, 0.0, 0.0) for partner, lab in ((3.0, 2.0), (1.0, 5.0)))
    menu = {Item("exclusive", False): tight, Item("open", False): loose}
    agreement = Agreement(("cloud", "lab"), NOTHING, Item("open", False), menu, loose, shadow_value=2.0)
    assert [agreement.joint(item) for item in menu] == [4.0, 3.5]
    assert agreement.exclusive_against_open() == (2.0, 3.0)
    assert agreement.tied_against_free() is None
