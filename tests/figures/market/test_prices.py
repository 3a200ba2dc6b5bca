"""The figure of prices agrees with the tables."""

from sim.results.reading.series import last_year
from tests.figures.reading import texts_of


def test_prices_have_a_panel_per_model_and_app_on_shared_logarithmic_axes(pair, drawn):
    figure = drawn("prices")
    assert len(figure.axes) == 7 + 6
    assert all(len(axes.lines) == 2 and axes.get_yscale() == "log" for axes in figure.axes)
    assert len({axes.get_ylim() for axes in figure.axes[:7]}) == 1
    gpt = next(axes for axes in figure.axes if axes.get_title(loc="left") == "GPT (OpenAI)")
    means = [last_year(one, "model", "price").mean()["gpt"] for one in pair.ensembles]
    assert any(f"{means[0]:.2f} → {means[1]:.2f} USD" in text for text in texts_of(gpt))
