"""From which cloud a buyer with given clouds is served (E4)."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.market.sales.access import NOT_SOLD, Classes, routes, serving_cloud

CLASSES = Classes(3)
PAIRS = list(product(range(3), repeat=2))
listings = arrays(np.bool_, (4, 3))
hosts = arrays(np.int64, 4, elements=st.integers(0, 2))
orders = st.permutations([0, 1, 2]).map(np.array)


def class_of(home: int, second: int) -> int:
    return home * 3 + second


def test_classes_are_home_and_second_cloud():
    assert CLASSES.count == 9
    for home, second in PAIRS:
        assert CLASSES.home[class_of(home, second)] == home
        assert CLASSES.second[class_of(home, second)] == second


@pytest.mark.parametrize(("home", "second"), PAIRS)
@pytest.mark.parametrize("new", range(3))
def test_a_move_takes_the_home_along_and_keeps_the_second_cloud(home, second, new):
    moved = int(CLASSES.moved(np.array([class_of(home, second)]), np.array([new]))[0])
    if new == home:
        expected = (home, second)
    elif home == second:
        expected = (new, new)  # who has one cloud still has one
    elif new == second:
        expected = (new, home)  # home and second cloud change places
    else:
        expected = (new, second)
    assert moved == class_of(*expected)


@given(listings, hosts, orders)
def test_whoever_has_no_own_cloud_is_served_by_the_primary_host_or_the_next_that_sells(listing, primary, order):
    remote = serving_cloud(listing, primary, order)
    for model in range(4):
        if listing[model, primary[model]]:
            assert remote[model] == primary[model]
        elif listing[model].any():
            assert remote[model] == next(cloud for cloud in order if listing[model, cloud])
        else:
            assert remote[model] == NOT_SOLD


@given(listings, hosts, orders)
def test_own_clouds_come_before_any_other(listing, primary, order):
    remote = serving_cloud(listing, primary, order)
    cloud, at_home = routes(listing, remote, CLASSES)
    for (home, second), model in product(PAIRS, range(4)):
        served, own = cloud[model, class_of(home, second)], at_home[model, class_of(home, second)]
        assert own == (listing[model, home] or listing[model, second])
        if listing[model, home]:
            assert served == home
        elif listing[model, second]:
            assert served == second
        else:
            assert served == remote[model]
        assert served == NOT_SOLD or listing[model, served]
