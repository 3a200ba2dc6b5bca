"""The report of a sweep or a sensitivity analysis."""

import pytest

from sim.experiments.sensitivity import sensitivity
from sim.experiments.sweep import sweep
from sim.figures import names_for
from sim.report.experiment_sentences import sentences
from sim.report.page import page
from tests.experiments.experiment_files import (
    FRICTION,
    GRID,
    HOME,
    LINE,
    PATHS,
    SOBOL,
    SWITCHING,
    TILTED,
    FormulaMarket,
    experiment,
    ishigami,
)
from tests.report.test_page import read, words

pytestmark = pytest.mark.study

ISHIGAMI = FormulaMarket({"volume": ishigami}, (FRICTION, SWITCHING, HOME))


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    market = FormulaMarket(TILTED, failing=frozenset({(1.5, 3)}))
    return sweep(experiment(tmp_path_factory.mktemp("grid"), GRID), jobs=1, simulate=market)


@pytest.fixture(scope="module")
def weighed(tmp_path_factory):
    return sensitivity(experiment(tmp_path_factory.mktemp("weighed"), SOBOL), jobs=1, simulate=ISHIGAMI)


def test_fetches_nothing_and_shows_every_figure(grid, no_pictures):
    html = page(grid)
    reader = read(html)
    assert "script" not in reader.tags
    for _, name, value in reader.attributes:
        assert name not in ("src", "href") or value.startswith("data:")
    for name in names_for(grid):
        assert f'id="figure-{name}"' in html


def test_says_what_was_moved_and_what_failed(grid, no_pictures):
    text = words(page(grid))
    for wanted in (
        "Does the test market depend on friction and on switching?",
        "Portability friction Utility lost",
        "0 to 3",
        "0.5, 1.0",
        "grid, 6 points",
        "1..4 (4)",
        "Failed replications (4)",
        "point 2, seed 3 (ValueError)",
        "The amounts are not forecasts",
    ):
        assert wanted in text, wanted


def test_labels_are_escaped(tmp_path, no_pictures):
    hostile = GRID.replace("Two assumptions on trial", "'<script>alert(1)</script> & <b>'")
    html = page(sweep(experiment(tmp_path, hostile, seeds="[1]"), jobs=1, simulate=FormulaMarket(TILTED)))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_sweep_says_who_prefers_what_and_where_signs_lie(grid):
    first, *others = sentences(grid)
    assert first.startswith("Of 6 points, both OpenAI and Microsoft earn more under “GPT is sold on Azure only” at 0, ")
    assert "only OpenAI at 2, only Microsoft at 2, neither at 2." in first
    assert others[0].startswith("Profit of OpenAI: difference −1.")
    assert "clearly above zero at 4 of 6 points, clearly below at 2" in others[0]


def test_a_sweep_of_one_parameter_says_where_signs_change(tmp_path):
    result = sweep(experiment(tmp_path, LINE), jobs=1, simulate=FormulaMarket(TILTED))
    found = sentences(result)
    assert any("Profit of OpenAI: difference" in one and "above zero from 1.3" in one for one in found)
    assert any(one.startswith("Profit of OpenAI and Microsoft together:") for one in found)


def test_a_sensitivity_analysis_says_what_matters_and_whether_the_sample_suffices(weighed, no_pictures):
    found = sentences(weighed)
    assert found[0].startswith("Volume depends most on ")
    assert "of the variance" in found[0]
    assert "half the sample gives other indices" in found[1]
    text = words(page(weighed))
    assert "Volume: indices" in text
    assert "moves the result by" in text


def test_effects_of_a_small_outcome_show_digits_and_their_unit(tmp_path, no_pictures):
    tiny = FormulaMarket({"volume": lambda x, *_: 2e-4 * x}, PATHS)
    text = SOBOL.replace("method: sobol\nsamples: 16", "method: morris\nsamples: 4")
    result = sensitivity(experiment(tmp_path, text), jobs=1, simulate=tiny)
    assert "(0.00126 [0.00126, 0.00126]), " in sentences(result)[0]
    assert "mu* (Qt over 1 months)" in sentences(result)[0]
    assert "[0.00126, 0.00126]" in words(page(result))


def test_what_does_not_move_is_said_to_stand_still(tmp_path, no_pictures):
    still = FormulaMarket({"volume": lambda *_: 3.0})
    result = sensitivity(experiment(tmp_path, SOBOL.replace("samples: 16", "samples: 4")), jobs=1, simulate=still)
    assert sentences(result) == ["Volume does not move with any of the parameters."]
    assert words(page(result))
