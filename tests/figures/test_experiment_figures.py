"""Figures of sweeps and sensitivity analyses: what is drawn agrees with the tables."""

import functools

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Rectangle

from sim.experiments.sensitivity import sensitivity
from sim.experiments.sweep import sweep
from sim.figures import draw, names_for
from sim.figures.drawing.style import picture
from sim.statistics.preferences import region
from sim.statistics.sensitivity_indices import ranked
from tests.experiments.experiment_files import (
    FRICTION,
    GRID,
    HOME,
    LINE,
    SOBOL,
    SWITCHING,
    TILTED,
    FormulaMarket,
    experiment,
    ishigami,
)
from tests.figures.reading import texts_of

SCATTERED = GRID.replace("design: grid", "design: latin_hypercube\npoints: 12").replace(", levels: 3", "")
ISHIGAMI = FormulaMarket({"volume": ishigami}, (FRICTION, SWITCHING, HOME))


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("experiments")
    market = FormulaMarket(TILTED)
    return {
        "grid": sweep(experiment(folder, GRID), jobs=1, simulate=market),
        "line": sweep(experiment(folder, LINE), jobs=1, simulate=market),
        "scattered": sweep(experiment(folder, SCATTERED, seeds="1..2"), jobs=1, simulate=market),
        "sobol": sensitivity(experiment(folder, SOBOL), jobs=1, simulate=ISHIGAMI),
        "morris": sensitivity(
            experiment(folder, SOBOL.replace("method: sobol\nsamples: 16", "method: morris\nsamples: 6")),
            jobs=1,
            simulate=ISHIGAMI,
        ),
    }


@pytest.fixture(scope="module")
def drawn(results):
    return functools.cache(lambda kind, name: draw(name, results[kind]))


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


def cells_of(figure):
    return [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]


def test_a_phase_diagram_has_a_cell_per_point_hatched_below_zero(results, drawn):
    cells = cells_of(drawn("grid", "phase_diagram-profit.openai"))
    table = results["grid"].table("profit.openai")
    assert len(cells) == len(table)
    assert sum(bool(cell.get_hatch()) for cell in cells) == (table["mean"] < 0).sum() == 2
    assert "−1.30" in " ".join(texts_of(drawn("grid", "phase_diagram-profit.openai")))
    assert any(text == "↑ Switching cost (utils)" for text in texts_of(drawn("grid", "phase_diagram-profit.openai")))


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


@pytest.mark.parametrize(
    ("first", "second", "who"),
    [(-1, -1, "both"), (-1, 1, "first"), (1, -1, "second"), (1, 1, "neither"), (0, 0, "neither")],
)
def test_an_owner_prefers_the_scenario_that_it_earns_more_under(first, second, who):
    assert region(first, second) == who


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


def test_parallel_coordinates_have_a_line_per_point(results, drawn):
    axes = drawn("scattered", "parallel-volume").axes[0]
    [lines] = [item for item in axes.collections if isinstance(item, LineCollection)]
    paths = lines.get_segments()
    assert len(paths) == 12
    means = results["scattered"].table("volume")["mean"].to_numpy()
    heights = np.array([path[-1, 1] for path in paths])
    assert heights == pytest.approx((means - means.min()) / (means.max() - means.min()))
    friction = results["scattered"].places[FRICTION].to_numpy(dtype=float)
    assert np.array([path[0, 1] for path in paths]) == pytest.approx(friction / 3)


@pytest.mark.parametrize(("kind", "first"), [("sobol", "total"), ("morris", "mu_star")])
def test_indices_have_two_bars_per_parameter_the_most_important_first(results, drawn, kind, first):
    axes = drawn(kind, "indices").axes[0]
    bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert len(bars) == 2 * 3
    found = results[kind].indices.set_index(["index", "parameter"])["value"]
    order = ranked(results[kind], "volume")
    assert [found[first, path] for path in order] == sorted(found[first], reverse=True)
    assert [bar.get_width() for bar in bars[::2]] == pytest.approx([found[first, path] for path in order])
    diamonds = [line for line in axes.lines if line.get_marker() == "D"]
    assert len(diamonds) == 2 * 3


def test_a_tornado_has_a_bar_per_end_the_longest_first(results, drawn):
    axes = drawn("sobol", "tornado").axes[0]
    bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    table = results["sobol"].one_at_a_time
    assert len(bars) == len(table) == 6
    assert sorted(bar.get_width() for bar in bars) == pytest.approx(sorted(table["move"]))
    longest = [max(abs(bar.get_width()) for bar in bars[i : i + 2]) for i in (0, 2, 4)]
    assert longest == sorted(longest, reverse=True)
    assert all(bar.get_x() == pytest.approx(table["base"].iloc[0]) for bar in bars)


def test_what_failed_leaves_a_gap_and_not_an_error(tmp_path):
    broken = FormulaMarket(TILTED, failing=frozenset((0.0, seed) for seed in range(1, 5)))
    result = sweep(experiment(tmp_path, GRID), jobs=1, simulate=broken)
    for name in names_for(result):
        assert "no value" in texts_of(draw(name, result).axes[0])
    draw("tipping", sweep(experiment(tmp_path, LINE), jobs=1, simulate=broken)).draw_without_rendering()
