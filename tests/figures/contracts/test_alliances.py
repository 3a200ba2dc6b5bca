"""The figure of alliances agrees with the tables."""

import numpy as np
from matplotlib.patches import Circle, PathPatch

from sim.figures import draw
from sim.results.reading.ties import alliances_of


def test_alliances_draw_a_line_per_tie_and_a_disc_per_owner_at_fixed_places(told):
    figure = draw("alliances", told)
    network = alliances_of(told)
    months = np.linspace(0, 59, 6).round().astype(int)
    assert len(figure.axes) == 6
    places = []
    for axes, month in zip(figure.axes, months, strict=True):
        lines = [patch for patch in axes.patches if isinstance(patch, PathPatch)]
        assert len(lines) == sum(tie.shown(month) for tie in network.ties)
        places.append(sorted(patch.center for patch in axes.patches if isinstance(patch, Circle)))
    assert all(place == places[0] for place in places)
    assert len(places[0]) == len(network.places)
