"""Asking about competition from the command line."""

import json

import pytest
from typer.testing import CliRunner

from sim.cli import main
from sim.cli.main import app
from tests.market.small_runs import FEW

SMALL = [part for change in (*FEW, "horizon.months=3") for part in ("--set", change)]


def asked(*arguments):
    return CliRunner().invoke(app, ["competition", "exclusive", *arguments, *SMALL])


def test_everything_is_printed_as_tables():
    text = asked("--merge", "microsoft+cursor", "--tie", "microsoft-openai", "--matrices").output
    for title in ("Markets", "Products", "Merger: what it does", "Tie: what shutting rivals out does", "Pass-through"):
        assert title in text
    assert "github_copilot" in text


def test_json_holds_every_table():
    found = json.loads(asked("--merge", "microsoft+cursor", "--json").stdout)
    assert (found["month"], found["seed"]) == ("2023-03", 1)
    assert {"markets", "products", "pairs", "pass_through", "merger", "merger_products"} <= set(found)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--merge", "microsft+cursor"), "did you mean microsoft?"),
        (("--tie", "microsoft-opnai"), "did you mean microsoft-openai?"),
        (("--month", "2033-01"), "there is no month '2033-01'"),
    ],
)
def test_wrong_names_are_the_users_to_mend(arguments, message, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["alliance", "competition", "exclusive", *arguments, *SMALL])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.study
def test_the_report_of_a_run_has_a_section_on_competition(alliance, tmp_path, without_pictures):
    alliance("run", "exclusive", "--seeds", "1..2", "--out", tmp_path, small=True)
    (folder,) = tmp_path.glob("exclusive-*")
    said = alliance("report", folder)
    assert said.code == 0, said.err
    page = (folder / "report.html").read_text()
    assert "What a competition authority asks" in page
    assert 'alt="diversion: Who competes with whom' in page
    assert "competition/markets.csv" in (folder / "manifest.json").read_text()
