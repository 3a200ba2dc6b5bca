"""The figure of where buyers go agrees with the table."""

import pytest

from sim.figures.declarations import OF_RUNS
from sim.figures.market.diversion import diversion
from tests.experiments.competition.small_situations import studied
from tests.figures.reading import texts_of


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return studied(tmp_path_factory.mktemp("studied"))


def test_a_row_tells_in_per_cent_where_what_a_product_loses_goes(result):
    figure = diversion(result)
    pairs = result.tables["pairs"].query("market == 'all'")
    shown = {text.get_position()[0]: text.get_text() for text in figure.axes[0].texts if text.get_position()[1] == 0}
    wanted = [round(100 * share) for share in pairs[pairs["product"] == pairs["product"].iloc[0]]["diversion_to_other"]]
    assert sorted(int(text) for text in shown.values() if text) == sorted(wanted)
    assert shown[0] == ""
    assert any("2023-05" in text for text in texts_of(figure))
    assert figure.axes[0].get_xticklabels()[-1].get_text() == "Doing\nwithout"


def test_it_is_offered_only_where_competition_was_looked_at(result, tmp_path):
    (declared,) = [one for one in OF_RUNS if one.name == "diversion"]
    assert declared.names(result) == ("diversion",)
    result.folder, folder = tmp_path, result.folder
    assert declared.names(result) == ()
    result.folder = folder


def test_nothing_sticks_out(result):
    figure = diversion(result)
    figure.draw_without_rendering()
    box, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert min(box.x0, box.y0) > -0.02
    assert box.x1 < width + 0.02
    assert box.y1 < height + 0.02
