"""Rules in files of the scenario's own."""

import pytest

from sim.scenario import ScenarioError, load
from sim.scenario.choices import CHOICES, CONTRACTS_STAY, LIST_PRICES, rule_names, says
from sim.scenario.texts.describe import resolved_text
from tests.scenario.conftest import place_of
from tests.scenario.small_scenario import HEADER

RULE = f"def {CHOICES['wholesale']}:\n    return 1.0\n"
BODY = "rules: {wholesale: own.py}\n"


@pytest.fixture
def own(folder):
    folder.write("own.py", RULE)
    return folder


def test_the_text_becomes_part_of_the_scenario(own):
    scenario = own.load(BODY)
    assert scenario.parameters.rules.wholesale == "own.py"
    assert scenario.parameters.rules.code == {"own.py": RULE}
    assert str(scenario.origins["rules.code.own.py"]) == "own.py:1"


def test_other_text_makes_another_scenario(own):
    scenario = own.load(BODY)
    own.write("own.py", RULE + "# changed\n")
    assert own.load(BODY) != scenario
    assert own.load(BODY).digest() != scenario.digest()


def test_without_rule_files_there_is_no_text(folder):
    assert folder.load().parameters.rules.code == {}


def test_a_resolved_scenario_needs_no_file(own):
    scenario = own.load(BODY)
    own.write("again.yaml", resolved_text(scenario))
    (own.path / "own.py").unlink()
    assert load("again.yaml") == scenario


def test_a_file_lies_beside_the_scenario_that_names_it(own):
    (own.path / "deep").mkdir()
    own.write("deep/child.yaml", HEADER.replace("small.yaml", "../small.yaml") + "rules: {wholesale: ../own.py}\n")
    assert load("deep/child.yaml").parameters.rules.code == {"../own.py": RULE}


@pytest.mark.parametrize("way", ["event", "set", "with_"])
def test_events_and_changes_from_outside_name_files_too(own, way):
    if way == "event":
        scenario = own.load("events: [{when: 2023-05, set: {rules.wholesale: own.py}}]\n")
        assert scenario.parameters_at(4).rules.wholesale == "own.py"
    else:
        change = {"rules.wholesale": "own.py"}
        scenario = own.load("", "rules.wholesale=own.py") if way == "set" else own.load().with_(**change)
    assert scenario.parameters_at(4).rules.code == {"own.py": RULE}


def test_a_file_that_is_named_no_more_is_dropped(own):
    assert own.load(BODY).with_(**{"rules.wholesale": "markup"}) == own.load("rules: {wholesale: markup}")


def test_one_file_may_serve_two_choices(own):
    own.write("own.py", RULE + f"\n\ndef {CHOICES['routing']}:\n    return quality\n")
    assert set(own.load("rules: {wholesale: own.py, routing: own.py}").parameters.rules.code) == {"own.py"}


def test_a_scenario_that_has_read_a_file_keeps_its_text(own):
    scenario = own.load(BODY)
    own.write("own.py", "nonsense")
    assert scenario.with_(title="the same").parameters.rules.code == {"own.py": RULE}


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        (None, "child.yaml:5:20", "the rule file own.py: there is no such file", "did you mean owl.py?"),
        ("def wholesale_prices(deal): ...", "child.yaml:5:20", "own.py has no function wholesale_price",
         "did you mean wholesale_price where it says wholesale_prices?"),
        ("x = 1", "child.yaml:5:20", "own.py has no function wholesale_price", "define wholesale_price(negotiation)"),
        ("def wholesale_price(a, b): ...", "own.py:1:1", "expected wholesale_price(negotiation), found", ""),
        ("x = 1\ndef wholesale_price(a:\n", "own.py:2", "not valid Python", ""),
    ],
)  # fmt: skip
def test_a_wrong_file_says_what_and_where(folder, text, place, message, hint):
    folder.write("owl.py", RULE)
    if text is not None:
        folder.write("own.py", text)
    problem = folder.problem(BODY)
    assert place_of(problem).startswith(place)
    assert message in problem.message
    assert problem.hint == hint


def test_what_a_file_may_define_besides_takes_the_same_arguments(folder):
    posting = f"def {CHOICES['pricing']}:\n    return prices, 0.0\n"
    folder.write("own.py", posting + "\n\ndef expected_prices(prices):\n    return prices, 0.0\n")
    problem = folder.problem("rules: {pricing: own.py}\n")
    assert place_of(problem).startswith("own.py:5:1")
    assert problem.message.startswith("expected expected_prices(prices, buyers, ")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("fixed", "", True),
        ("nash", "", False),
        ("own.py", f"{LIST_PRICES} = True\n", True),
        ("own.py", "x = 1\n", False),
        ("own.py", "not python at all", False),
        ("nonsense", "", False),
    ],
)
def test_a_rule_says_of_itself_whether_it_needs_list_prices(name, text, expected):
    assert says(name, {"own.py": text}, "pricing", LIST_PRICES) is expected


def test_only_where_contracts_are_fixed_nobody_negotiates():
    stay = [name for name in rule_names("bargaining") if says(name, {}, "bargaining", CONTRACTS_STAY)]
    assert stay == ["fixed"]


@pytest.mark.parametrize("choice", CHOICES)
def test_every_choice_is_a_key_of_the_rules_with_the_names_of_its_files(choice, folder):
    assert rule_names(choice)
    problem = folder.problem(f"rules: {{{choice}: nonsense}}\n")
    assert problem.message.startswith(f"expected one of {', '.join(rule_names(choice))}, or a file such as")


def test_a_name_that_is_neither_known_nor_a_file_is_refused_with_the_names_that_are(folder):
    problem = folder.problem("rules: {wholesale: marcup}\n")
    assert problem.message.startswith(f"expected one of {', '.join(rule_names('wholesale'))}, or a file such as")
    assert problem.hint == "did you mean markup?"


def test_two_files_of_one_name_are_refused(own):
    (own.path / "deep").mkdir()
    own.write("deep/own.py", RULE)
    own.write("below.yaml", HEADER.replace("child", "below") + BODY)
    events = "events: [{when: 2023-05, set: {rules.wholesale: own.py}}]\n"
    own.write("deep/child.yaml", HEADER.replace("small.yaml", "../below.yaml") + events)
    with pytest.raises(ScenarioError, match=r"own\.py and deep/own\.py have the same name") as error:
        load("deep/child.yaml")
    assert len(error.value.problems) == 1
