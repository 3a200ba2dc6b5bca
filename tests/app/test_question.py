from pathlib import Path

import pytest

from sim.app.question import BASE, OTHER, QuestionError, path_and_value
from sim.app.scenario_files import given_rules, scenario_files
from sim.scenario import ScenarioError, load
from tests.app.small_question import files, question

FRICTION = "enterprises.portability_friction"
ACCESS = "contracts.microsoft-openai.access"


def test_without_changes_the_question_is_the_files():
    asked = question().asked()
    assert asked.scenarios == (load(files()["exclusive"]), load(files()["open"]))
    assert asked.seeds == tuple(range(1, 33))


def test_a_value_for_both_reaches_both():
    asked = question()
    asked.set_both(FRICTION, "0.3")
    values = [one.parameters.enterprises.portability_friction for one in asked.asked().scenarios]
    assert values == [0.3, 0.3]
    assert not asked.is_apart(FRICTION)


def test_a_value_for_one_reaches_that_one_only():
    asked = question()
    asked.set(OTHER, FRICTION, "0.3")
    values = [one.parameters.enterprises.portability_friction for one in asked.asked().scenarios]
    assert values == [1.0, 0.3]
    assert asked.is_apart(FRICTION)
    assert asked.summary() == [f"other: {FRICTION}=0.3"]


def test_values_that_differ_in_the_files_are_apart_from_the_start():
    assert question().is_apart(ACCESS)
    assert not question(other=None).is_apart(ACCESS)


def test_the_value_of_the_file_takes_a_change_back():
    asked = question()
    asked.set_both(FRICTION, "0.3")
    asked.set_both(FRICTION, "1.0")
    assert asked.summary() == []


def test_an_empty_field_means_the_value_of_the_file():
    asked = question()
    asked.set_both(FRICTION, "0.3")
    asked.set_both(FRICTION, " ")
    assert asked.text(BASE, FRICTION) == "1.0"


def test_bad_values_give_the_words_of_the_command_line_all_at_once_and_stay():
    asked = question(seeds="9..1")
    asked.set_both(FRICTION, "much")
    asked.set(OTHER, ACCESS, "opne")
    with pytest.raises(ScenarioError) as told:
        load(files()["open"], [f"{FRICTION}=much", f"{ACCESS}=opne"])
    with pytest.raises(QuestionError) as error:
        asked.asked()
    lines = str(error.value).splitlines()
    assert sorted(lines[:-1]) == sorted(str(told.value).splitlines())
    assert lines[-1] == "--seeds: 9..1 runs backwards: write 1..9"
    assert asked.text(BASE, FRICTION) == "much"


def test_changes_stay_when_another_scenario_is_chosen():
    asked = question()
    asked.set_both(FRICTION, "0.3")
    asked.choose(OTHER, files()["preferred"])
    assert asked.asked().scenarios[1].name == "preferred"
    assert asked.asked().scenarios[1].parameters.enterprises.portability_friction == 0.3
    asked.choose(OTHER, None)
    assert len(asked.asked().scenarios) == 1


def test_everything_can_be_taken_back():
    asked = question()
    asked.set_both(FRICTION, "0.3")
    asked.apart.add("horizon.months")
    asked.reset()
    assert asked.summary() == []
    assert not asked.is_apart("horizon.months")


def test_over_the_assumptions_each_draw_is_a_replication_too_and_counts():
    asked = question(seeds="1..2", over_assumptions=True)
    found = asked.asked()
    assert found.draws is not None
    assert len(found.draws) == 64
    assert found.cost.replications == 2 * (2 + 64)
    asked.over_assumptions = False
    assert asked.asked().draws is None
    assert asked.asked().cost.seconds < found.cost.seconds


def test_a_change_that_no_scenario_takes_is_refused_with_its_reason():
    with pytest.raises(QuestionError, match="did you mean portability_friction"):
        question().check_change("enterprises.portability_frction", "1")


def test_path_and_value_are_read_apart():
    assert path_and_value(" rules.pricing = fixed ") == ("rules.pricing", "fixed")
    for text in ("", "rules.pricing", "rules.pricing=", "=fixed"):
        with pytest.raises(QuestionError, match=r"expected path\.to\.key=value"):
            path_and_value(text)


RULE = "def wholesale_price(negotiation):\n    return 3.0\n"
TYPED = {"rules.wholesale": "own.py", "rules.code": "{own.py: 'def wholesale_price(negotiation): return 3.0'}"}


@pytest.mark.parametrize(
    "changes",
    [
        {"rules.wholesale": "own.py"},
        {"rules": "{wholesale: own.py}"},
        TYPED,
        {"rules": "{wholesale: own.py, code: {own.py: 'def wholesale_price(negotiation): return 3.0'}}"},
        {"events": "[{when: 2023-02, set: {rules.wholesale: own.py}}]"},
    ],
)
def test_a_visitor_cannot_bring_code(changes, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.py").write_text(RULE)
    asked = question()
    for path, text in changes.items():
        asked.set_both(path, text)
    with pytest.raises(QuestionError, match="code of rules comes only from files that were given at the start"):
        asked.asked()
    path, text = changes.popitem()
    with pytest.raises(QuestionError, match="code of rules comes only from files that were given at the start"):
        asked.check_change(path, text)


def test_a_visitor_may_use_rule_files_that_were_given_and_those_of_scenarios_that_were_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.py").write_text(RULE)
    (tmp_path / "mine.yaml").write_text(
        "schema: 1\nname: mine\ntitle: Mine\nextends: base.yaml\nset: {rules.wholesale: own.py}\n"
    )
    for given in (["own.py"], ["mine.yaml"], ["mine.yaml", "own.py"]):
        own = [Path(name) for name in given]
        asked = question(rules=given_rules(own, trust_inside=False))
        asked.set_both("rules.wholesale", "own.py")
        assert asked.asked().scenarios[0].parameters.rules.code == {"own.py": RULE}
        assert list(scenario_files(own))[: len(own)][0] == ("mine" if "mine.yaml" in given else "base")
        asked.set_both("rules.code", "{own.py: 'def wholesale_price(negotiation): return 4.0'}")
        with pytest.raises(QuestionError, match="only from files that were given"):
            asked.asked()
