"""The figure of sensitivity indices agrees with the tables."""

import pytest
from matplotlib.patches import Rectangle

from sim.statistics.sensitivity_indices import ranked

pytestmark = pytest.mark.study


@pytest.mark.parametrize(("kind", "first"), [("sobol", "total"), ("morris", "mu_star")])
def test_indices_have_two_bars_per_parameter_the_most_important_first(results, drawn, kind, first):
    axes = drawn(kind, "indices").axes[0]
    bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert len(bars) == 2 * 3
    found = results[kind].indices.set_index(["index", "parameter"])["value"]
    order = ranked(results[kind], "volume")
    assert [found[first, path] for path in order] == sorted(found[first], reverse=True)
    assert [bar.get_width() for bar in bars[::2]] == pytest.approx([found[first, path] for path in order])
    diamonds = [line for line in axes.lines if line.get_marker() == "D"]
    assert len(diamonds) == 2 * 3
