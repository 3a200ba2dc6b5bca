# ruff: noqa: E501  (one case per line)
import pytest

from sim.scenario import load
from tests.scenario.conftest import place_of

PATHS = [
    ("models.alpha.capabilty: 4", "models.alpha.capabilty", 'no key "capabilty" in models.alpha', "did you mean capability? keys in models.alpha: label"),
    ("models.alhpa.capability: 4", "models.alhpa.capability", 'no "alhpa" in models', "did you mean alpha? in models: alpha, beta; a new entry needs a whole map"),
    ("model.alpha.capability: 4", "model.alpha.capability", 'no key "model" at the top', "did you mean models?"),
    ("capability: 4", "capability", 'no key "capability" at the top', "did you mean models.<name>.capability?"),
    ("models.alpha.capability.x: 4", "models.alpha.capability.x", "models.alpha.capability is a single value", ""),
    ("apps.writer.licences.0: alpha", "apps.writer.licences.0", "apps.writer.licences is a single value", ""),
    ("models..capability: 4", "models..capability", "single dots", ""),
    ("name: other", "name", "name belongs to the file", "at the top of the file"),
    ("contracts.bigsoft-lap.access: open", "contracts.bigsoft-lap.access", 'no "bigsoft-lap" in contracts', "did you mean bigsoft-lab?"),
    ("contracts.lab: null", "contracts.lab", "there is none of this name", "bigsoft-lab"),
    ("contracts.rival-other_lab: 3", "contracts.rival-other_lab", "expected a map with the keys access", ""),
    ("models.gamma: open", "models.gamma", 'no "gamma" in models', "a new entry needs a whole map"),
    ("models.alpha: {capability: 99}", "models.alpha.capability", "from -20 to 20, or null, found 99", ""),
    ("enterprises: {}", "enterprises", "an empty map changes nothing", ""),
]  # fmt: skip


@pytest.mark.parametrize(("line", "key", "message", "hint"), PATHS, ids=[case[0] for case in PATHS])
def test_a_path_that_leads_nowhere_gets_the_nearest_name(folder, line, key, message, hint):
    problem = folder.problem(f"set:\n  {line}\n")
    assert (problem.file, problem.line) == ("child.yaml", 6)
    assert problem.key == key
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(("line", "key", "message", "hint"), PATHS, ids=[case[0] for case in PATHS])
def test_set_on_the_command_line_is_checked_alike(folder, line, key, message, hint):
    path, _, value = line.partition(": ")
    if path == "name":  # may be changed from outside
        return
    problem = folder.problem("", f"{path}={value}")
    assert (place_of(problem), problem.key) == ("--set", key)
    assert message in problem.message
    assert hint in problem.hint


def test_set_comes_after_the_sections_of_its_file(folder):
    scenario = folder.load("enterprises: {count: 5, panel: 5}\nset: {enterprises.count: 7}")
    assert (scenario.parameters.enterprises.count, scenario.parameters.enterprises.panel) == (7, 5)
    assert str(scenario.origins["enterprises.count"]) == "child.yaml:6"
    assert str(scenario.origins["enterprises.panel"]) == "child.yaml:5"


def test_the_sections_of_a_child_come_after_the_set_of_its_parent(folder):
    folder.load("set: {enterprises.count: 7}")
    text = "schema: 1\nname: grandchild\ntitle: t\nextends: child.yaml\nenterprises: {count: 9}\n"
    folder.write("grandchild.yaml", text)
    assert load("grandchild.yaml").parameters.enterprises.count == 9


def test_the_command_line_comes_last_and_its_last_word_counts(folder):
    scenario = folder.load("set: {enterprises.count: 7}", "enterprises.count=8", "enterprises.count=9")
    assert scenario.parameters.enterprises.count == 9
    assert str(scenario.origins["enterprises.count"]) == "--set"


