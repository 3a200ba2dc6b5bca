"""Free runs of a market of formulas: what is left out, kept, counted and set beside the record."""

import json

import numpy as np
import pytest

from sim.cli.console import finite
from sim.experiments.hindcast import load_hindcast
from sim.experiments.hindcast.free import load_milestones, milestones_text, shipped_milestones
from sim.experiments.hindcast.stored import open_hindcast
from sim.results.stored import Stored
from sim.scenario import ScenarioError
from tests.experiments.hindcast.toy_history import BARGAINED, draws_file, freely, plan_of, scored
from tests.experiments.observations.toy_observables import REGISTRY


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("free")
    return freely(folder, draws=draws_file(folder), out=folder / "results")


def test_nothing_of_the_alliances_is_given_by_events_and_the_run_keeps_its_length():
    plan = load_hindcast(free=True, seeds=[1])
    assert plan.scenario.name == "history_free"
    assert plan.scenario.parameters.horizon.months == 48
    assert not [path for event in plan.scenario.events for path in event.changes if "contracts" in path]
    dated = load_hindcast("history", changes=["rules.bargaining=nash_in_nash"], free=True, seeds=[1])
    paths = [path for event in dated.scenario.events for path in event.changes]
    assert paths == ["clouds.other_clouds.capacity"]


def test_what_is_not_bargained_cannot_run_freely():
    with pytest.raises(ScenarioError, match="contracts are never bargained"):
        load_hindcast("history", free=True, seeds=[1])
    with pytest.raises(ScenarioError, match="--until: with --free no event changes contracts"):
        load_hindcast(free=True, until="2025-01", seeds=[1])


def test_months_are_distributions_over_draws_beside_the_record(result):
    rows = result.free.table.set_index("id")
    assert rows["runs"].tolist() == [6] * 5
    sales = rows.loc["M3"]
    assert (sales["recorded"], sales["low"], sales["high"]) == ("2026-04", "2024-10", "2024-11")
    assert (sales["happened"], sales["before"], sales["on_record"]) == (1, 1, 1)


def test_not_by_the_end_and_never_given_are_counted(result):
    rows = result.free.table.set_index("id")
    assert rows.loc["M2", ["happened", "not_by_end", "never", "median"]].tolist() == [0, 1, 0, None]
    assert rows.loc["M5", ["happened", "not_by_end"]].tolist() == [0.5, 0.5]


def test_who_licenses_and_who_buys_is_told(result):
    assert result.free.licences[["partner", "lab", "ever", "first"]].to_numpy().tolist() == [
        ["microsoft", "anthropic", 1, "2023-02"]
    ]
    assert result.free.purchases.to_numpy().tolist() == [["xai", "cursor", 0.5, "2023-05"]]


def test_json_has_the_distributions_besides_the_scores(result):
    content = json.loads(json.dumps(finite(result.content())))
    assert list(content["free"]) == ["milestones", "licences", "purchases"]
    assert content["count"] == 5


def test_a_folder_that_is_opened_again_says_the_same(result):
    again = open_hindcast(Stored(result.folder), REGISTRY)
    assert again.free.content() == result.free.content()
    assert (result.folder / "loosening.csv").read_text().startswith("id,happening,subject,partner,recorded,runs")


def test_what_is_stored_is_not_run_again_and_a_dated_hindcast_has_no_milestones(result, tmp_path):
    from sim.experiments.hindcast import hindcast

    def not_again(scenario, seed):
        raise AssertionError("this is stored")

    again = hindcast(result.plan, out=result.folder.parent, simulate=not_again, jobs=1)
    assert again.free.table.equals(result.free.table)
    assert scored(tmp_path).free is None


def test_there_is_no_rival_with_base_values(result, tmp_path):
    assert plan_of(tmp_path, free=True, changes=BARGAINED).base is None
    assert np.isnan(result.skill["clouds"]["base"].skill)


def test_milestones_are_written_as_they_are_read(tmp_path):
    read = load_milestones(shipped_milestones())
    (tmp_path / "m.csv").write_text(milestones_text(read))
    assert load_milestones(tmp_path / "m.csv") == read
