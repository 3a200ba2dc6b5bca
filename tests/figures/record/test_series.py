"""Series of a hindcast as figures."""

import pytest

from sim.figures import draw
from sim.figures.record.series import groups_with_series, panels_of


def test_each_series_of_a_group_has_a_panel(drawn):
    assert groups_with_series(drawn) == ("clouds", "money")
    assert panels_of(drawn, "clouds") == [("cloud_share.azure", "all")]
    [axes] = draw("series-clouds", drawn).axes
    assert axes.get_title(loc="left") == "cloud_share.azure\n%"


def test_observed_numbers_and_the_model_are_drawn_in_the_same_unit(drawn):
    [axes] = draw("series-money", drawn).axes
    observed = [line.get_ydata()[0] for line in axes.lines if line.get_marker() == "o"]
    assert observed == pytest.approx([5.4, 0.9 * 12 / 2])
    months = drawn.series[drawn.series["name"] == "spend"].groupby("month")["value"].median()
    assert axes.lines[0].get_ydata() == pytest.approx(12 * months.to_numpy())
