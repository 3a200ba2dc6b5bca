"""What is read before a hindcast, and what is said about mistakes."""

import pandas as pd
import pytest

from sim.experiments.calibration.reading import load_calibration
from sim.experiments.hindcast import load_hindcast
from sim.experiments.observables import OBSERVABLES
from sim.experiments.observations import shipped_observations
from sim.scenario import ScenarioError
from tests.experiments.hindcast.toy_history import FRICTION, ROWS, draws_file, plan_of
from tests.experiments.observations.toy_observables import HEADER


def test_by_default_history_is_scored_on_what_comes_with_the_package():
    plan = load_hindcast(seeds=[1])
    assert plan.scenario.name == "history"
    assert len(plan.observations) + len(plan.observations.refused) == 59
    assert plan.scenario.parameters.horizon.months == max(row.period.end for row in plan.observations)
    assert plan.scenario.parameters.appraisal.period == 0, "no observable asks for appraisals"
    assert plan.elsewhere == ()
    assert plan.base is None


def test_every_problem_of_all_files_is_told_at_once(tmp_path):
    bad = draws_file(tmp_path, pd.DataFrame({FRICTION: [0.5, -4.0], "enterprises.frict": [1.0, 2.0]}))
    wrong = (ROWS[0].replace("azure", "azur"), ROWS[1].replace(",26,", ",126,"))
    with pytest.raises(ScenarioError) as caught:
        plan_of(tmp_path, *wrong, draws=bad, until="2025-13")
    said = str(caught.value)
    assert '--until: expected a month such as 2025-06, found "2025-13"' in said
    assert "seen.csv:2" in said
    assert "seen.csv:3" in said
    assert "posterior.parquet:1: enterprises.frict" in said
    assert f"posterior.parquet:2: {FRICTION}" in said


def test_a_scenario_that_is_wrong_is_named(tmp_path):
    with pytest.raises(ScenarioError, match="no such"):
        load_hindcast(tmp_path / "none.yaml")


def test_a_file_whose_observations_are_all_refused_is_an_error(tmp_path):
    with pytest.raises(ScenarioError, match="an answer to none of the observations"):
        plan_of(tmp_path, ROWS[6])


def test_contracts_after_a_month_are_left_out_when_asked(tmp_path):
    plan = load_hindcast(until="2024-12", seeds=[1])
    assert "2025-01" not in [event.when for event in plan.scenario.events]
    assert "2024-03" in [event.when for event in plan.scenario.events]


class TestForecastsMadeInOneMonth:
    def test_are_of_what_was_not_over_then_and_rivals_know_the_rest(self, tmp_path):
        plan = plan_of(tmp_path, since="2023-04")
        assert plan.observations.ids == ("O2", "O3", "O4", "O5")
        assert plan.known_before.tolist() == [3.0] * 4
        assert plan_of(tmp_path).known_before.tolist() == [1.0, 3.0, 5.0, 5.0, 3.0, 1.0]

    @pytest.mark.study
    def test_begin_where_a_calibration_before_that_month_ends(self):
        fitted = load_calibration("calibration", OBSERVABLES, before="2024-06").observations.ids
        scored = load_hindcast(since="2024-06", seeds=[1]).observations.ids
        everything = load_hindcast(seeds=[1]).observations.ids
        assert sorted((*fitted, *scored)) == sorted(everything)
        assert len(fitted) > 10

    @pytest.mark.parametrize(("since", "told"), [("2024", "--since: expected a month"), ("2030-01", "end in 2030-01")])
    def test_with_a_wrong_month_are_refused(self, tmp_path, since, told):
        with pytest.raises(ScenarioError, match=told):
            plan_of(tmp_path, since=since)


def test_of_another_file_rivals_know_what_comes_with_the_package(tmp_path):
    later = "X1,cloud_share,aws,all,2026-01,2026-03,mean,logit,29,%,1.5,synergy,,"
    latest = "X2,cloud_share,aws,all,2026-04,2026-06,mean,logit,29,%,1.5,synergy,,"
    path = tmp_path / "later.csv"
    path.write_text(f"{HEADER}\n{later}\n{latest}\n")
    plan = load_hindcast(observations=path, seeds=[1])
    assert len(plan.elsewhere) == 58
    assert plan.known_before.tolist() == [36, 36]


def test_a_part_of_the_file_that_comes_with_the_package_is_forecast_one_by_one(tmp_path):
    lines = shipped_observations().read_text().splitlines()
    path = tmp_path / "part.csv"
    path.write_text("\n".join([lines[0], *(line for line in lines if line.startswith("P3"))]) + "\n")
    plan = load_hindcast(observations=path, seeds=[1])
    assert plan.known_before.tolist() == [row.period.first for row in plan.observations]
