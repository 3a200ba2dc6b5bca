"""A starter scenario of one's own."""

import re

import pytest

from sim.documents.starter import LEVERS, StarterError, starter_text, write_starter
from sim.scenario import ScenarioError, load, shipped_folder, shipped_scenarios
from sim.scenario.files import FOR_EDITORS


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def in_use(text):
    """The text with every line that waits in a comment taken into use."""
    return re.sub(r"^(\s*)#(?=\S)(.*)$", r"\1\2", text.replace("\n#  ", "\n  "), flags=re.MULTILINE)


@pytest.mark.parametrize("parent", shipped_scenarios(), ids=lambda path: path.stem)
def test_it_is_valid_and_changes_nothing_yet(parent):
    file = write_starter("mine", parent.name)
    scenario = load(file)
    assert (scenario.name, scenario.title) == ("mine", f"mine, a variant of {parent.stem}")
    assert scenario.question.startswith("What does mine change?")
    assert scenario == load(parent)


@pytest.mark.parametrize("parent", shipped_scenarios(), ids=lambda path: path.stem)
def test_it_is_valid_with_every_line_in_use(parent, folder):
    text = in_use(starter_text("all_of_it", parent.name, load(parent)))
    (folder / "all_of_it.yaml").write_text(text, encoding="utf-8")
    scenario = load("all_of_it.yaml")
    assert scenario.parameters == load(parent).parameters
    assert len(scenario.events) == 1
    assert scenario.events[0].when in text


def test_every_lever_is_shown_with_unit_bounds_and_source():
    text = starter_text("mine", "base.yaml", load(shipped_folder() / "base.yaml"))
    shown = text.split("set:\n")[1].split("\n\n")[: len(LEVERS)]
    for lever, block in zip(LEVERS, shown, strict=True):
        *comments, line = block.splitlines()
        pattern = re.escape(lever).replace("<name>", "[a-z0-9_-]+")
        assert re.fullmatch(rf"  #?{pattern}: .+", line), line
        assert all(comment.startswith("  # ") for comment in comments)
        assert "source: " in " ".join(comments)


@pytest.mark.parametrize("parent", ["exclusive", "exclusive.yaml", str(shipped_folder() / "exclusive.yaml")])
def test_a_parent_is_named_with_or_without_ending_or_by_its_path(parent):
    assert load(write_starter("mine", parent)) == load(shipped_folder() / "exclusive.yaml")


def test_a_parent_beside_it_comes_first(folder):
    own = "schema: 1\nname: exclusive\ntitle: Mine\nextends: base.yaml\nset: {enterprises.count: 7}\n"
    (folder / "exclusive.yaml").write_text(own)
    assert load(write_starter("mine.yaml", "exclusive")).parameters.enterprises.count == 7


def test_it_names_the_schema_for_editors():
    first = write_starter("mine", "base").read_text().splitlines()[0]
    assert first == f"{FOR_EDITORS} $schema=alliance.schema.json"


def test_a_file_that_is_there_stays_as_it_is(folder):
    (folder / "mine.yaml").write_text("precious")
    with pytest.raises(StarterError, match=r"mine\.yaml is there already"):
        write_starter("mine", "base")
    assert (folder / "mine.yaml").read_text() == "precious"


@pytest.mark.parametrize("name", ["Mine", "a b", "../mine", "", ".yaml", "-x"])
def test_a_name_that_cannot_be_used_is_refused(name, folder):
    with pytest.raises(StarterError, match="expected small letters"):
        write_starter(name, "base")
    assert list(folder.iterdir()) == []


def test_a_parent_that_is_missing_or_wrong_leaves_nothing_behind(folder):
    with pytest.raises(ScenarioError, match=r"did you mean .*exclusive\.yaml"):
        write_starter("mine", "exclusiv")
    (folder / "wrong.yaml").write_text("schema: 2\n")
    with pytest.raises(ScenarioError):
        write_starter("mine", "wrong")
    assert [path.name for path in folder.iterdir()] == ["wrong.yaml"]
