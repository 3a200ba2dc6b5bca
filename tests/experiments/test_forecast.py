"""Forecasts of a market of formulas: quarters, points over draws, a hash, a page."""

import json

import numpy as np
import pytest

from sim.cli.console import finite
from sim.experiments.forecast import QUARTERS, forecast, questions_of, shipped_questions
from sim.experiments.observables import OBSERVABLES
from sim.report.forecast import forecast_page
from sim.scenario import load
from tests.experiments.calibration.calibration_files import FRICTION
from tests.experiments.hindcast.toy_history import ToyHistory, draws_file
from tests.experiments.observations.toy_observables import REGISTRY

QUESTIONS = [("cloud_share", "azure"), ("spend", ""), ("cloud_share", "nobody")]
TOY = load("exclusive", ["horizon.months=24"])


def made(folder, out=None, simulate=None):
    how = {"registry": REGISTRY, "questions": QUESTIONS, "simulate": simulate or ToyHistory(), "jobs": 1}
    return forecast(TOY, draws_file(folder), (1, 2), out=out, **how)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forecast")
    return made(folder, folder / "results")


def test_each_quarter_of_the_last_year_has_its_points_over_the_draws(result):
    table = result.table
    assert table["from"].unique().tolist() == ["2024-01", "2024-04", "2024-07", "2024-10"]
    assert (table["draws"] == 6).all()
    assert (table["low"] < table["median"]).all()
    frictions = np.array([values[FRICTION] for values in result.draws.values])
    share = table[table["observable"] == "cloud_share"].iloc[0]
    assert share["median"] == pytest.approx(100 * np.median(1 / (1 + np.exp(1.5 * (frictions - 1) + 1))), rel=0.02)


def test_money_is_per_year_and_shares_are_per_cent(result):
    units = result.table.groupby("observable")["unit"].first()
    assert units.to_dict() == {"cloud_share": "%", "spend": "USD bn per year"}


def test_of_whom_the_market_knows_nothing_nothing_is_said(result):
    assert set(result.table["entity"]) == {"azure", ""}


def test_the_same_command_gives_the_same_numbers_and_hash(result):
    def not_again(scenario, seed):
        raise AssertionError("this is stored")

    again = made(result.folder.parents[1], result.folder.parent, not_again)
    assert again.hash == result.hash
    assert again.table.equals(result.table)


def test_the_page_says_when_and_with_what_it_was_made_and_how_to_score_it(result):
    page = forecast_page(result, ["appraisal.period=120"])
    assert page.startswith("# Forecast of 2024\n")
    assert f"Made on {result.date} with version `{result.made_by}`" in page
    assert f"hash of its numbers: `{result.hash}`" in page
    assert "`alliance forecast --set appraisal.period=120 --page docs/forecast.md`" in page
    assert page.count("\n| ") == 2 + 2
    assert "alliance hindcast forecast --observations" in page


def test_json_is_plain(result):
    content = json.loads(json.dumps(finite(result.content())))
    assert len(content["forecast"]) == 2 * QUARTERS
    assert content["hash"] == result.hash


def test_what_comes_with_the_package_asks_twenty_things_of_the_year_2027():
    scenario = load("forecast")
    asked = questions_of(scenario, OBSERVABLES, shipped_questions())
    assert len(asked) == 20 * QUARTERS
    assert {row.since[:4] for row in asked} == {"2027"}
    assert scenario.parameters.contracts["microsoft-openai"].access == "exclusive"
    assert [event.when for event in scenario.events] == [event.when for event in load("history").events]
