"""What a pair can agree on (E16, E20 to E22)."""

import pytest

from sim.market.agreements import ACCESS, NOTHING, Agreement, Item, Payoffs, decision_of, item_of
from sim.scenario.schema.contracts import Contract


@pytest.mark.parametrize(
    ("before", "after", "decision"),
    [
        (NOTHING, Item("open"), "signed"),
        (NOTHING, Item("none", "open"), "signed"),
        (Item("exclusive", "open"), NOTHING, "ended"),
        (Item("exclusive", "open"), Item("open", "open"), "loosened"),
        (Item("open", "open"), Item("preferred"), "tightened"),
        (Item("open"), Item("open", "open"), "licensed"),
        (Item("open", "open"), Item("open"), "unlicensed"),
        (Item("open", "open", "tied"), Item("open", "open", "first_refusal"), "loosened"),
        (Item("open", "open"), Item("open", "none", "tied"), "tightened"),
        (Item("open", "open"), Item("none", "open"), "narrowed"),
        (Item("none", "open"), Item("open"), "widened"),
        (Item("exclusive", "open", "tied"), Item("open", "open", "tied"), "loosened"),
        (Item("open", "open"), Item("open", "exclusive"), "tightened"),
        (Item("none", "exclusive", "tied"), Item("none", "open", "tied"), "loosened"),
        (Item("open"), Item("open", "exclusive"), "licensed"),
        (Item("open", revenue_share=0.2), Item("open"), "lowered"),
        (Item("open"), Item("open", revenue_share=0.2), "raised"),
        (Item("open", "open"), Item("open", "open"), "renewed"),
    ],
)
def test_what_a_negotiation_did_has_a_name(before, after, decision):
    assert decision_of(before, after) == decision


def test_access_runs_from_loose_to_tight():
    assert ACCESS == ("none", "open", "preferred", "exclusive")


def test_a_contract_stands_for_its_clauses():
    assert item_of(None) == NOTHING == item_of(Contract())
    assert item_of(Contract(access="exclusive", licence="open")) == Item("exclusive", "open")
    assert item_of(Contract(compute="tied")) == Item("none", "none", "tied")


def test_a_bundle_reads_as_its_clauses():
    assert str(Item("open")) == "open"
    assert str(Item("exclusive", "open", "tied")) == "exclusive, licensed, compute tied"
    assert str(Item("none", "exclusive", revenue_share=0.2)) == "none, licensed to nobody else, 20 % of revenue"
    assert str(Item("none", "none", "first_refusal")) == "none, first refusal of compute"


def test_a_dollar_of_the_lab_counts_less_the_dearer_cash_is_to_it():
    tight, loose = (Payoffs(partner, lab, 0.0, 0.0, 0.0, 0.0) for partner, lab in ((3.0, 2.0), (1.0, 5.0)))
    menu = {Item("exclusive"): tight, Item("open"): loose}
    agreement = Agreement(("cloud", "lab"), NOTHING, Item("open"), menu, loose, shadow_value=2.0)
    assert [agreement.joint(item) for item in menu] == [4.0, 3.5]
    assert agreement.exclusive_against_open() == (2.0, 3.0)
    assert agreement.tied_against_free() is None
