"""The figure of one assumption at a time agrees with the tables."""

import pytest
from matplotlib.patches import Rectangle


def test_a_tornado_has_a_bar_per_end_the_longest_first(results, drawn):
    axes = drawn("sobol", "tornado").axes[0]
    bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    table = results["sobol"].one_at_a_time
    assert len(bars) == len(table) == 6
    assert sorted(bar.get_width() for bar in bars) == pytest.approx(sorted(table["move"]))
    longest = [max(abs(bar.get_width()) for bar in bars[i : i + 2]) for i in (0, 2, 4)]
    assert longest == sorted(longest, reverse=True)
    assert all(bar.get_x() == pytest.approx(table["base"].iloc[0]) for bar in bars)
