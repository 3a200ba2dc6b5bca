"""The commands ``describe`` and ``new``, as a person types them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.documents.model_page import model_page
from sim.documents.readers import parameter_paths
from sim.scenario import load, shipped_folder
from sim.scenario.describe import json_schema

ROOT = Path(__file__).parents[2]


def called(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_params_is_a_table_with_every_name_in_one_piece():
    output = called("describe", "params").output
    assert all(".".join(path) in output for path in parameter_paths())


def test_params_as_json_has_the_values_of_the_scenario_asked_for():
    notes = json.loads(called("describe", "params", "--json", "--scenario", shipped_folder() / "null.yaml").stdout)
    friction = next(note for note in notes if note["name"] == "enterprises.portability_friction")
    assert friction["values"] == {"": 0.0}
    assert friction["bounds"] == {"ge": 0.0, "le": 20.0}


def test_params_in_markdown_and_the_model_are_the_pages_of_the_tree():
    assert called("describe", "params", "--markdown").stdout == (ROOT / "docs" / "parameters.md").read_text()
    assert called("describe", "model").stdout == model_page()


def test_schema_is_the_json_schema():
    assert json.loads(called("describe", "schema").stdout) == json_schema()


@pytest.mark.parametrize(
    "arguments",
    [
        ("model", "--json"),
        ("model", "--markdown"),
        ("schema", "--scenario", "x.yaml"),
        ("params", "--json", "--markdown"),
    ],
)
def test_an_option_that_does_not_belong_is_refused(arguments):
    result = called("describe", *arguments)
    assert result.exit_code == 2
    assert "Invalid value for --" in result.output


def test_new_writes_a_scenario_that_says_what_to_do_next(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = called("new", "mine", "--from", "exclusive.yaml")
    assert result.exit_code == 0
    assert "alliance run mine.yaml" in result.output
    assert load("mine.yaml") == load(shipped_folder() / "exclusive.yaml")
    again = called("new", "mine")
    assert again.exit_code == 2
    assert "mine.yaml is there already" in again.output
