"""Who can contract with whom, and which bundles they can choose from (E57)."""

from sim.market.agreements import Item, item_of
from sim.market.negotiation.menus import items_for, pairs_that_can_contract
from tests.market.small_economies import FIXED, town


def menu(pair, *overrides):
    state = town(FIXED, *overrides, months=1)
    terms = state.contracts.terms
    return items_for(pair, item_of(terms.get(pair)), terms, state)


def test_pairs_are_everybody_with_the_lab_of_somebody_else():
    pairs = pairs_that_can_contract(town(FIXED, months=1))
    assert pairs == sorted(set(pairs))
    assert {lab for _, lab in pairs} == {"lab", "startup", "rival", "bigsoft"}
    assert {partner for partner, _ in pairs} == {"bigsoft", "rival", "studio"}
    assert all(partner != lab for partner, lab in pairs)


def test_a_partner_with_clouds_and_apps_can_choose_every_bundle():
    every = {
        Item(access, licence, compute, share)
        for access in ("none", "open", "exclusive")
        for licence in ("none", "open", "exclusive")
        for compute in ("free", "first_refusal", "tied")
        for share in (0.0, 0.1)
    }
    every.remove(Item("none", revenue_share=0.1))
    assert set(menu(("bigsoft", "lab"))) == every


def test_a_partner_without_clouds_can_only_license():
    assert set(menu(("studio", "lab"))) == {Item("none", "open"), Item("none", "exclusive"), Item("none")}


def test_a_share_of_revenue_is_on_the_table_where_a_lab_is_short_of_cash_and_nobody_has_one():
    poor = ("rules.finance=constrained", "owners.startup.initial_cash=0.001", "bargaining.revenue_share=0.3")
    rich = "owners.startup.initial_cash=1000"
    assert {item.revenue_share for item in menu(("rival", "startup"), rich)} == {0.0}
    assert {item.revenue_share for item in menu(("rival", "startup"), *poor)} == {0.0, 0.3}
    given = "contracts.studio-startup.revenue_share=0.1"
    assert {item.revenue_share for item in menu(("rival", "startup"), *poor, given)} == {0.0}


def test_an_exclusive_licence_leaves_others_what_they_have_or_nothing():
    alone = "contracts.studio-lab.licence=exclusive"
    assert {item.licence for item in menu(("bigsoft", "lab"), alone)} == {"none", "open"}


def test_a_licence_that_survives_cannot_be_bargained_away():
    until = "contracts.studio-lab.licence_until=2030-01"
    assert set(menu(("studio", "lab"), until)) == {Item("none", "open"), Item("none", "exclusive")}


def test_who_is_kept_out_keeps_its_terms_or_ends_them():
    assert {item.access for item in menu(("rival", "lab"))} == {"open", "none"}


def test_one_contract_settles_where_a_lab_buys_compute():
    tied = "contracts.bigsoft-lab.compute=tied"
    assert {item.compute for item in menu(("rival", "lab"), tied)} == {"free"}
    assert {item.compute for item in menu(("bigsoft", "lab"), tied)} == {"free", "first_refusal", "tied"}
    promised = ("contracts.rival-lab.commitment=1",)
    assert {item.compute for item in menu(("bigsoft", "lab"), *promised)} == {"free"}


def test_a_lab_with_clouds_of_its_own_ties_its_compute_to_nobody():
    assert {item.compute for item in menu(("bigsoft", "rival"))} == {"free"}
