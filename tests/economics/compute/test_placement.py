"""Where labs buy compute (E53)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economics.compute.placement import place_compute

LABS, CLOUDS = 5, 4


def random_case(seed):
    """Needs, clauses, partners and clouds; each partner has one cloud or two."""
    rng = np.random.default_rng(seed)
    clause = rng.integers(0, 3, LABS)
    owner = rng.integers(0, 3, CLOUDS)
    partner = owner == rng.integers(0, 4, LABS)[:, None]
    capacity = rng.uniform(1.0, 10.0, CLOUDS)
    room = capacity * rng.choice([0.0, 0.3, 1.0], CLOUDS)
    price = rng.uniform(1.0, 4.0, CLOUDS)
    return rng.uniform(0.0, 6.0, LABS), clause == 0, clause == 1, partner, room, capacity, price


seeds = st.integers(0, 10_000)


@given(seeds)
def test_every_lab_asks_for_what_it_needs(seed):
    case = random_case(seed)
    placed = place_compute(*case)
    np.testing.assert_allclose(placed.sum(axis=1), case[0], rtol=1e-12, atol=1e-12)
    assert (placed >= 0.0).all()


@given(seeds)
def test_tied_labs_ask_only_their_partner(seed):
    need, tied, first, partner, *clouds = random_case(seed)
    placed = place_compute(need, tied, first, partner, *clouds)
    bound = tied & partner.any(axis=1)
    assert (placed[bound][~partner[bound]] == 0.0).all()


@given(seeds)
def test_first_refusal_sends_elsewhere_exactly_what_the_partner_has_no_room_for(seed):
    need, _, _, partner, room, capacity, price = random_case(seed)
    nobody, asks = np.zeros(1, dtype=bool), np.ones(1, dtype=bool)
    for lab in range(LABS):
        mine = partner[lab]
        placed = place_compute(need[[lab]], nobody, asks, mine[None, :], room, capacity, price)[0]
        if mine.any() and not mine.all():
            assert placed[~mine].sum() == pytest.approx(max(0.0, need[lab] - room[mine].sum()), abs=1e-12)


@given(seeds)
def test_no_cloud_is_overfilled_by_whoever_may_go_elsewhere_while_there_is_room(seed):
    need, _, _, _, room, capacity, price = random_case(seed)
    none = np.zeros(LABS, dtype=bool)
    asked = place_compute(need, none, none, np.zeros((LABS, CLOUDS), dtype=bool), room, capacity, price).sum(axis=0)
    if need.sum() <= room.sum():
        assert (asked <= room + 1e-9).all()
        left = need.sum()
        for cloud in np.argsort(price):
            assert asked[cloud] == pytest.approx(min(left, room[cloud]), abs=1e-9)
            left -= asked[cloud]
    else:
        np.testing.assert_allclose(asked - room, (need.sum() - room.sum()) * capacity / capacity.sum(), atol=1e-9)


@given(seeds)
def test_a_right_of_first_refusal_serves_no_less_than_a_tie(seed):
    """A lab that may leave a full cloud is not worse off for it."""
    need, _, _, partner, room, capacity, price = random_case(seed)
    yes, no = np.ones(1, dtype=bool), np.zeros(1, dtype=bool)
    for lab in range(LABS):
        clouds = partner[[lab]], room, capacity, price
        tied = np.minimum(place_compute(need[[lab]], yes, no, *clouds)[0], room).sum()
        asks = np.minimum(place_compute(need[[lab]], no, yes, *clouds)[0], room).sum()
        assert asks >= tied - 1e-12


@given(seeds)
def test_the_order_of_labs_does_not_matter(seed):
    need, tied, first, partner, *clouds = random_case(seed)
    order = np.random.default_rng(seed).permutation(LABS)
    shuffled = place_compute(need[order], tied[order], first[order], partner[order], *clouds)
    np.testing.assert_allclose(shuffled, place_compute(need, tied, first, partner, *clouds)[order], atol=1e-12)


def test_a_lab_whose_partner_owns_all_clouds_stays_there():
    everywhere, asks = np.ones((1, 2), dtype=bool), np.ones(1, dtype=bool)
    placed = place_compute(np.array([9.0]), ~asks, asks, everywhere, np.array([1.0, 2.0]), np.ones(2), np.ones(2))
    np.testing.assert_allclose(placed, [[4.0, 5.0]])
