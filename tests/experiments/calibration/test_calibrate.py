"""Calibrations of a market of formulas: what is found, what is kept, and that it is found again."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.experiments.calibration.calibrate import calibrate
from sim.experiments.calibration.reading import load_calibration
from sim.experiments.calibration.texts import CALIBRATION_FILE, FITTED_FILE
from sim.results.files import digest_of
from sim.scenario import load, value_at
from tests.experiments.calibration.calibration_files import FRICTION, ROWS, SWITCHING, calibration_file
from tests.experiments.calibration.toy_market import TwoParameters
from tests.experiments.observations.toy_observables import REGISTRY

MARKET = TwoParameters()


def plan_of(folder, *rows, **changes):
    return load_calibration(calibration_file(folder, *rows, **changes), REGISTRY)


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stored")
    return calibrate(plan_of(folder), folder / "results", simulate=MARKET, jobs=1)


def digests(folder: Path) -> dict[str, str]:
    return {file.name: digest_of(file) for file in sorted(folder.glob("*")) if file.name != "manifest.json"}


@pytest.mark.study
def test_the_best_point_meets_the_observations_and_the_scenario_with_it_is_written(stored):
    assert stored.observations["inside"].all()
    fitted = load(stored.folder / FITTED_FILE)
    best = stored.parameters.set_index("parameter")["best"]
    assert value_at(fitted.parameters, FRICTION) == best[FRICTION]
    assert fitted.name == "tried_fitted"
    assert fitted.parameters.horizon.months == stored.plan.base.parameters.horizon.months


def test_draws_are_values_within_their_ranges_one_a_row(stored):
    draws = stored.posterior
    assert draws.columns.tolist() == ["draw", FRICTION, SWITCHING]
    assert draws["draw"].tolist() == list(range(32))
    assert draws[FRICTION].between(0, 3).all()
    assert draws[SWITCHING].between(0.5, 8).all()


def test_what_is_unmeasured_is_spread_over_its_range_apart_from_what_is_fitted(stored, tmp_path):
    plan = plan_of(tmp_path, unmeasured="{enterprises.concentration_cost: {low: 0.1, high: 1.5}}")
    draws = calibrate(plan, simulate=MARKET, jobs=1).posterior
    assert draws[[FRICTION, SWITCHING]].equals(stored.posterior[[FRICTION, SWITCHING]])
    places = np.sort((draws["enterprises.concentration_cost"] - 0.1) / 1.4)
    assert (np.floor(places * len(draws)) == np.arange(len(draws))).all()


def test_the_data_narrow_what_they_tell_of(stored):
    rows = stored.parameters.set_index("parameter")
    assert (rows["contraction"] > 0.3).all()
    assert ((rows["low"] < rows["median"]) & (rows["median"] < rows["high"])).all()


def test_every_point_that_was_run_is_told_with_its_misses(stored):
    trials = stored.table("trials")
    assert len(trials) == stored.about["points"]
    assert trials["stage"].iloc[0] == "start"
    assert trials.columns[-3:].tolist() == ["miss.O1", "miss.O2", "miss.O3"]
    first = trials.iloc[0]
    assert first[FRICTION] == pytest.approx(stored.plan.base.parameters.enterprises.portability_friction)


def test_the_same_again_runs_nothing_and_says_the_same(stored):
    def not_again(scenario, seed):
        raise AssertionError("this is stored")

    again = calibrate(stored.plan, stored.folder.parent, simulate=not_again, jobs=1)
    assert again.posterior.equals(stored.posterior)
    assert again.about == stored.about


@pytest.mark.study
def test_points_that_are_stored_are_not_run_again_when_the_calibration_was_interrupted(tmp_path):
    plan = plan_of(tmp_path, seeds="[1]")
    left = 14

    def interrupted(scenario, seed):
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt
        return MARKET(scenario, seed)

    with pytest.raises(KeyboardInterrupt):
        calibrate(plan, tmp_path / "results", simulate=interrupted, jobs=1)
    whole = calibrate(plan, tmp_path / "whole", simulate=MARKET, jobs=1)
    runs = 0

    def counted(scenario, seed):
        nonlocal runs
        runs += 1
        return MARKET(scenario, seed)

    again = calibrate(plan, tmp_path / "results", simulate=counted, jobs=1)
    assert runs == whole.about["points"] - 14
    assert digests(again.folder) == digests(whole.folder)


@pytest.mark.study
def test_files_have_the_same_bytes_with_several_workers(tmp_path):
    few = "{starts: 4, searches: 1, steps: 1, waves: 0, proposals: 64, draws: 8}"
    plan = plan_of(tmp_path, budget=few)
    alone, together = (calibrate(plan, tmp_path / str(jobs), simulate=MARKET, jobs=jobs) for jobs in (1, 2))
    assert digests(alone.folder) == digests(together.folder)


def test_the_folder_holds_an_equal_calibration(stored):
    read = load_calibration(stored.folder / CALIBRATION_FILE, REGISTRY)
    assert read.content() == stored.plan.content()


@pytest.mark.study
def test_without_a_folder_the_same_is_found(stored):
    assert calibrate(stored.plan, simulate=MARKET, jobs=1).posterior.equals(stored.posterior)


@pytest.mark.study
def test_points_at_which_replications_fail_are_left_out_and_counted(tmp_path):
    found = calibrate(plan_of(tmp_path), simulate=TwoParameters(failing=1.5), jobs=1)
    assert found.about["failed"] > 0
    assert found.parameters.set_index("parameter")["best"][FRICTION] <= 1.5
    assert found.table("trials")["miss.O1"].isna().any()


@pytest.mark.study
def test_two_observations_of_one_number_that_differ_contradict_each_other(tmp_path):
    other = ROWS[0].replace("O1", "O8").replace(",24,%,3,", ",60,%,3,")
    found = calibrate(plan_of(tmp_path, *ROWS, other, surveys=""), simulate=MARKET, jobs=1)
    conflicts = found.table("conflicts")
    assert [*map(tuple, conflicts[["first", "second"]].to_numpy())] == [("O1", "O8")]
    assert conflicts["why"].tolist() == ["no point meets both"]
    rows = found.observations.set_index("id")
    assert rows.loc["O1", "met_somewhere"]
    assert not (rows.loc["O1", "inside"] and rows.loc["O8", "inside"])


@pytest.mark.study
def test_a_part_that_was_published_as_larger_than_its_whole_is_named_whatever_the_points_meet(tmp_path):
    registry = REGISTRY | {"cloud_share": replace(REGISTRY["cloud_share"], within=lambda _: (("cloud_share", "aws"),))}
    part = ROWS[0].replace(",24,%,3,", ",70,%,30,").replace("2023-04,2023-06", "2023-02,2023-02")
    whole = ROWS[2].replace(",60,%,5,", ",60,%,30,")
    plan = load_calibration(calibration_file(tmp_path, part, whole, surveys="{synergy: 0.3}"), registry)
    conflicts = calibrate(plan, simulate=MARKET, jobs=1).table("conflicts")
    assert [*map(tuple, conflicts[["first", "second"]].to_numpy())] == [("O3", "O1")]
    assert conflicts["why"].tolist() == ["a part larger than its whole"]


@pytest.mark.study
def test_a_parameter_that_nothing_depends_on_is_a_flat_direction(tmp_path):
    plan = plan_of(tmp_path, ROWS[0])
    found = calibrate(plan, simulate=MARKET, jobs=1)
    flat = found.table("directions")
    assert flat.loc[flat["loading"].abs() > 0.9, "parameter"].tolist() == [SWITCHING]


@pytest.mark.study
def test_an_observation_that_no_run_answers_is_refused_with_the_reason(tmp_path):
    unsold = ROWS[0].replace("O1", "O9").replace("azure", "google_cloud")
    found = calibrate(plan_of(tmp_path, *ROWS, unsold), simulate=MARKET, jobs=1)
    row = found.observations.set_index("id").loc["O9"]
    assert row["refused"] == "the market has no such number in any run"
    assert np.isnan(row["miss"])
    assert not row["inside"]
