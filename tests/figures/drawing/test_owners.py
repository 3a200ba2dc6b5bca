"""A firm keeps its colour in every figure of every scenario."""

from itertools import combinations

import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex

from sim.figures.drawing.owners import _distance, owner_colours
from sim.scenario import load, shipped_folder

ADDED = [f"owners.{name}={{label: {name}}}" for name in ("oracle", "deepseek", "mistral", "cohere", "nvidia", "aleph")]
SHIPPED = sorted(path.stem for path in shipped_folder().glob("*.yaml"))


def test_a_declared_colour_is_that_of_every_shipped_scenario():
    base = owner_colours([load("base")])
    assert len(set(base.values())) == len(base)
    for name in SHIPPED:
        colours = owner_colours([load(name)])
        assert {owner: colours[owner] for owner in base} == base, name


def test_an_added_firm_has_one_colour_whatever_else_is_compared_and_collides_with_none():
    one = load("exclusive", ADDED)
    colours = owner_colours([one])
    assert owner_colours([load("open"), one])["oracle"] == colours["oracle"]
    assert owner_colours([load("exclusive", ADDED[:1])])["oracle"] == colours["oracle"]
    assert min(_distance(a, b) for a, b in combinations(colours.values(), 2)) >= 40


def test_many_firms_still_have_a_colour_each():
    many = load("exclusive", [f"owners.firm_{number}={{label: Firm {number}}}" for number in range(60)])
    colours = owner_colours([many])
    assert len(set(colours.values())) == len(colours) == 70


@pytest.mark.parametrize("figure", ["shares", "control"])
def test_figures_take_the_colours_of_the_owners(pair, drawn, figure):
    known = {colour.lower() for colour in owner_colours([one.scenario for one in pair.ensembles]).values()}
    axes = drawn(figure).axes[0]
    shapes = axes.findobj(PolyCollection) if figure == "shares" else axes.patches
    faces = [shape.get_facecolor()[0] if figure == "shares" else shape.get_facecolor() for shape in shapes]
    assert {to_hex(face) for face in faces} <= known


def test_a_colour_must_be_a_colour():
    from sim.scenario import ScenarioError

    with pytest.raises(ScenarioError, match="colour"):
        load("exclusive", ["owners.openai.colour=reddish"])
