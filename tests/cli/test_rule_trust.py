"""A scenario file that brings code: which commands run it, and what they say."""

import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.scenario import ScenarioError, load
from sim.scenario.texts.describe import resolved_text

pytestmark = pytest.mark.study

SMALL = "enterprises.count: 40, enterprises.panel: 20, horizon.months: 2"
HEAD = "schema: 1\ntitle: Rules of others\nextends: exclusive.yaml\nseeds: 1..1\n"


@pytest.fixture
def brought(tmp_path, monkeypatch):
    """Yield a working folder with brought.yaml, which holds code that leaves a mark."""
    monkeypatch.chdir(tmp_path)
    code = f"from pathlib import Path\nPath({str(tmp_path / 'mark')!r}).touch()\n"
    (tmp_path / "own.py").write_text(code + "def wholesale_price(negotiation):\n    return 3.0\n")
    (tmp_path / "named.yaml").write_text(f"{HEAD}name: named\nset: {{rules.wholesale: own.py, {SMALL}}}\n")
    (tmp_path / "brought.yaml").write_text(resolved_text(load("named.yaml")))
    return tmp_path


def called(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "brought.yaml"),
        ("compare", "plain.yaml", "brought.yaml"),
        ("sweep", "moved.yaml"),
        ("sensitivity", "moved.yaml"),
        ("app", "brought.yaml", "--no-browser"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_commands_that_run_refuse_code_that_came_with_the_file(brought, arguments):
    (brought / "plain.yaml").write_text(HEAD + "name: plain\n")
    (brought / "moved.yaml").write_text(
        "schema: 1\nname: moved\ntitle: Moved\nscenario: brought.yaml\ndesign: grid\nmethod: morris\nsamples: 8\n"
        "parameters: {enterprises.portability_friction: {low: 0, high: 1, levels: 2}}\noutcomes: [volume]\n"
    )
    result = called(*arguments)
    assert isinstance(result.exception, ScenarioError)
    (problem,) = result.exception.problems
    assert (problem.file, problem.key) == ("brought.yaml", "rules.code.own.py")
    assert "the code of rules.wholesale stands here" in problem.message
    assert not (brought / "mark").exists()
    assert not (brought / "results").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "brought.yaml"),
        ("show", "brought.yaml"),
        ("show", "brought.yaml", "--diff", "named.yaml"),
        ("describe", "params", "--scenario", "brought.yaml"),
        ("new", "started", "--from", "brought.yaml"),
    ],
    ids=" ".join,
)
def test_commands_that_read_run_no_code(brought, arguments):
    assert called(*arguments).exit_code == 0
    assert not (brought / "mark").exists()


def test_code_runs_from_a_named_file_or_with_trust_and_results_can_be_reported_and_continued(brought, monkeypatch):
    monkeypatch.setattr("sim.report.page.names_for", lambda result: ())  # figures are slow to draw, and run no rule
    said = called("run", "named.yaml")
    assert said.exit_code == 0
    assert "runs code of rules from own.py" in said.stderr
    assert (brought / "mark").exists()
    (folder,) = (brought / "results").iterdir()
    for file in ("own.py", "mark", "results/" + folder.name + "/report.html"):
        (brought / file).unlink()
    assert called("report", folder).exit_code == 0
    assert not (brought / "mark").exists()
    assert isinstance(called("run", folder / "scenario.yaml").exception, ScenarioError)
    again = called("run", folder / "scenario.yaml", "--trust-rules")
    assert again.exit_code == 0
    assert list((brought / "results").iterdir()) == [folder]