def test_values_on_the_command_line_are_yaml(folder):
    scenario = folder.load(
        "",
        "enterprises.count=1e3",
        "apps.writer.licences=[beta]",
        "contracts.rival-lab={access: none, stake: 0.1}",
        "apps.writer.suite=null",
        "models.alpha.specialisation.coding=null",
        "owners.lab.label=The = Lab",
        "title=Another title",
        "seeds=1..3,9",
    )
    parameters = scenario.parameters
    assert parameters.enterprises.count == 1000
    assert parameters.apps["writer"].licences == ["beta"]
    assert (parameters.contracts["rival-lab"].access, parameters.contracts["rival-lab"].stake) == ("none", 0.1)
    assert parameters.apps["writer"].suite is None
    assert parameters.models["alpha"].specialisation == {}
    assert parameters.owners["lab"].label == "The = Lab"
    assert (scenario.title, scenario.seeds) == ("Another title", (1, 2, 3, 9))


@pytest.mark.parametrize(
    ("override", "key", "message"),
    [
        ("enterprises.count", "enterprises.count", "expected path.to.key=value"),
        ("=3", "", "expected path.to.key=value"),
        ("enterprises.count=[1", "enterprises.count", "not valid YAML"),
        ("enterprises.count={a: 1, a: 2}", "enterprises.count", "written twice"),
        ("extends=small.yaml", "extends", "belongs to the file"),
        ("schema=1", "schema", "belongs to the file"),
        ("name=No Name", "name", "expected text of small letters"),
    ],
)
def test_what_is_no_change_is_refused(folder, override, key, message):
    problem = folder.problem("", override)
    assert (place_of(problem), problem.key) == ("--set", key)
    assert message in problem.message


def test_a_contract_between_two_owners_may_be_made_by_setting_one_term(folder):
    scenario = folder.load("set: {contracts.rival-other_lab.access: open}")
    contract = scenario.parameters.contracts["rival-other_lab"]
    assert (contract.access, contract.commitment_months) == ("open", 72)
    assert str(scenario.origins["contracts.rival-other_lab.access"]) == "child.yaml:5"
    assert str(scenario.origins["contracts.rival-other_lab.stake"]) == "default"


def test_a_whole_map_makes_a_new_entry_and_single_values_then_change_it(folder):
    body = (
        "set:\n  apps.helper.bonus: 0.5\n"
        "  apps.helper: {label: H, owner: bigsoft, task: coding, host: blue, surfaces: {}, licences: [beta]}\n"
    )
    assert folder.load(body).parameters.apps["helper"].bonus == 0.5


def test_null_removes_an_entry(folder):
    body = "set: {contracts.rival-lab: null, models.alpha.specialisation.coding: null}"
    parameters = folder.load(body).parameters
    assert list(parameters.contracts) == ["bigsoft-lab"]
    assert parameters.models["alpha"].specialisation == {}


def test_a_new_entry_of_a_map_of_numbers_needs_no_map(folder):
    parameters = folder.load("set: {models.alpha.specialisation.chat: -0.5}").parameters
    assert parameters.models["alpha"].specialisation == {"chat": -0.5, "coding": 0.5}


@pytest.mark.parametrize(
    ("block", "key"),
    [
        ("{contracts.rival-lab.stake: 0.1, contracts.rival-lab: {stake: 0.2}}", "contracts.rival-lab.stake"),
        ("{contracts.rival-lab.stake: 0.1, contracts.rival-lab: null}", "contracts.rival-lab.stake"),
    ],
)
def test_one_block_cannot_set_a_value_twice(folder, block, key):
    problem = next(problem for problem in folder.problems(f"set: {block}") if "set twice" in problem.message)
    assert problem.key == key
    assert "first at child.yaml:5:" in problem.message


def test_agreeing_changes_of_one_block_are_fine(folder):
    assert folder.load("set: {contracts.rival-lab.stake: 0.1, contracts.rival-lab: {stake: 0.1, access: open}}")


@pytest.mark.parametrize("block", ["3", "[a]", "", "{a"])
def test_set_must_be_a_map(folder, block):
    assert folder.problems(f"set: {block}")[0].file == "child.yaml"


def test_a_change_to_nothing_is_told_beside_other_mistakes(folder):
    found = folder.problems("", "enterprises.count=null", "enterprises.panel=x")
    assert [one.key for one in found] == ["enterprises.count", "enterprises.panel"]
