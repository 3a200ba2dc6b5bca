"""The commands ``describe``, ``list`` and ``new``, as a person types them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.documents.model_page import model_page
from sim.documents.readers import parameter_paths
from sim.scenario import load, shipped_experiments, shipped_folder, shipped_scenarios
from sim.scenario.facts import facts
from sim.scenario.problems import dotted
from sim.scenario.texts.describe import json_schema

ROOT = Path(__file__).parents[2]


def called(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_params_is_a_table_with_every_name_in_one_piece():
    output = called("describe", "params").output
    assert all(dotted(path) in output for path in parameter_paths())


def test_params_as_json_has_the_values_of_the_scenario_asked_for():
    notes = json.loads(called("describe", "params", "--json", "--scenario", shipped_folder() / "null.yaml").stdout)
    friction = next(note for note in notes if note["name"] == "enterprises.portability_friction")
    assert friction["values"] == {"": 0.0}
    assert friction["bounds"] == {"ge": 0.0, "le": 20.0}


@pytest.mark.study
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


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("D019", "Synergy Research Group"),
        ("enterprises.portability_friction", "utils"),
        ("contracts.<name>.access", "microsoft-openai"),
        ("profit.openai", "profit.<owner>"),
        ("forest", "alliance report DIR --figure forest"),
        ("waterfall", "alliance report DIR --figure waterfall"),
        ("misses", "alliance report DIR --figure misses"),
        ("C14", "home clouds"),
        ("E24", "next capability = capability"),
    ],
)
def test_describe_tells_what_is_known_about_a_name(name, said):
    result = called("describe", name)
    assert result.exit_code == 0
    assert said in result.output


def test_describe_says_where_the_value_of_a_path_was_written():
    output = called("describe", "contracts.microsoft-openai.access", "--scenario", "open").output
    assert "open.yaml:" in output
    assert " open " in output


def test_describe_of_a_fact_as_json_has_its_address():
    told = {one["what"]: one["text"] for one in json.loads(called("describe", "D019", "--json").stdout)}
    assert told["read at"] == facts()["D019"].url


def test_describe_of_an_unknown_name_offers_the_nearest():
    result = called("describe", "enterprises.portability_fricton")
    assert result.exit_code == 2
    assert "did you mean enterprises.portability_friction?" in result.output


@pytest.mark.parametrize("subject", ["outcomes", "figures", "facts"])
def test_describe_lists_everything_of_a_kind(subject):
    listed = json.loads(called("describe", subject, "--json").stdout)
    names = [next(iter(one.values())) for one in listed]
    assert len(set(names)) == len(names) > 10
    output = called("describe", subject).output
    assert all(name in output for name in names)


@pytest.mark.study
def test_list_names_every_shipped_scenario_and_experiment_with_its_question():
    listed = json.loads(called("list", "--json").stdout)
    assert [one["name"] for one in listed] == [path.stem for path in (*shipped_scenarios(), *shipped_experiments())]
    assert all(one["question"] for one in listed)


def test_new_writes_a_scenario_that_says_what_to_do_next(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = called("new", "mine", "--from", "exclusive.yaml")
    assert result.exit_code == 0
    assert "alliance run mine.yaml" in result.output
    assert load("mine.yaml") == load(shipped_folder() / "exclusive.yaml")
    assert (tmp_path / "alliance.schema.json").read_bytes() == (shipped_folder() / "schema.json").read_bytes()
    again = called("new", "mine")
    assert again.exit_code == 2
    assert "mine.yaml is there already" in again.output
