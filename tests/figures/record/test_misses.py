"""Misses and skill as figures."""

import pytest

from sim.figures import draw, names_for
from sim.figures.drawing.style import picture
from sim.figures.record.misses import LEAST_SKILL
from tests.figures.reading import texts_of

ALL = ("misses", "skill", "series-clouds", "series-money", "dated")


def test_a_hindcast_has_these_figures(drawn):
    assert set(names_for(drawn)) == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_each_draws_within_its_sheet_with_the_same_bytes_every_time(drawn, name):
    figure = draw(name, drawn)
    figure.draw_without_rendering()
    box = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert box.x0 > -0.02
    assert box.x1 < width + 0.02
    assert box.y0 > -0.02
    assert box.y1 < height + 0.02
    assert picture(figure, "svg") == picture(draw(name, drawn), "svg")


def test_each_observation_is_a_point_at_its_miss_beside_the_strip_of_its_tolerance(drawn):
    figure = draw("misses", drawn)
    points = [line.get_xdata()[0] for axes in figure.axes for line in axes.lines if len(line.get_xdata()) == 1]
    assert sorted(points) == pytest.approx(sorted(drawn.table["miss"]))
    assert all(patch.get_x() == -1 and patch.get_width() == 2 for axes in figure.axes for patch in axes.patches)
    assert f"{drawn.inside} of 5 observations inside" in "".join(texts_of(figure))


def test_skill_that_is_worse_without_limit_is_cut_off_and_said(drawn):
    figure = draw("skill", drawn)
    worst = min(one.skill for rivals in drawn.skill.values() for one in rivals.values() if one.count)
    points = [line.get_xdata()[0] for axes in figure.axes for line in axes.lines if len(line.get_xdata()) == 1]
    assert min(points) == pytest.approx(max(worst, LEAST_SKILL))
