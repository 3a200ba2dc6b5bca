"""What is the case, and who is told when it changes."""

import numpy as np

from sim.market.deals.ownership import is_void
from sim.market.market import Market
from tests.market.small_economies import ENTRY, FIXED, WORLDS, economy, town


def test_before_the_first_month_there_is_who_there_is_and_nothing_was_sold():
    state = Market(economy(FIXED), 1).state
    assert state.month == 0
    assert not state.events
    assert not state.contracts.terms
    assert state.waiting == ["newcomer"]
    assert set(state.models) == set(economy(FIXED).parameters.models)
    assert (state.dependence.larger == 0.0).all()
    assert (state.dependence.app_owner_on_lab == 0.0).all()


def test_whoever_waits_or_is_gone_is_absent():
    assert Market(economy(FIXED), 1).state.absent == {"nova"}
    assert town(FIXED, *ENTRY).absent == set()
    gone = town(*WORLDS["exit"])
    assert gone.closed_down == {"startup"}
    assert gone.absent == {"beta", "nova"}


def test_a_transfer_of_ownership_reaches_everybody():
    state = Market(economy(FIXED), 1).state
    before = state.lab_account
    state.transfer_ownership(state.catalogue.after_purchase("bigsoft", "lab"))
    account = state.catalogue.account
    assert account["lab"] == account["bigsoft"]
    assert is_void("rival", "lab", state)
    for holder in (state.contracts, state.finances, state.enterprises, state.enterprises.surfaces, state.consumers):
        assert holder.catalogue is state.catalogue
    alpha = state.catalogue.models.index("alpha")
    assert (np.flatnonzero(state.lab_account != before) == [alpha]).all()
    assert state.lab_account[alpha] == account["bigsoft"]


def test_as_it_is_supposes_nothing():
    state = town(FIXED, months=3)
    now = state.as_it_is()
    assert now.terms == state.contracts.terms
    assert now.withdrawn == state.absent
    assert now.key() == state.as_it_is().key()


def test_arrays_of_sellers_follow_the_sellers():
    state = town(FIXED, months=3)
    for name, number in state.catalogue.cloud.items():
        assert state.compute_price[number] == state.clouds[name].compute_price
        assert state.capacity[number] == state.clouds[name].capacity
    for number, name in enumerate(state.catalogue.models):
        assert state.serving_cost[number] == state.models[name].serving_cost
    np.testing.assert_allclose(state.home_share.sum(), 1.0)
    np.testing.assert_allclose(state.model_volume.sum(), state.service.volume.sum())
