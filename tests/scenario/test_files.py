import os
from pathlib import Path

import pytest

import sim
from sim.scenario import ScenarioError, load, shipped_folder, shipped_scenarios
from sim.scenario.files import MOST_BYTES
from tests.scenario.conftest import place_of
from tests.scenario.small_scenario import HEADER, SMALL


def test_shipped_scenarios_are_found_beside_the_package():
    assert shipped_folder() == Path(sim.__file__).parent.parent / "scenarios"
    assert "base" in {path.stem for path in shipped_scenarios()}


def test_shipped_scenarios_are_found_inside_an_installed_package(tmp_path, monkeypatch):
    package = tmp_path / "sim"
    (package / "shipped_scenarios").mkdir(parents=True)
    monkeypatch.setattr(sim, "__file__", str(package / "__init__.py"))
    assert shipped_folder() == package / "shipped_scenarios"


@pytest.mark.parametrize("path", shipped_scenarios(), ids=lambda path: path.stem)
def test_every_shipped_scenario_loads_and_says_what_it_asks(path):
    scenario = load(path)
    assert scenario.name == path.stem
    assert scenario.question
    assert scenario.seeds


def test_a_parent_is_found_beside_the_file(folder):
    assert folder.load().name == "child"


def test_a_parent_is_found_in_a_folder_relative_to_the_file(folder):
    (folder.path / "deep").mkdir()
    folder.write("deep/child.yaml", HEADER.replace("small.yaml", "../small.yaml"))
    scenario = load("deep/child.yaml")
    assert scenario.origins["horizon.months"].file == "small.yaml"


def test_a_parent_is_found_among_the_shipped_scenarios(folder):
    folder.write("mine.yaml", HEADER.replace("small.yaml", "base.yaml"))
    assert load("mine.yaml") == load(shipped_folder() / "base.yaml")


def test_a_file_beside_comes_before_a_shipped_one(folder):
    folder.write("base.yaml", SMALL)
    folder.write("mine.yaml", HEADER.replace("small.yaml", "base.yaml"))
    assert load("mine.yaml") == load("small.yaml")


def test_what_a_linked_file_names_is_found_beside_the_file_itself(folder):
    for place in ("real", "here"):
        (folder.path / place).mkdir()
    folder.write("real/base.yaml", HEADER.replace("small.yaml", "../small.yaml") + "horizon: {months: 7}\n")
    folder.write("here/base.yaml", HEADER.replace("small.yaml", "../small.yaml") + "horizon: {months: 9}\n")
    folder.write("real/prices.py", "def route(): ...\n")
    folder.write("real/child.yaml", HEADER.replace("small.yaml", "base.yaml") + "rules: {routing: prices.py}\n")
    (folder.path / "here" / "child.yaml").symlink_to("../real/child.yaml")
    assert load("real/child.yaml", ["rules.routing=single_source"]).parameters.horizon.months == 7
    assert load("here/child.yaml", ["rules.routing=single_source"]).parameters.horizon.months == 7
    assert folder.problems_of("here/child.yaml")[0].file == "real/prices.py"


def test_a_missing_parent_is_reported_where_it_is_named(folder):
    folder.write("child.yaml", HEADER.replace("small.yaml", "smal.yaml"))
    (problem,) = folder.problems_of("child.yaml")
    assert (place_of(problem), problem.key) == ("child.yaml:4:10", "extends")
    assert "there is no file smal.yaml" in problem.message
    assert problem.hint == "did you mean small.yaml?"


@pytest.mark.parametrize("value", ["3", "[small.yaml]", '""', "{a: 1}"])
def test_what_is_no_file_name_cannot_be_extended(folder, value):
    folder.write("child.yaml", HEADER.replace("small.yaml", value))
    problems = folder.problems_of("child.yaml")
    assert all((problem.key, problem.line) == ("extends", 4) for problem in problems)


def test_files_that_extend_each_other_show_the_circle(folder):
    for name, parent in (("one", "two"), ("two", "three"), ("three", "one")):
        folder.write(f"{name}.yaml", f"schema: 1\nname: {name}\ntitle: t\nextends: {parent}.yaml\n")
    (problem,) = folder.problems_of("one.yaml")
    assert place_of(problem) == "three.yaml:4:10"
    assert problem.message.endswith("in a circle: one.yaml -> two.yaml -> three.yaml -> one.yaml")


def test_a_file_that_extends_itself_is_refused(folder):
    folder.write("one.yaml", "schema: 1\nname: one\ntitle: t\nextends: ./one.yaml\n")
    (problem,) = folder.problems_of("one.yaml")
    assert problem.message.endswith("one.yaml -> one.yaml")


def test_an_error_in_a_parent_is_reported_there_together_with_those_of_the_child(folder):
    folder.write("small.yaml", SMALL.replace("{label: Rival}", "{label: [}"))
    problems = folder.problems("models:\n  alpha: {capability: 99}\n  gamma: null\nset: {rules.pricin: nash}\n")
    assert [place_of(problem) for problem in problems] == ["child.yaml:6:23", "child.yaml:8:7", "small.yaml:12:19"]


