"""The figure of where a difference comes from agrees with the table."""

import pytest
from matplotlib.patches import Rectangle

from sim.figures import draw, names_for
from sim.figures.drawing.style import picture
from tests.experiments.explanation.formula import explained_once
from tests.figures.reading import texts_of


@pytest.fixture(scope="module")
def found():
    return explained_once()


def test_bars_are_the_shares_and_each_begins_where_the_one_above_ends(found):
    assert names_for(found) == ("waterfall-volume",)
    figure = draw("waterfall-volume", found)
    bars = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
    shares = found.table().set_index("cause")["share"]
    assert sorted(bar.get_width() for bar in bars) == pytest.approx(sorted(shares))
    *causes, whole = bars
    reached = 0.0
    for bar in causes:
        assert bar.get_x() == pytest.approx(reached)
        reached += bar.get_width()
    assert (whole.get_x(), whole.get_width()) == pytest.approx((0.0, reached))
    assert any("Portability" in text or "portability friction" in text for text in texts_of(figure))


def test_nothing_sticks_out_and_the_bytes_are_always_the_same(found):
    figure = draw("waterfall-volume", found)
    figure.draw_without_rendering()
    box, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert box.x0 > -0.02
    assert box.y0 > -0.02
    assert box.x1 < width + 0.02
    assert box.y1 < height + 0.02
    assert picture(figure, "svg") == picture(draw("waterfall-volume", found), "svg")


def test_the_report_says_what_the_difference_comes_from(found, tmp_path):
    page = found.report(tmp_path / "report.html").read_text()
    assert "because: friction +9.4, fee -0.6" in page
    assert "friction and fee" in page
