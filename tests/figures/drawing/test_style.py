"""Looks: text is measured, roles and owners keep their colours."""

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex

from sim.figures.drawing.style import fit, ink_on, owner_colours, scenario_role, text_width, wrap


def test_an_owner_has_the_same_colour_in_every_figure(pair, drawn):
    owners = list(pair.ensembles[0].scenario.parameters.owners)
    colours = owner_colours(owners)
    assert len(set(colours.values())) == len(owners)
    areas = drawn("shares").axes[0].findobj(PolyCollection)
    assert {to_hex(area.get_facecolor()[0]) for area in areas} <= {colour.lower() for colour in colours.values()}
    bars = drawn("control").axes[0].patches
    assert {to_hex(bar.get_facecolor()) for bar in bars} <= {colour.lower() for colour in colours.values()}
    assert np.unique(list(colours.values())).size == len(owners)


def test_text_is_measured_wrapped_and_shortened_to_the_room():
    assert text_width("W" * 20) > text_width("i" * 20) > 0
    assert text_width("GPT", bold=True) > text_width("GPT")
    lines = wrap("some words that need more than one line of this width", 1.5)
    assert len(lines) > 1
    assert max(map(text_width, lines)) <= 1.5
    assert fit("a very long label indeed", 0.8).endswith("…")
    assert text_width(fit("a very long label indeed", 0.8)) <= 0.8
    assert fit("short", 5) == "short"
    assert wrap("", 1) == [""]


def test_roles_differ_in_more_than_colour():
    base, other = scenario_role(0), scenario_role(1)
    assert base.colour != other.colour
    assert base.line != other.line
    assert base.marker != other.marker
    assert base.hatch != other.hatch
    assert len(set(owner_colours([f"o{i}" for i in range(10)]).values())) == 10
    assert ink_on("#ffffff") != ink_on("#000000")
