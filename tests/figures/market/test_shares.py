"""The figure of shares agrees with the tables."""

import pytest
from matplotlib.collections import PolyCollection
from matplotlib.patches import Rectangle

from sim.results.reading.series import last_year
from tests.figures.reading import texts_of


def test_shares_have_an_area_per_lab_and_a_bar_per_model_home_and_scenario(pair, drawn):
    figure = drawn("shares")
    labs = {model.lab for model in pair.ensembles[0].scenario.parameters.models.values()}
    areas = [axes for axes in figure.axes if axes.findobj(PolyCollection)]
    assert [len(axes.findobj(PolyCollection)) for axes in areas] == [len(labs)] * 2
    bars = [bar for axes in figure.axes for bar in axes.patches if isinstance(bar, Rectangle)]
    assert len(bars) == 7 * 3 * 2
    expected = [last_year(one, "model_at_home", "share_at_home").mean() * 100 for one in pair.ensembles]
    assert sum(bar.get_width() for bar in bars) == pytest.approx(sum(table.sum() for table in expected))
    assert any("OpenAI" in text and "%" in text for text in texts_of(areas[0]))
