"""On which clouds labs buy the compute that they use themselves (E53)."""

import numpy as np
import pytest

from sim.market.catalogue import Catalogue
from sim.market.sellers.placement import placement_shares
from tests.market.small_economies import economy

PARAMETERS = economy().parameters
CATALOGUE = Catalogue.of(PARAMETERS)
BLUE, GREEN = CATALOGUE.cloud["blue"], CATALOGUE.cloud["green"]
ROOM = np.array([10.0, 10.0])
SAME, GREEN_IS_CHEAPER = np.array([2.0, 2.0]), np.where(np.arange(2) == GREEN, 1.0, 2.0)


def shares(lab, compute, room=ROOM, price=SAME, need=4.0):
    """Where a lab buys that has a contract with the owner of the blue cloud."""
    contract = PARAMETERS.contracts["bigsoft-lab"].model_copy(update={"compute": compute})
    wanted = np.zeros(len(CATALOGUE.owners))
    wanted[CATALOGUE.account[lab]] = need
    terms = {("bigsoft", "lab"): contract}
    placed = placement_shares(wanted, room, ROOM, price, terms, PARAMETERS, CATALOGUE)
    np.testing.assert_allclose(placed.sum(axis=1), 1.0, rtol=1e-12)
    return placed[CATALOGUE.account[lab]]


@pytest.mark.parametrize("room", [ROOM, np.zeros(2)])
def test_a_tied_lab_stays_with_its_partner_even_where_the_partner_is_full(room):
    assert shares("lab", "tied", room, GREEN_IS_CHEAPER)[BLUE] == 1.0


def test_a_first_refusal_takes_elsewhere_only_what_the_partner_has_no_room_for():
    assert shares("lab", "first_refusal", price=GREEN_IS_CHEAPER)[BLUE] == 1.0
    short = np.where(np.arange(2) == BLUE, 3.0, 10.0)
    np.testing.assert_allclose(shares("lab", "first_refusal", short)[BLUE], 3.0 / 4.0)


def test_a_free_lab_buys_where_it_is_cheapest_as_long_as_there_is_room():
    assert shares("lab", "free", price=GREEN_IS_CHEAPER)[GREEN] == 1.0
    short = np.where(np.arange(2) == GREEN, 1.0, 10.0)
    np.testing.assert_allclose(shares("lab", "free", short, GREEN_IS_CHEAPER)[GREEN], 1.0 / 4.0)


@pytest.mark.parametrize("compute", ["tied", "first_refusal"])
def test_the_clause_of_one_lab_does_not_bind_another(compute):
    assert shares("startup", compute, price=GREEN_IS_CHEAPER)[GREEN] == 1.0


def test_an_owner_of_clouds_turns_to_its_own_first():
    assert shares("bigsoft", "free", price=GREEN_IS_CHEAPER)[BLUE] == 1.0
    assert shares("rival", "free")[GREEN] == 1.0


def test_a_lab_that_needs_nothing_yet_is_placed_where_it_would_buy():
    assert shares("lab", "free", price=GREEN_IS_CHEAPER, need=0.0)[GREEN] == 1.0


def test_what_finds_no_room_is_spread_by_capacity():
    np.testing.assert_allclose(shares("lab", "free", np.zeros(2)), [0.5, 0.5])
