"""What firms look at before they negotiate or buy (E23, E38)."""

import pytest

from sim.market.outlook.indicators import (
    active_owners,
    best_capability,
    capability_lead,
    dependence_on_supplier,
    is_tied,
    main_dependence,
    main_supplier,
    partner_load,
)
from tests.market.small_economies import FIXED, WORLDS, town

MARKET = town(FIXED, months=3)


def test_load_is_need_over_capacity_of_all_own_clouds():
    cloud = MARKET.clouds["blue"]
    assert partner_load(MARKET, "bigsoft") == pytest.approx(cloud.need / cloud.capacity)
    assert partner_load(MARKET, "studio") == 0.0


def test_leads_are_against_the_best_of_others_and_cancel_between_the_first_two():
    levels = {name: state.capability for name, state in MARKET.models.items()}
    assert capability_lead(MARKET, "lab") == pytest.approx(levels["alpha"] - levels["beta"])
    assert capability_lead(MARKET, "startup") == pytest.approx(levels["beta"] - levels["alpha"])
    assert capability_lead(MARKET, "studio") == 0.0
    assert best_capability(MARKET) == levels["alpha"]


def test_an_outage_changes_no_lead():
    broken = town(FIXED, "shocks.outage_rate=1", months=3)
    assert broken.out_of_order
    assert capability_lead(broken, "lab") > 0.0


def test_the_main_supplier_serves_most_of_the_requests_of_others_models():
    account = MARKET.catalogue.account
    on_labs = MARKET.dependence.app_owner_on_lab[account["bigsoft"]]
    assert main_supplier(MARKET, "bigsoft") == "lab"
    assert dependence_on_supplier(MARKET, "bigsoft") == pytest.approx(on_labs[account["lab"]])
    assert main_supplier(MARKET, "rival") is None
    assert dependence_on_supplier(MARKET, "rival") == 0.0


def test_labs_depend_on_partners_and_owners_of_apps_on_labs():
    account, weight = MARKET.catalogue.account, MARKET.parameters.finance.compute_dependence_weight
    assert main_dependence(MARKET, "lab") == MARKET.dependence.weighed(weight)[account["lab"]].max()
    assert main_dependence(MARKET, "studio") == dependence_on_supplier(MARKET, "studio")


def test_investors_weigh_revenue_and_compute():
    apart = {weight: town(FIXED, f"finance.compute_dependence_weight={weight}", months=3) for weight in (0, 1)}
    for weight, state in apart.items():
        lab = state.catalogue.account["startup"]
        seen = (state.dependence.by_revenue, state.dependence.by_compute)[weight]
        assert main_dependence(state, "startup") == seen[lab].max()
        assert state.finances.books["startup"].dependence == seen[lab].max()
    assert apart[0].finances.books["startup"].value != apart[1].finances.books["startup"].value


def test_exclusivity_ties_a_lab():
    assert is_tied(MARKET, "lab")
    assert not is_tied(MARKET, "startup")
    assert not is_tied(town(FIXED, "contracts.bigsoft-lab.access=open", months=1), "lab")


def test_owners_are_active_from_entry_to_exit():
    assert active_owners(MARKET) == ["bigsoft", "lab", "rival", "startup", "studio"]
    assert "startup" not in active_owners(town(*WORLDS["exit"]))
    assert "newcomer" in active_owners(town(*WORLDS["entry"]))
