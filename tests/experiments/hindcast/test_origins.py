"""Forecasts made in several months, on a market of formulas."""

import json

import pandas as pd
import pytest

from sim.cli.console import finite
from sim.experiments.hindcast.origins import ask, forecast
from sim.report.origins import origin_rows, origin_sentences
from sim.scenario import ScenarioError
from tests.experiments.calibration.calibration_files import FRICTION, calibration_file
from tests.experiments.hindcast.toy_history import ROWS, ToyHistory, draws_file, scored
from tests.experiments.observations.toy_observables import REGISTRY, written

MONTHS = "2023-04,2023-03"


def asked(folder, months=MONTHS, rows=ROWS, **how):
    seen = written(folder, *rows)
    return ask(months, scenario="exclusive", observations=seen, seeds=(1, 2), registry=REGISTRY, **how)


def drawn(folder):
    for month in ("2023-03", "2023-04"):
        (folder / month).mkdir()
        draws_file(folder / month)
    return f"{folder}/{{origin}}/posterior.parquet"


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("origins")
    return forecast(asked(folder, draws=drawn(folder)), folder / "results", simulate=ToyHistory(), jobs=1)


def test_each_origin_scores_what_came_later_as_if_it_were_alone(result, tmp_path):
    assert [one.origin for one in result.forecasts] == ["2023-03", "2023-04"]
    alone = scored(tmp_path, draws=draws_file(tmp_path), since="2023-04")
    assert result.forecasts[1].table.equals(alone.table)


def test_all_are_in_one_table_and_on_one_page(result):
    assert result.table["origin"].unique().tolist() == ["2023-03", "2023-04"]
    assert set(result.table["rival"]) == {"persistence", "trend", "base"}
    assert (result.folder / "skill.csv").read_text().startswith("origin,group,rival,skill,low,high,count")
    page = result.report().read_text()
    for row in origin_rows(result.forecasts):
        assert all(cell in page for cell in row)
    assert page.count("<img") == 2
    assert origin_sentences(result.forecasts)[1].startswith("Made in 2023-04: ")


def test_json_has_every_origin(result):
    content = json.loads(json.dumps(finite(result.content()), default=str))
    assert [one["origin"] for one in content["origins"]] == ["2023-03", "2023-04"]
    assert content["origins"][0]["skill_intervals"]


def test_what_is_stored_is_not_run_again(result):
    def not_again(scenario, seed):
        raise AssertionError("this is stored")

    folder = result.folder.parents[1]
    draws = f"{folder}/{{origin}}/posterior.parquet"
    again = forecast(asked(folder, draws=draws), folder / "results", simulate=not_again, jobs=1)
    assert again.folder == result.folder
    assert again.table.equals(result.table)


def test_without_draws_what_was_observed_before_is_fitted(tmp_path):
    fit = calibration_file(tmp_path, *ROWS[:5], budget="{starts: 4, searches: 1, steps: 1, waves: 0, draws: 8}")
    plan = asked(tmp_path, "2023-04", ROWS[:5], fit=fit)
    assert plan.fits[0].observations.ids == ("O1",)
    found = forecast(plan, tmp_path / "results", simulate=ToyHistory(), jobs=1)
    assert found.forecasts[0].draws == 8
    assert FRICTION in pd.read_parquet(found.forecasts[0].folder / "draws.parquet")


@pytest.mark.parametrize(
    ("months", "draws", "told"),
    [
        ("2023-04,June", None, '--origins: expected a month such as 2024-06,2024-12, found "June"'),
        (MONTHS, "one.parquet", "the same draws before every origin would know what came later"),
    ],
)
def test_wrong_input_is_told_before_anything_is_fitted(tmp_path, months, draws, told):
    with pytest.raises(ScenarioError, match=told):
        asked(tmp_path, months, draws=draws)
