"""The figure of key series agrees with the tables."""

import pytest

from sim.figures import draw
from sim.results.reading.series import mean_by_month
from tests.figures.reading import texts_of


@pytest.mark.study
def test_bands_show_each_scenario_and_the_difference_below(pair, drawn):
    figure = drawn("bands")
    levels, strips = figure.axes[::2], figure.axes[1::2]
    titles = [axes.get_title(loc="left") for axes in levels]
    assert titles[:6] == [
        "Consumer surplus",
        "Mean price",
        "Demand lost: clouds full",
        "Reach of GPT",
        "Profit of Microsoft, after capital",
        "Profit of OpenAI, after capital",
    ]
    assert all(len(axes.lines) == 2 and len(axes.collections) == 4 for axes in levels)
    assert all(len(axes.lines) == 2 and len(axes.collections) == 1 for axes in strips)
    base, other = (mean_by_month(one, "market", "mean_price")["market"].to_numpy() for one in pair.ensembles)
    assert levels[1].lines[0].get_ydata() == pytest.approx(base)
    assert strips[1].lines[1].get_ydata() == pytest.approx(other - base)


@pytest.mark.study
def test_bands_mark_dated_events_and_say_what_they_are(three):
    figure = draw("bands", three)
    texts = texts_of(figure)
    assert any("2024-02: first refusal instead" in text for text in texts)
    assert sum(text == "a" for text in texts) == len(figure.axes) / 2
