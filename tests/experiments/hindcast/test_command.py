"""The command `alliance hindcast`."""

import json
from operator import attrgetter

import pytest

import sim.experiments.hindcast.origins
from tests.experiments.claims.test_command import typed
from tests.experiments.hindcast.toy_history import ROWS, ToyHistory, draws_file
from tests.experiments.observations.toy_observables import REGISTRY, written


@pytest.fixture
def on_formulas(monkeypatch):
    """Commands on the market of formulas."""
    monkeypatch.setattr("tests.experiments.claims.test_command.ToyMarket", ToyHistory)
    for reader in ("plan.load_hindcast", "origins.ask"):
        monkeypatch.setitem(attrgetter(f"{reader}.__kwdefaults__")(sim.experiments.hindcast), "registry", REGISTRY)
    return lambda *arguments: typed("hindcast", *arguments, "--jobs", 1)


@pytest.mark.study
def test_a_file_of_a_stranger_is_scored_with_one_command(on_formulas, tmp_path):
    seen = written(tmp_path, *ROWS)
    command = on_formulas("exclusive", "--observations", seen, "--seeds", "1..2", "--out", tmp_path / "results")
    assert command.returncode == 0, command.stderr
    assert "of 5 observations lie within their tolerance. 2 more were refused." in command.stdout
    assert "refused: O7: counted in % of builders" in command.stdout
    [folder] = (tmp_path / "results").iterdir()
    names = {path.name for path in folder.iterdir()}
    assert names >= {"scores.csv", "numbers.parquet", "scenario.yaml", "observations.csv", "report.html"}
    figures = {path.stem for path in (folder / "figures").glob("*.png")}
    assert figures == {"misses", "skill", "series-clouds", "series-money", "dated"}


def test_json_is_all_that_is_printed(on_formulas, tmp_path):
    seen = written(tmp_path, *ROWS)
    command = on_formulas(
        "exclusive", "--observations", seen, "--seeds", "1", "--out", tmp_path / "results", "--no-figures", "--json"
    )
    assert command.returncode == 0, command.stderr
    content = json.loads(command.stdout)
    assert content["count"] == 5
    assert content["coverage"] is None
    assert content["observations"][0]["low"] is None


def test_wrong_input_is_told_with_file_and_line_and_is_the_users_to_mend(on_formulas, tmp_path):
    seen = written(tmp_path, ROWS[0].replace("azure", "azur"), ROWS[3].replace("5.4", "much"))
    command = on_formulas("exclusive", "--observations", seen, "--until", "June", "--out", tmp_path / "results")
    assert command.returncode == 2
    assert "seen.csv:2: entity" in command.stderr
    assert "seen.csv:3: value" in command.stderr
    assert "--until: expected a month" in command.stderr
    assert "Traceback" not in command.stderr


def test_forecasts_from_several_months_are_one_command(on_formulas, tmp_path):
    seen = written(tmp_path, *ROWS)
    for month in ("2023-03", "2023-04"):
        draws_file(tmp_path).rename(tmp_path / f"{month}.parquet")
    arguments = ("--observations", seen, "--draws", tmp_path / "{origin}.parquet", "--out", tmp_path / "results")
    command = on_formulas("exclusive", "--origins", "2023-03,2023-04", *arguments, "--no-figures")
    assert command.returncode == 0, command.stderr
    assert "Made in 2023-03: " in command.stdout
    assert "- Made in 2023-04: " in command.stdout
    refused = on_formulas("exclusive", "--origins", "2023-03", "--since", "2023-03", *arguments)
    assert refused.returncode == 2
    assert "give one of --origins, --since, --free" in refused.stderr
