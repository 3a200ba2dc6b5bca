"""The figure of options to acquire agrees with the tables."""

from sim.figures import draw


def test_options_show_target_threshold_value_and_chance(told):
    upper, lower = draw("options", told).axes
    assert len(upper.lines) == 3
    assert len(lower.lines) == 1
    assert len(upper.lines[0].get_xdata()) == 7  # the months in which it runs
