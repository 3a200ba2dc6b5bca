"""The command `alliance calibrate`, and the calibration that comes with the package."""

import json

import pytest

from sim.experiments.calibration.reading import load_calibration
from sim.experiments.draws import load_draws
from sim.experiments.observables import OBSERVABLES
from sim.scenario import load
from tests.experiments.calibration.calibration_files import FRICTION, ROWS, SWITCHING, calibration_file
from tests.experiments.calibration.toy_market import TwoParameters
from tests.experiments.claims.test_command import typed
from tests.experiments.observations.toy_observables import REGISTRY

pytestmark = pytest.mark.study

FEW = "{starts: 4, searches: 1, steps: 1, waves: 0, proposals: 64, draws: 8}"


@pytest.fixture
def on_formulas(monkeypatch):
    monkeypatch.setattr("tests.experiments.claims.test_command.ToyMarket", TwoParameters)
    monkeypatch.setattr("sim.experiments.observables.OBSERVABLES", REGISTRY)
    return lambda *arguments: typed("calibrate", *arguments, "--jobs", 1)


def test_it_prints_what_the_data_say_and_where_draws_and_the_fitted_scenario_lie(on_formulas, tmp_path):
    file = calibration_file(tmp_path, budget=FEW)
    command = on_formulas(file, "--out", tmp_path / "results")
    assert command.returncode == 0, command.stderr
    assert "What the data say about each parameter" in command.stdout
    assert FRICTION in command.stdout
    assert "of 3 observations lie within their tolerance at the best point" in command.stdout
    places = dict(line.split(":", 1) for line in command.stdout.splitlines() if line.startswith(("draws:", "fitted:")))
    fitted = load(places["fitted"].strip())
    assert load_draws(places["draws"].strip(), [fitted]).paths == (FRICTION, SWITCHING)


def test_json_holds_the_tables(on_formulas, tmp_path):
    command = on_formulas(calibration_file(tmp_path, budget=FEW), "--out", tmp_path / "results", "--json")
    content = json.loads(command.stdout)
    assert content["observations"][0]["id"] == "O1"
    assert [row["parameter"] for row in content["parameters"]] == [FRICTION, SWITCHING]
    assert content["conflicts"] == []


def test_a_wrong_file_is_the_users_to_mend(on_formulas, tmp_path):
    command = on_formulas(calibration_file(tmp_path, budget="{starts: 5}"), "--out", tmp_path / "results")
    assert command.returncode == 2
    assert "tried.yaml:" in command.stderr
    assert "Traceback" not in command.stderr


def test_a_calibration_file_is_validated_like_others(on_formulas, tmp_path):
    assert typed("validate", calibration_file(tmp_path)).stdout.endswith("tried.yaml: ok\n")
    wrong = typed("validate", calibration_file(tmp_path, *ROWS, budget="{starts: 5}"))
    assert wrong.returncode == 2


def test_the_one_that_comes_with_the_package_fits_no_contract_and_runs_wherever_draws_are_used():
    plan = load_calibration("calibration", OBSERVABLES)
    assert plan.base.name == "history"
    assert len(plan.parameters) == 13
    values = {one.path: one.axis.value(0.5) for one in plan.parameters}
    for name in ("exclusive", "open"):
        load(name).with_(**values)
