"""Looks: text is measured, roles differ in more than colour."""

from sim.figures.drawing.style import fit, ink_on, scenario_role, text_width, wrap


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
    assert ink_on("#ffffff") != ink_on("#000000")
