"""The figure of sign changes agrees with the tables."""

import numpy as np
import pytest
from matplotlib.collections import PolyCollection

from sim.experiments.sweep import sweep
from sim.figures import draw
from tests.experiments.experiment_files import (
    FRICTION,
    LINE,
    TILTED,
    FormulaMarket,
    experiment,
)
from tests.figures.reading import texts_of


@pytest.mark.study
def test_tipping_points_have_a_curve_a_band_and_a_diamond_where_the_sign_changes(results, drawn):
    figure = drawn("line", "tipping")
    assert len(figure.axes) == 4  # three outcomes, and both profits together
    for axes, outcome in zip(figure.axes, results["line"].experiment.outcomes, strict=False):
        curve = next(line for line in axes.lines if len(line.get_xdata()) == 7)
        assert np.asarray(curve.get_ydata()) == pytest.approx(results["line"].table(outcome)["mean"].to_numpy())
        assert len(axes.findobj(PolyCollection)) == 1
        [diamond] = [line for line in axes.lines if line.get_marker() == "D"]
        [crossing] = results["line"].crossings(outcome)
        assert diamond.get_xdata()[0] == crossing.place
    together = figure.axes[3]
    assert together.get_title(loc="left") == "Profit of OpenAI and Microsoft together"
    assert not [line for line in together.lines if line.get_marker() == "D"]
    assert any("never below zero" in text for text in texts_of(together))


def test_a_choice_has_points_and_no_curve(tmp_path):
    access = "contracts.microsoft-openai.access: {values: [open, preferred]}"
    text = LINE.replace(f"{FRICTION}: {{low: 0, high: 3, levels: 7}}", access)
    result = sweep(experiment(tmp_path, text, against=""), jobs=1, simulate=FormulaMarket(TILTED))
    axes = draw("tipping", result).axes[-1]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["open", "preferred"]
    assert not axes.findobj(PolyCollection)[1:]
