"""A market studied, from Python."""

import pytest

import sim
from sim.experiments.comparison import compare
from sim.experiments.competition import CompetitionError
from sim.experiments.ensemble import run
from tests.market.small_runs import small

SHORT = ("horizon.months=3",)


def test_a_scenario_a_file_and_the_folder_of_a_run_are_studied_alike(tmp_path):
    scenario = small("exclusive", *SHORT)
    ran = run(scenario, seeds=[1], out=tmp_path, jobs=1)
    given, stored = sim.competition(scenario, seed=1), sim.competition(ran.folder, seed=1)
    assert sim.competition(ran, seed=1)["products"].equals(stored["products"])
    assert given.when == stored.when == "2023-03"
    assert given["products"].equals(stored["products"])
    assert list(given.tables) == ["markets", "products", "pairs", "pass_through"]
    assert "doing without" in given.matrix("diversion_to_other").columns
    assert given.matrix("pass_through").shape[0] == given.matrix("pass_through").shape[1]
    assert "2023-03" in given._repr_html_()


@pytest.mark.study
def test_the_folder_of_a_comparison_is_refused(tmp_path):
    both = small("exclusive", *SHORT), small("open", *SHORT)
    folder = compare(*both, seeds=[1, 2], out=tmp_path, jobs=1).folder
    with pytest.raises(CompetitionError, match="holds no run of one scenario"):
        sim.competition(folder)
