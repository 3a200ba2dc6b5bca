"""The figure of all points of a sweep agrees with the tables."""

import numpy as np
import pytest
from matplotlib.collections import LineCollection

from tests.experiments.experiment_files import (
    FRICTION,
)


def test_parallel_coordinates_have_a_line_per_point(results, drawn):
    axes = drawn("scattered", "parallel-volume").axes[0]
    [lines] = [item for item in axes.collections if isinstance(item, LineCollection)]
    paths = lines.get_segments()
    assert len(paths) == 12
    means = results["scattered"].table("volume")["mean"].to_numpy()
    heights = np.array([path[-1, 1] for path in paths])
    assert heights == pytest.approx((means - means.min()) / (means.max() - means.min()))
    friction = results["scattered"].places[FRICTION].to_numpy(dtype=float)
    assert np.array([path[0, 1] for path in paths]) == pytest.approx(friction / 3)
