"""Figures for print: as wide as asked for, without a title, with text that stays text."""

import pytest

from sim.figures import draw, names_for
from sim.figures.drawing.style import FOR_SCREENS, Format, formatted, page_width, picture

pytestmark = pytest.mark.study

PRINT = Format(width=6.3, titled=False, text_as_text=True)


@pytest.mark.parametrize("result", ["pair", "alone"])
def test_every_figure_is_as_wide_as_asked_for(result, request):
    shown = request.getfixturevalue(result)
    with formatted(PRINT):
        widths = {name: draw(name, shown).get_size_inches()[0] for name in names_for(shown)}
    assert widths == dict.fromkeys(names_for(shown), pytest.approx(6.3))


def test_text_stays_text_and_the_title_is_left_out(pair):
    on_screen = draw("forest", pair)
    title = on_screen.texts[0].get_text()
    with formatted(PRINT):
        printed = picture(draw("forest", pair), "svg").decode()
    assert "<text" in printed
    assert "Anthropic" in printed or "owner" in printed.lower()
    assert title.splitlines()[0] not in printed
    assert "<text" not in picture(on_screen, "svg").decode()


def test_a_pdf_has_the_same_bytes_each_time(pair):
    with formatted(PRINT):
        first, second = (picture(draw("forest", pair), "pdf") for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF")


def test_the_format_is_over_where_it_ends():
    with formatted(PRINT):
        assert page_width() == 6.3
    assert page_width() == FOR_SCREENS.width
