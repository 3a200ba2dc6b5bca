"""What all figures of sweeps and sensitivity analyses have in common."""

import pytest

from sim.experiments.sweep import sweep
from sim.figures import draw, names_for
from sim.figures.drawing.style import picture
from tests.experiments.experiment_files import (
    GRID,
    LINE,
    TILTED,
    FormulaMarket,
    experiment,
)
from tests.figures.reading import texts_of

pytestmark = pytest.mark.study

ALL = [
    ("grid", "preferences"),
    ("grid", "phase_diagram-profit.openai"),
    ("line", "tipping"),
    ("scattered", "parallel-volume"),
    ("sobol", "indices"),
    ("sobol", "tornado"),
    ("morris", "indices"),
    ("morris", "tornado"),
]


def test_names_follow_the_kind_of_experiment(results):
    phases = tuple(f"phase_diagram-{name}" for name in ("profit.openai", "profit.microsoft", "volume"))
    assert names_for(results["grid"]) == ("preferences", *phases)
    assert names_for(results["line"]) == ("tipping",)
    assert names_for(results["scattered"]) == tuple(name.replace("phase_diagram", "parallel") for name in phases)
    assert names_for(results["sobol"]) == ("indices", "tornado")
    with pytest.raises(ValueError, match="no figure 'forest'; there are: tipping"):
        draw("forest", results["line"])


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_each_draws_within_its_sheet_and_says_what_each_parameter_is(results, drawn, kind, name):
    figure = drawn(kind, name)
    figure.draw_without_rendering()
    box = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert box.x0 > -0.02
    assert box.x1 < width + 0.02
    assert box.y0 > -0.02
    assert box.y1 < height + 0.02
    texts = " ".join(texts_of(figure))
    assert all(axis.path in texts for axis in results[kind].experiment.axes)


@pytest.mark.parametrize(("kind", "name"), ALL[:6])
def test_each_has_the_same_bytes_every_time(results, drawn, kind, name):
    assert picture(drawn(kind, name), "svg") == picture(draw(name, results[kind]), "svg")


def test_what_failed_leaves_a_gap_and_not_an_error(tmp_path):
    broken = FormulaMarket(TILTED, failing=frozenset((0.0, seed) for seed in range(1, 5)))
    result = sweep(experiment(tmp_path, GRID), jobs=1, simulate=broken)
    for name in names_for(result):
        assert "no value" in texts_of(draw(name, result).axes[0])
    draw("tipping", sweep(experiment(tmp_path, LINE), jobs=1, simulate=broken)).draw_without_rendering()
