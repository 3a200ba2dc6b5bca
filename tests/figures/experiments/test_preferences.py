"""The figure of preferences agrees with the tables."""

from sim.statistics.preferences import region
from tests.figures.experiments.reading import cells_of
from tests.figures.reading import texts_of


def test_preferences_name_who_earns_more_where_and_what_both_gain(results, drawn):
    figure = drawn("grid", "preferences")
    tables = [results["grid"].table(name)["mean"] for name in ("profit.openai", "profit.microsoft")]
    expected = [region(first, second) for first, second in zip(*tables, strict=True)]
    assert expected == ["first", "first", "neither", "neither", "second", "second"]
    texts = texts_of(figure.axes[0])
    assert sum(text.startswith("OpenAI ") for text in texts) == 2
    assert sum(text.startswith("Microsoft ") for text in texts) == 2
    assert sum(text.startswith("neither ") for text in texts) == 2
    assert "OpenAI +0.700" in texts
    assert len({cell.get_hatch() for cell in cells_of(figure)}) == 3
