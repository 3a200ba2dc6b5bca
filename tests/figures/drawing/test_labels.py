"""Labels do not overlap."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.figures import draw
from sim.figures.drawing.labels import head, spread


def test_lines_below_a_title_stand_above_each_other(told):
    axes = draw("bargain", told).axes[0]
    before = len(axes.texts)
    head(axes, "A title", ["first", "second"], 5.0)
    first, second = axes.texts[before + 1], axes.texts[before]
    assert (first.get_text(), second.get_text()) == ("first", "second")
    assert first.xyann[1] > second.xyann[1]


@given(st.lists(st.floats(0, 100), max_size=12), st.floats(0.1, 30))
def test_labels_keep_their_order_distance_and_limits(wanted, gap):
    wanted = np.sort(np.array(wanted))
    places = spread(wanted, gap, 0, 100)
    distance = min(gap, 100 / max(len(wanted) - 1, 1))
    assert all(b - a >= distance - 1e-9 for a, b in itertools.pairwise(places))
    if len(wanted) > 1:
        assert places[0] >= -1e-9
        assert places[-1] <= 100 + 1e-9


def test_labels_that_have_room_stay_where_they_are():
    assert spread(np.array([10.0, 30.0, 80.0]), 5, 0, 100) == pytest.approx([10, 30, 80])
