"""Files and commands on the pages of the documentation work as they stand there, on a smaller market."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from tests.documentation.guides import commands_of, write_files

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [
    page
    for page in sorted(DOCS.rglob("*.md"))
    if "made" not in page.parts and commands_of(page) and page.name not in ("index.md", "rule.md")  # has its own test
]
SMALL = ("--set", "enterprises.count=60", "--set", "enterprises.panel=30", "--set", "horizon.months=3")
SIMULATE = {
    "run": (*SMALL, "--seeds", "1..2", "--jobs", "1", "--no-figures"),
    "compare": (*SMALL, "--seeds", "1..2", "--jobs", "1", "--no-figures"),
    "competition": (*SMALL, "--month", "2023-03"),
    "ask": (*SMALL, "--seeds", "1..2", "--jobs", "1", "--no-figures"),
    "hindcast": (*SMALL[:4], "--seeds", "1", "--jobs", "1", "--no-figures"),
    "explain": (*SMALL, "--seeds", "1", "--jobs", "1", "--no-figures"),
    "claims": ("--jobs", "1", "--no-figures"),
}


def test_there_are_pages_to_try():
    assert {"cloud.md", "model.md", "claim.md", "results.md", "files.md"} <= {page.name for page in PAGES}


@pytest.mark.study
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_tells_to_type_works(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_files(page, tmp_path)
    folder = ""
    for command in commands_of(page):
        arguments = [argument.replace("DIR", folder) for argument in command]
        result = CliRunner().invoke(app, [*arguments, *SIMULATE.get(command[0], ())])
        assert result.exit_code == 0, f"{' '.join(command)}\n{result.output}\n{result.exception!r}"
        told = [line.split()[-1] for line in result.output.splitlines() if line.startswith("tables:")]
        folder = told[0] if told else folder
