"""The chart of differences."""

import math

from sim.app.charts.forest import forest_options


def test_axes_hold_all_intervals_and_zero_in_round_steps(found):
    for panel in found.panels:
        axis = forest_options(panel, found.panels, signed=True)["xAxis"]
        for row in panel.rows:
            for bound in (row.low, row.high, row.mean, 0.0):
                assert math.isnan(bound) or axis["min"] <= bound <= axis["max"]
        assert (axis["max"] - axis["min"]) / axis["interval"] < 9
