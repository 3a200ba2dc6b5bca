"""The figure of capacity agrees with the tables."""

import pytest

from sim.results.reading.series import mean_by_month


def test_capacity_shows_capacity_and_use_above_the_unserved_share(pair, drawn):
    figure = drawn("capacity")
    assert len(figure.axes) == 2 * 3
    uppers, lowers = figure.axes[::2], figure.axes[1::2]
    assert all(len(axes.lines) == 4 for axes in uppers)
    assert all(len(axes.lines) == 2 for axes in lowers)
    azure = next(axes for axes in uppers if axes.get_title(loc="left") == "Azure")
    table = mean_by_month(pair.ensembles[0], "cloud", "capacity")
    assert azure.lines[0].get_ydata() == pytest.approx(table["azure"].to_numpy())
