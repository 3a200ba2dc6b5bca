"""Hindcasts of a market of formulas: what is scored, kept and refused."""

import json

import numpy as np
import pytest

import sim
from sim.cli.console import finite
from sim.experiments.bundle import bundle, reproduce, unpack
from sim.experiments.hindcast import hindcast
from sim.experiments.hindcast.stored import open_hindcast
from sim.experiments.tidy import tidy
from sim.results.stored import Stored
from tests.experiments.hindcast.toy_history import FRICTION, ROWS, ToyHistory, draws_file, scored
from tests.experiments.observations.toy_observables import REGISTRY


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stored")
    return scored(folder, out=folder / "results")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawn")
    return scored(folder, draws=draws_file(folder), out=folder / "results")


def files(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix in (".parquet", ".csv", ".yaml")}


def test_observations_without_an_answer_are_refused_with_the_reason(stored):
    assert list(stored.table["id"]) == ["O1", "O2", "O3", "O4", "O5"]
    assert list(stored.refused) == ["O7", "O6"]
    assert "counted in % of builders" in stored.refused["O7"]
    assert "no such number in any run" in stored.refused["O6"]


def test_forecasts_made_in_one_month_are_scored_alike_when_the_folder_is_opened_again(tmp_path):
    result = scored(tmp_path, since="2023-04", out=tmp_path / "results")
    assert list(result.table["id"]) == ["O2", "O3", "O4", "O5"]
    opened = open_hindcast(Stored(result.folder), REGISTRY)
    assert opened.table.equals(result.table)
    assert opened.plan.known_before.tolist() == result.plan.known_before.tolist()


def test_the_run_is_as_long_as_the_observations_need(stored):
    assert stored.scenario.parameters.horizon.months == 6
    assert stored.series["month"].max() == 5


def test_json_has_the_keys_that_are_promised(stored):
    content = json.loads(json.dumps(finite(stored.content())))
    assert set(content) >= {"observations", "skill", "coverage", "crps", "inside", "count", "refused"}
    assert list(content["observations"][0]) == ["id", "observed", "model", "low", "high", "miss", "inside"]
    assert list(content["skill"]) == ["money", "clouds"]
    assert set(content["skill"]["clouds"]) == {"persistence", "trend", "base"}
    assert content["count"] == 5
    assert content["inside"] == sum(row["inside"] for row in content["observations"])
    assert [one["id"] for one in content["refused"]] == ["O7", "O6"]


def test_without_changes_or_draws_there_is_no_rival_with_base_values(stored):
    assert stored.content()["skill"]["clouds"]["base"] is None or np.isnan(stored.content()["skill"]["clouds"]["base"])


def test_scores_are_written_as_a_table(stored):
    lines = (stored.folder / "scores.csv").read_text().splitlines()
    assert lines[0].startswith("id,name,")
    assert len(lines) == 1 + stored.count


@pytest.mark.study
def test_a_folder_that_is_opened_again_says_the_same(stored, drawn):
    for one in (stored, drawn):
        again = open_hindcast(Stored(one.folder), REGISTRY)
        assert finite(again.content()) == finite(one.content())
        assert again.events.equals(one.events)
        assert again.series.equals(one.series)


def test_what_is_stored_is_not_run_again(stored):
    def not_again(scenario, seed):
        raise AssertionError("this is stored")

    again = hindcast(stored.plan, out=stored.folder.parent, simulate=not_again, jobs=1)
    assert again.table.equals(stored.table)


def test_the_same_bytes_come_out_after_an_interruption(tmp_path, stored):
    left = 1

    def interrupted(scenario, seed):
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt
        return ToyHistory()(scenario, seed)

    with pytest.raises(KeyboardInterrupt):
        hindcast(stored.plan, out=tmp_path, simulate=interrupted, jobs=1)
    assert files(hindcast(stored.plan, out=tmp_path, simulate=ToyHistory(), jobs=1).folder) == files(stored.folder)


@pytest.mark.study
def test_the_same_bytes_come_out_with_several_workers(tmp_path, drawn):
    assert files(hindcast(drawn.plan, out=tmp_path, simulate=ToyHistory(), jobs=2).folder) == files(drawn.folder)


def test_each_draw_runs_once_with_the_seeds_in_turn_and_base_values_are_a_rival(drawn):
    scored_keys = [(key.point, key.seed) for key in drawn.plan.keys if key.point]
    assert scored_keys == [(1, 1), (2, 2), (3, 1), (4, 2), (5, 1), (6, 2)]
    assert [key.seed for key in drawn.plan.keys if not key.point] == [1, 2]
    assert np.isfinite(drawn.skill["clouds"]["base"].skill)
    assert drawn.events["point"].nunique() == 6


def test_draws_give_intervals_and_a_single_run_none(drawn, tmp_path):
    assert np.isfinite(drawn.coverage)
    assert (drawn.table["low"] < drawn.table["high"]).all()
    one = scored(tmp_path, seeds=(1,))
    assert np.isnan(one.coverage)
    assert one.table["low"].isna().all()
    assert np.isfinite(one.table["model"]).all()


def test_changes_of_the_command_line_have_the_scenario_without_them_as_rival(tmp_path):
    changed = scored(tmp_path, changes=[f"{FRICTION}=2.5"])
    plain = scored(tmp_path)
    assert np.allclose(changed.scores.rivals["base"], plain.scores.distances)
    assert not np.allclose(changed.scores.distances, plain.scores.distances)


def test_a_replication_that_fails_is_told_and_the_others_count(tmp_path):
    found = scored(tmp_path, draws=draws_file(tmp_path), simulate=ToyHistory(failing=1.2))
    assert 0 < len(found.failures) < 6
    assert np.isfinite(found.table["model"]).all()


def test_all_replications_failing_leaves_it_empty(tmp_path):
    assert scored(tmp_path, simulate=ToyHistory(failing=-1.0)).is_empty


def test_another_file_of_observations_is_scored_as_it_is(tmp_path):
    assert scored(tmp_path, ROWS[3]).table["id"].tolist() == ["O4"]


def test_a_bundle_gives_the_same_bytes_again(drawn, tmp_path, monkeypatch):
    for place in ("sim.experiments.hindcast.stored.open_hindcast", "sim.experiments.stored.open_hindcast"):
        monkeypatch.setattr(f"{place}.__defaults__", (REGISTRY,))
    folder = unpack(bundle(drawn.folder, tmp_path / "one.zip"), tmp_path)
    same = reproduce(folder, tmp_path / "again", simulate=ToyHistory(), jobs=1)
    assert len(same) == 5
    assert all(same.values())


def test_its_tables_are_tidied(stored):
    tables = tidy(stored)
    assert list(tables) == ["scores", "series", "events"]
    assert str(tables["events"]["date"].iloc[0]) == "2023-02-01 00:00:00"


def test_it_is_there_from_python():
    assert sim.hindcast is hindcast
