"""The figure of returns to effort agrees with the tables."""

import itertools

from matplotlib.patches import Rectangle

from sim.figures import draw
from sim.results.reading.effort import leaders, returns_of, windows


def test_phases_name_the_leader_of_each_month_and_window(told):
    returns = returns_of(told)
    leading = leaders(returns)
    assert leading[0] == "training"
    assert leading[-1] == "distribution"
    strip = draw("phases", told).axes[1]
    changes = sum(a != b for a, b in itertools.pairwise(leading))
    assert len([patch for patch in strip.patches if isinstance(patch, Rectangle)]) == changes + 1
    assert windows(72) == [("early", 0, 24), ("mid", 24, 48), ("late", 48, 72)]
    assert windows(1) == [("mid", 0, 1)]
