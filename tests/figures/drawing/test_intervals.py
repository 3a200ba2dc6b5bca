"""Points with intervals: a row each, filled where chance is ruled out, panels of one scale on one axis."""

import pytest
from matplotlib.colors import to_hex

from sim.figures.drawing.intervals import Panel, Row, draw_panels, legend_handles
from sim.figures.drawing.style import PAPER
from tests.figures.reading import points, texts_of

MONEY = Panel(
    "Money", "bn USD", [Row("Up", 2.0, 1.0, 3.0, "better"), Row("Down", -1.0, -2.0, 0.5, "worse", False)], "m"
)
SHARES = Panel("Shares", "%", [Row("Same", 4.0, 4.0, 4.0)], "s")


def drawn(*panels):
    return draw_panels(panels, title="T", note="N", signed=True)


def test_each_row_is_a_point_at_its_mean_hollow_where_it_may_be_chance():
    [axes] = drawn(MONEY).axes
    found = points(axes)
    assert [float(point.get_xdata()[0]) for point in found] == [2.0, -1.0]
    assert [to_hex(point.get_markerfacecolor()) == PAPER for point in found] == [False, True]


def test_numbers_stand_beside_and_an_interval_of_no_width_is_said():
    texts = texts_of(drawn(MONEY, SHARES))
    assert "[+1.00, +3.00]" in texts
    assert "in every seed" in texts


@pytest.mark.parametrize(("scale", "shared"), [("m", True), ("s", False)])
def test_panels_of_one_scale_share_their_axis(scale, shared):
    first, second = drawn(MONEY, Panel("More", "bn USD", [Row("Far", 90.0, 80.0, 99.0)], scale)).axes
    assert (first.get_xlim() == second.get_xlim()) == shared


def test_the_legend_says_what_hollow_means_where_asked():
    labels = [handle.get_label() for handle in legend_handles({"better": "good"}, hollow="maybe")]
    assert labels == ["good", "maybe"]


def test_luck_is_thick_and_draws_are_thin_where_there_are_any_and_an_open_sign_is_said():
    rows = [Row("Open", 1.0, 0.5, 1.5, wide=(-3.0, 4.0), is_open=True), Row("Sure", 2.0, 1.5, 2.5, wide=(1.0, 3.0))]
    figure = drawn(Panel("Money", "bn USD", rows, "m"))
    [axes] = figure.axes
    bars = {
        tuple(map(float, line.get_xdata())): line.get_linewidth() for line in axes.lines if len(line.get_xdata()) == 2
    }
    assert bars[0.5, 1.5] > bars[-3.0, 4.0]
    texts = texts_of(figure)
    assert "[+0.50, +1.50]  [−3.00, +4.00] open" in texts
    assert "[+1.50, +2.50]  [+1.00, +3.00]" in texts
