"""Commands on stored results, as a person types them."""

import json

import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.cli.stored import export
from sim.experiments.ensemble import run
from tests.experiments.toy_market import ToyMarket, exclusive


def called(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return run(exclusive(), out=tmp_path_factory.mktemp("results"), jobs=1, simulate=ToyMarket()).folder


def test_export_writes_into_the_folder_of_the_results_and_says_what(folder):
    result = called("export", folder, "--csv", "--xlsx")
    assert result.exit_code == 0
    assert str(folder / "export" / "monthly.csv") in result.output.replace("\n", "")
    assert (folder / "export" / "results.xlsx").is_file()


def test_a_workbook_without_its_library_says_what_to_install(folder, monkeypatch, capsys):
    monkeypatch.setattr("sim.cli.stored.find_spec", lambda _: None)
    assert export(folder, xlsx=True) == 2
    assert 'pip install "alliance-market[excel]"' in capsys.readouterr().err


def test_cite_prints_text_bibtex_or_json(folder):
    text = called("cite", folder).stdout
    assert exclusive().digest() in text
    assert called("cite", folder, "--bibtex").stdout.startswith("@software{alliance,")
    assert json.loads(called("cite", folder, "--json").stdout)["text"] == text.strip()
    assert called("cite", folder, "--json", "--bibtex").exit_code == 2


def test_a_figure_for_print_is_drawn_in_the_formats_asked_for_and_the_report_is_left_alone(folder):
    arguments = ("report", folder, "--figure", "outcomes", "--format", "pdf", "--width", "16cm", "--no-title")
    assert called(*arguments).exit_code == 0
    assert {file.name for file in (folder / "figures").iterdir()} == {"outcomes.pdf"}
    assert not (folder / "report.html").exists()


@pytest.mark.parametrize("width", ["2in", "6", "wide", "100in"])
def test_a_width_that_cannot_be_is_refused_with_what_is_expected(folder, width):
    result = called("report", folder, "--width", width)
    assert result.exit_code == 2
    assert "such as 6.3in or 16cm" in " ".join(result.output.split())


def test_bundle_and_reproduce_say_where_and_whether(folder, tmp_path):
    archive = tmp_path / "run.zip"
    assert called("bundle", folder, "--out", archive).stdout.strip() == str(archive)
    assert called("reproduce", tmp_path / "nothing.zip").exit_code != 0
