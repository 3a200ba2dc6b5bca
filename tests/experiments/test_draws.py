"""Files of draws: what is read, and what is said about mistakes."""

import pandas as pd
import pytest

from sim.experiments.calibration.reading import load_calibration
from sim.experiments.draws import load_draws
from sim.experiments.observables import OBSERVABLES
from sim.scenario import ScenarioError, load
from tests.experiments.toy_market import PRICE, dearer, exclusive

FRICTION = "enterprises.portability_friction"


def written(folder, **columns):
    path = folder / "posterior.parquet"
    pd.DataFrame(columns).to_parquet(path, index=False)
    return path


def problems(folder, *scenarios, **columns):
    with pytest.raises(ScenarioError) as caught:
        load_draws(written(folder, **columns), scenarios or [exclusive()])
    return [str(one) for one in caught.value.problems]


def test_one_draw_a_row_and_whole_numbers_stay_whole(tmp_path):
    draws = load_draws(
        written(tmp_path, draw=[0, 1], **{FRICTION: [0.5, 1.5], "enterprises.count": [60, 80]}), [exclusive()]
    )
    assert draws.values == ({FRICTION: 0.5, "enterprises.count": 60}, {FRICTION: 1.5, "enterprises.count": 80})
    assert [draws.seed(number, (3, 7)) for number in range(3)] == [3, 7, 3]


@pytest.mark.study
def test_the_draws_of_the_shipped_calibration_come_with_the_package():
    draws = load_draws("posterior", [load("exclusive"), load("open"), load("endogenous"), load("history")])
    plan = load_calibration("calibration", OBSERVABLES)
    assert draws.paths == (*plan.paths, *(one.path for one in plan.unmeasured))
    assert len(draws) == plan.budget.draws


def test_every_mistake_is_told_with_its_row(tmp_path):
    found = problems(tmp_path, **{FRICTION: [1.0, -1.0], "enterprises.nothing": [1.0, 2.0]})
    assert any("posterior.parquet:2: enterprises.portability_friction" in one for one in found)
    assert any("posterior.parquet:1: enterprises.nothing" in one for one in found)


def test_contracts_are_never_drawn(tmp_path):
    [one] = problems(tmp_path, **{"contracts.microsoft-openai.revenue_share": [0.1, 0.2]})
    assert "never drawn" in one


def test_words_and_gaps_are_no_numbers(tmp_path):
    words, gap = problems(tmp_path, **{FRICTION: ["a", "b"], "enterprises.switching_cost": [1.0, None]})
    assert "expected a column of numbers" in words + gap
    assert ":2: enterprises.switching_cost: expected a number" in words + gap


def test_what_scenarios_differ_in_cannot_be_drawn(tmp_path):
    [one] = problems(tmp_path, exclusive(), dearer(), **{PRICE: [2.0, 3.0]})
    assert "exclusive and dearer differ in it" in one


def test_a_file_that_is_none_or_empty_is_told(tmp_path):
    (tmp_path / "posterior.parquet").write_text("draw,a\n")
    with pytest.raises(ScenarioError, match="damaged"):
        load_draws(tmp_path / "posterior.parquet", [exclusive()])
    assert "no draw" in problems(tmp_path, draw=[])[0]
