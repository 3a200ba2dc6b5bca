"""The figure of control agrees with the tables."""

import pytest
from matplotlib.patches import Rectangle

from sim.market.measures import LAYERS
from sim.results.reading.series import last_year
from tests.figures.reading import texts_of


def test_control_bars_fill_each_layer_and_name_the_largest_owner(pair, drawn):
    axes = drawn("control").axes[0]
    bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    rows: dict[float, float] = {}
    for bar in bars:
        middle = round(bar.get_y() + bar.get_height() / 2, 4)
        rows[middle] = rows.get(middle, 0.0) + bar.get_width()
    assert len(rows) == 2 * len(LAYERS)
    assert list(rows.values()) == pytest.approx([100] * len(rows), abs=0.2)
    hhi = last_year(pair.ensembles[0], "layer", "hhi").mean()["cloud"]
    assert any(text.startswith(f"HHI {hhi:,.0f}; top: Microsoft") for text in texts_of(axes))
