"""Whatever stands in a text of a scenario is shown as words: on the terminal, on the page, in figures, in tables."""

import csv

import pytest
import yaml

from sim.experiments.ensemble import run
from sim.experiments.stored import open_folder
from sim.figures import draw, names_for
from sim.scenario import load
from sim.scenario.places import EVENT, FILE, PARAMETERS, Place
from sim.scenario.tree import flat
from sim.scenario.wording import pattern_of
from tests.market.small_economies import FILE as ECONOMY
from tests.market.unappraised import unappraised
from tests.report.test_page import read

HOSTILE = (
    '=1+1 {} [on Azure] only [/all three] $x_{{1}} {{y$ \\frac <script>alert(1)</script> "a" onfocus="b" {{z}} &lt;'
)
CONTROLS = "\x1b[31m\x07\u202e"


def hostile(path: str) -> str:
    return f"{HOSTILE.format(path)}{CONTROLS}"


def takes_any_text(place: Place | None) -> bool:
    return place is not None and place.kind is str and not (place.names or place.options or pattern_of(place))


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A scenario in which every text that may be any is hostile."""
    scenario = load(ECONOMY, ["horizon.months=2", "rules.bargaining=fixed"])
    paths = [path for path in flat(scenario.parameters.model_dump()) if takes_any_text(PARAMETERS.at(path))]
    assert {path[0] for path in paths} == {"owners", "clouds", "models", "apps", "tasks", "enterprises"}
    assert takes_any_text(FILE.at(("title",)))
    assert takes_any_text(EVENT.at(("note",)))
    raised = {"when": "2023-02", "set": {"deals.premium": 0.2}, "note": hostile("note")}
    texts = {"name": "hostile", "title": hostile("title"), "seeds": "1..1", "events": [raised]}
    changes = {".".join(path): hostile(".".join(path)) for path in paths}
    short = {"horizon.months": 2, "rules.bargaining": "fixed"}
    written = tmp_path_factory.mktemp("hostile") / "hostile.yaml"
    head = {"schema": 1, "extends": str(ECONOMY), "set": changes | short}
    written.write_text("# A <question> with [/1] $x$?\n" + yaml.safe_dump(head | texts))
    return written


@pytest.fixture(scope="module")
def folder(file):
    with unappraised():
        return run(load(file), jobs=1, out=file.parent).folder


def test_the_terminal_shows_words(folder, file, alliance):
    again = ("run", file, "--jobs", "1", "--no-figures", "--out", folder.parent)
    for command in (again, ("why", folder), ("show", file), ("validate", file), ("cite", folder, "--bibtex")):
        said = alliance(*command)
        assert said.code == 0, (command, said.err)
        assert not set(said.out + said.err) & {"\x1b", "\x07", "\u202e"}, command


def test_no_table_holds_a_formula(folder, alliance):
    assert alliance("export", folder).code == 0
    cells = 0
    for table in (folder / "export").glob("*.csv"):
        with table.open(newline="") as rows:
            for row in csv.reader(rows):
                cells += sum("[on Azure]" in cell for cell in row)
                assert not [cell for cell in row if cell.startswith(("=", "@"))], table.name
    assert cells


def test_the_page_has_no_element_and_no_attribute_of_theirs(folder, alliance, monkeypatch):
    monkeypatch.setattr("sim.report.page.draw", lambda name, result: None)
    monkeypatch.setattr("sim.report.page.picture", lambda figure, file_format: b"<svg/>")
    assert alliance("report", folder).code == 0
    page = read((folder / "report.html").read_text(encoding="utf-8"))
    assert "script" not in page.tags
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert "[on Azure] only [/all three] $x_{1} {y$" in " ".join(page.text)
    assert not set("".join(page.text)) & set("\x1b\x07")


@pytest.mark.study
def test_every_figure_is_drawn(folder):
    result = open_folder(folder)
    for name in names_for(result):
        draw(name, result).draw_without_rendering()