def test_a_wrong_value_in_a_parent_is_reported_there(folder):
    folder.write("small.yaml", SMALL.replace("months: 24", "months: 0"))
    problem = folder.problem()
    assert (place_of(problem), problem.key) == ("small.yaml:9:35", "horizon.months")


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (b"", "f.yaml:1:1", "the file is empty"),
        (b"# only a comment\n", "f.yaml:1:1", "the file is empty"),
        (b"null\n", "f.yaml:1:1", "the file is empty"),
        (b"- a\n- b\n", "f.yaml:1:1", "expected a map such as `schema: 1`, found a list"),
        (b"hello\n", "f.yaml:1:1", "found a single value"),
        (b"a: 1\nb: \xe9\n", "f.yaml:2:4", "not UTF-8 text: the byte 0xE9 stands here"),
        ("a: 1".encode("utf-16"), "f.yaml:1:1", "not UTF-8"),
        (b"a: \x00", "f.yaml:1:4", "U+0000 is not allowed"),
    ],
)
def test_a_file_that_is_no_scenario_is_one_clear_problem(folder, content, place, message):
    folder.write("f.yaml", content)
    (problem,) = folder.problems_of("f.yaml")
    assert place_of(problem) == place
    assert message in problem.message


@pytest.mark.parametrize(
    ("path", "message", "hint"),
    [
        ("smal.yaml", "there is no such file", "did you mean small.yaml?"),
        ("nowhere/x.yaml", "there is no such file", "`alliance list` names what comes with the package"),
        (".", "this is a folder, not a scenario file", "name a file in it"),
        ("a\0b.yaml", "cannot be read", ""),
        ("x" * 5000, "cannot be read", ""),
    ],
)
def test_a_path_that_cannot_be_read_is_one_clear_problem(folder, path, message, hint):
    (problem,) = folder.problems_of(path)
    assert message in problem.message
    assert problem.hint == hint


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("scenarios/experiments/what_matters.yaml", "this is an experiment, not a scenario"),
        ("seeds/claims.yaml", "this is a file of claims, not a scenario"),
    ],
)
def test_a_file_of_another_kind_is_one_clear_problem(file, message):
    with pytest.raises(ScenarioError) as caught:
        load(file)
    [problem] = caught.value.problems
    assert problem.message == message
    assert "takes it" in problem.hint


def test_a_byte_order_mark_does_not_matter(folder):
    folder.write("bom.yaml", b"\xef\xbb\xbf" + SMALL.encode())
    assert load("bom.yaml") == load("small.yaml")


def test_the_question_is_the_first_paragraph_of_the_opening_comment(folder):
    assert load("small.yaml").question == "What does a small market do? It has one closed model."
    assert folder.load().question == ""
    folder.write("late.yaml", "\n\n" + SMALL.replace("# It", "#It"))
    assert load("late.yaml").question == "What does a small market do? It has one closed model."
    folder.write("none.yaml", SMALL.split("\n", 4)[4] + "# What comes last?\n")
    assert load("none.yaml").question == ""


def test_files_outside_the_working_folder_are_shown_in_full(folder, monkeypatch):
    (folder.path / "elsewhere").mkdir()
    monkeypatch.chdir(folder.path / "elsewhere")
    assert load("../small.yaml").origins["horizon.months"].file == "../small.yaml"
    assert load(folder.path / "small.yaml").origins["horizon.months"].file == str(folder.path / "small.yaml")


@pytest.mark.parametrize("name", ["exclusive", "exclusive.yaml"])
def test_a_shipped_scenario_is_found_by_its_bare_name_from_anywhere(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load(name).path == shipped_folder() / "exclusive.yaml"


def test_a_folder_of_the_same_name_does_not_hide_a_shipped_scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "open").mkdir()
    assert load("open").name == "open"


def test_an_own_file_comes_before_a_shipped_one_of_its_name(folder):
    folder.write("open.yaml", SMALL)
    assert load("open") == load("small.yaml")


def test_a_name_with_a_folder_is_a_path_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError, match=r"there is no such file.*did you mean open\.yaml"):
        load("sub/open.yaml")


def test_a_misspelt_bare_name_is_answered_with_the_nearest(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError, match=r"did you mean exclusive\.yaml"):
        load("exclusiv")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="devices as POSIX has them")
def test_what_has_no_end_never_begins_or_is_too_large_is_not_read(folder):
    os.mkfifo("fifo.yaml")
    folder.write("large.yaml", b"#" * (MOST_BYTES + 1))
    for name, message in (
        ("/dev/zero", "it is no regular file"),
        ("fifo.yaml", "it is no regular file"),
        ("large.yaml", "it is larger than 2 MB"),
    ):
        (problem,) = folder.problems_of(name)
        assert problem.message == f"cannot be read: {message}"
    folder.write("child.yaml", HEADER + "rules: {routing: fifo.py}\n")
    os.mkfifo("fifo.py")
    assert "it cannot be read: it is no regular file" in folder.problems_of("child.yaml")[0].message


def test_what_a_file_does_to_its_parent_names_the_file_and_what_is_wrong_in_the_parent_does_not(folder):
    folder.write("child.yaml", HEADER + "models: {beta: null}\n")
    (problem,) = folder.problems_of("child.yaml")
    assert place_of(problem) == "small.yaml:147:23"
    assert problem.message == '"beta" is not in models under child.yaml'
    folder.write("grandchild.yaml", HEADER.replace("small.yaml", "child.yaml"))
    assert folder.problems_of("grandchild.yaml") == [problem]
    _, *contracts = folder.problems_of("small.yaml", "models.alpha=null")
    assert [one.message for one in contracts] == ["the lab lab owns no model under --set"] * 2
    assert contracts[0].hint.endswith("contracts.bigsoft-lab: null removes the contract")
