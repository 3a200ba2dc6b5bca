"""Code of rules runs only from files that somebody named, or where somebody said that it may."""

import json
import pickle

import pytest

from sim.experiments.claims import load_claims
from sim.experiments.design import load_experiment
from sim.experiments.ensemble import run
from sim.market.market import Market
from sim.scenario import ScenarioError, load, load_all
from sim.scenario.choices import CHOICES
from sim.scenario.texts.describe import resolved_text
from tests.experiments.claims.small_claims import TEXT
from tests.experiments.experiment_files import GRID
from tests.scenario.conftest import place_of
from tests.scenario.small_scenario import HEADER

RULE = f"def {CHOICES['wholesale']}:\n    return 1.0\n"
INSIDE = 'rules: {wholesale: own.py, code: {own.py: "def wholesale_price(negotiation): return 1.0"}}\n'
BY_HAND = {"rules.code": {"own.py": RULE}, "rules.wholesale": "own.py"}


def refused(scenario):
    with pytest.raises(ScenarioError) as error:
        scenario.refuse_untrusted_rules()
    (problem,) = error.value.problems
    assert problem.key == "rules.code.own.py"
    return problem


def test_a_rule_inside_a_scenario_file_is_read_but_does_not_run(folder):
    scenario = folder.load(INSIDE)
    problem = refused(scenario)
    assert place_of(problem).startswith("child.yaml:5:")
    assert "the code of rules.wholesale stands here" in problem.message
    assert "--trust-rules" in problem.hint
    for way in (
        lambda: Market(scenario),
        lambda: run(scenario, "1"),
        lambda: Market(pickle.loads(pickle.dumps(scenario))),
    ):
        with pytest.raises(ScenarioError, match="runs only if you trust it"):
            way()


def test_a_resolved_scenario_runs_for_those_who_trust_it(folder):
    folder.write("own.py", RULE)
    folder.write("again.yaml", resolved_text(folder.load("rules: {wholesale: own.py}\n")))
    assert place_of(refused(load("again.yaml"))).startswith("again.yaml:")
    (trusted,) = load_all(["again.yaml"], trust_rules=True)
    trusted.refuse_untrusted_rules()
    trusted.with_(title="the same").refuse_untrusted_rules()
    refused(load("again.yaml").with_(title="the same"))
    load("again.yaml").with_(**{"rules.wholesale": "markup"}).refuse_untrusted_rules()


def test_rules_from_named_files_and_from_the_user_run(folder):
    folder.write("own.py", RULE)
    named = folder.load("rules: {wholesale: own.py}\n")
    assert named.rule_files == (folder.path / "own.py",)
    for scenario in (
        named,
        named.with_(title="the same"),
        folder.load("", "rules.wholesale=own.py"),
        folder.load("", f"rules={{wholesale: own.py, code: {{own.py: {json.dumps(RULE)}}}}}"),
        folder.load().with_(**BY_HAND),
        folder.load("events: [{when: 2023-05, set: {rules.wholesale: own.py}}]\n"),
    ):
        scenario.refuse_untrusted_rules()


def test_a_rule_that_only_an_event_names_is_named_in_the_message(folder):
    body = INSIDE.replace("wholesale: own.py, ", "") + "events: [{when: 2023-05, set: {rules.wholesale: own.py}}]\n"
    assert "the code of rules.wholesale stands here" in refused(folder.load(body)).message


def test_a_parent_that_is_named_like_a_rule_is_still_a_scenario_file(folder):
    folder.write("own.py", HEADER.replace("child", "below") + INSIDE)
    folder.write("child.yaml", HEADER.replace("small.yaml", "own.py"))
    assert place_of(refused(load("child.yaml"))).startswith("own.py:5:")


def test_a_scenario_file_that_is_named_like_the_command_line_is_a_file(folder):
    folder.write("--set", HEADER + INSIDE)
    assert place_of(refused(load("--set"))).startswith("--set:5:")


def test_experiments_are_scenario_files_here(folder):
    code = 'set: {rules.wholesale: own.py, rules.code: {own.py: "def wholesale_price(negotiation): return 1.0"}, '
    folder.write("tried.yaml", GRID.replace("set: {", code))
    for scenario in load_experiment("tried.yaml").scenarios:
        assert place_of(refused(scenario)).startswith("tried.yaml:")
    for scenario in load_experiment("tried.yaml", trust_rules=True).scenarios:
        scenario.refuse_untrusted_rules()


@pytest.mark.parametrize("place", ["market: {", "set: {clouds"])
def test_files_of_claims_bring_no_code(folder, place):
    code = 'rules.wholesale: own.py, rules.code: {own.py: "def wholesale_price(negotiation): return 1.0"}, '
    folder.write("claims.yaml", TEXT.replace(place, place.replace("{", "{" + code, 1)))
    with pytest.raises(
        ScenarioError, match=r"claims\.yaml:\d+:\d+: rules\.code\.own\.py: .* runs only if you trust it"
    ):
        load_claims("claims.yaml")


@pytest.mark.parametrize(
    "changes",
    [
        ["rules.wholesale=own.py"],
        ["rules.wholesale=deep/../own.py"],
        ["rules.wholesale=none.py"],
        ["rules={wholesale: own.py}"],
        ["events=[{when: 2023-05, set: {rules.wholesale: own.py}}]"],
    ],
)
def test_where_only_given_files_may_be_read_no_other_is(folder, changes, monkeypatch):
    folder.write("own.py", "print(")
    folder.write("child.yaml", HEADER)
    with pytest.raises(ScenarioError) as error:
        load("child.yaml", changes, rule_files=())
    (problem,) = error.value.problems
    assert "code of rules comes only from files that were given at the start" in problem.message
    assert "valid Python" not in str(error.value)


def test_where_only_given_files_may_be_read_nobody_types_code(folder):
    folder.write("own.py", RULE)
    folder.write("child.yaml", HEADER)
    given = [folder.path / "own.py"]
    typed = "rules={wholesale: other.py, code: {other.py: 'def wholesale_price(negotiation): return 2.0'}}"
    scenario = load("child.yaml", [typed], rule_files=given, trust_rules=True)
    with pytest.raises(ScenarioError, match=r"--set: rules\.code\.other\.py: .* only from files that were given"):
        scenario.refuse_untrusted_rules()
    load("child.yaml", ["rules.wholesale=own.py"], rule_files=given).refuse_untrusted_rules()
