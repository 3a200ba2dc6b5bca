"""Competition kept beside the figures of stored results."""

import pandas as pd
import pytest

from sim.experiments.competition.kept import keep_competition
from sim.experiments.competition.situation import situation_at, through_time
from sim.experiments.competition.structure import tables_of
from sim.experiments.ensemble import run
from sim.results.competition_tables import competition_in
from tests.market.small_runs import small
from tests.market.unappraised import unappraised

SHORT = ("horizon.months=4", "appraisal.period=2")


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    with unappraised():
        result = run(small("exclusive", *SHORT), seeds=[2, 3], out=tmp_path_factory.mktemp("results"), jobs=1)
    told = []
    keep_competition(result, told.append)
    return result, told


def test_months_that_are_appraised_and_the_last_one_are_kept_of_the_first_seed(stored):
    result, told = stored
    tables = competition_in(result.folder)
    assert list(tables) == ["markets", "products", "pairs", "pass_through"]
    assert tables["markets"]["month"].unique().tolist() == ["2023-01", "2023-03", "2023-04"]
    assert told == []


def test_looking_on_the_way_changes_nothing_later(stored):
    result, _ = stored
    last = competition_in(result.folder)["products"].query("month == '2023-04'").drop(columns=["scenario", "month"])
    alone = tables_of(situation_at(result.scenario, None, 2))["products"]
    pd.testing.assert_frame_equal(last.reset_index(drop=True), alone, rtol=1e-12, check_dtype=False)


def test_the_months_are_those_of_the_run(stored):
    result, _ = stored
    prices = {}
    through_time(result.scenario, 2, lambda seen: prices.update({seen.when: seen.state.prices.copy()}))
    gpt = result.series("price", "gpt")[2]
    place = situation_at(result.scenario, None, 2).names.index("gpt")
    assert {when: one[place] for when, one in prices.items()} == pytest.approx(
        {when: gpt[f"{when}-01"] for when in ("2023-01", "2023-03", "2023-04")}
    )


def test_without_appraisals_only_the_last_month_is_looked_at():
    months = []
    through_time(small("exclusive", "horizon.months=2", "appraisal.period=0"), 1, lambda seen: months.append(seen.when))
    assert months == ["2023-02"]


def test_results_of_another_model_keep_what_they_have(stored, monkeypatch):
    result, _ = stored
    monkeypatch.setattr("sim.experiments.competition.kept.model_version", lambda: "another")
    told = []
    keep_competition(result, told.append)
    assert told == []
    assert competition_in(result.folder)
