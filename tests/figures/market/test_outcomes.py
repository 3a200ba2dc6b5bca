"""The figure of outcomes agrees with the tables."""

import pytest

from sim.figures import draw
from tests.figures.reading import HEADLINE, points


def test_outcomes_show_the_means_of_the_table(alone):
    figure = draw("outcomes", alone)
    table = alone.table().set_index("outcome")
    assert sum(len(points(axes)) for axes in figure.axes) == sum(
        (one.measure.name, one.measure.kind) in HEADLINE for one in alone.definitions.values()
    )
    surplus = [float(point.get_xdata()[0]) for point in points(figure.axes[0])]
    assert surplus == pytest.approx([table.loc["total_surplus", "mean"], table.loc["consumer_surplus", "mean"]])
