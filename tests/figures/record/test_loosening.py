"""When alliances loosened, as a figure."""

import pytest

from sim.figures import draw, names_for
from tests.experiments.hindcast.toy_history import draws_file, freely
from tests.figures.reading import texts_of


@pytest.fixture(scope="module")
def free(tmp_path_factory):
    folder = tmp_path_factory.mktemp("free")
    return freely(folder, draws=draws_file(folder))


def test_only_free_runs_have_it(free, drawn):
    assert names_for(free)[0] == "loosening"
    assert "loosening" not in names_for(drawn)


def test_bars_are_shares_of_all_runs_and_what_never_came_is_said(free):
    figure = draw("loosening", free)
    shares = [sum(bar.get_height() for bar in axes.patches) for axes in figure.axes]
    assert shares == pytest.approx([1, 0, 1, 1, 0.5])
    assert "not by the end: 100 %" in "".join(texts_of(figure))


def test_it_stays_within_its_sheet(free):
    figure = draw("loosening", free)
    figure.draw_without_rendering()
    box, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert box.x0 > -0.02
    assert box.x1 < width + 0.02
    assert box.y0 > -0.02
    assert box.y1 < height + 0.02
