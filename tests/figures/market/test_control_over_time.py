"""The figure of control over time agrees with the tables."""

from types import SimpleNamespace

import pytest
from matplotlib.collections import PolyCollection

from sim.figures import draw
from sim.figures.market.control_over_time import control_over_time
from sim.market.measures import LAYERS
from sim.results.reading.series import last_year
from tests.figures.reading import texts_of


@pytest.mark.study
def test_control_over_time_stacks_to_the_whole_and_notes_pivotality(told):
    figure = draw("control_over_time", told)
    assert len(figure.axes) == len(LAYERS)
    top = max(path.vertices[:, 1].max() for area in figure.axes[0].findobj(PolyCollection) for path in area.get_paths())
    assert top == pytest.approx(100, abs=0.2)
    lost = last_year(told, "layer", "pivotality").mean()["model"]
    assert any(f"−{lost:.3f} bn USD" in text for text in texts_of(figure.axes[0]))


def test_control_over_time_says_what_is_shared_where_nobody_asked_what_is_pivotal(told):
    blind = SimpleNamespace(scenario=told.scenario, seeds=told.seeds, monthly=told.monthly.drop(columns=["pivotality"]))
    texts = texts_of(control_over_time(blind))
    assert any("GPU-hours by owner of the host" in text for text in texts)
    assert not any("withdrew" in text for text in texts)
