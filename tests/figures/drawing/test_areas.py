"""Stacked areas fill the axis and are named at their end."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from sim.figures.drawing.areas import draw_areas
from tests.figures.reading import texts_of


def drawn(*rows):
    axes = Figure().add_subplot()
    days = np.datetime64("2024-01-01") + 31 * np.arange(len(rows))
    table = pd.DataFrame(list(rows), columns=["a", "b"])
    draw_areas(axes, days, table, {"a": "#000000", "b": "#ffffff"}, ["First", "Second"])
    return axes


def test_areas_stack_to_the_sum_and_have_their_last_value_beside_them():
    axes = drawn((40, 60), (25, 75))
    areas = axes.findobj(PolyCollection)
    assert len(areas) == 2
    assert max(path.vertices[:, 1].max() for area in areas for path in area.get_paths()) == pytest.approx(100)
    assert {"First 25 %", "Second 75 %"} <= set(texts_of(axes))


def test_areas_too_thin_to_see_are_not_named():
    assert not any(text.startswith("First") for text in texts_of(drawn((50, 50), (0.4, 99.6))))


def test_a_single_month_has_an_area_too():
    assert len(drawn((40, 60)).findobj(PolyCollection)) == 2


def test_nothing_is_drawn_where_there_are_no_months():
    assert not drawn().findobj(PolyCollection)
