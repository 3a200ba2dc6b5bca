import pytest

from sim.app.question import BASE, OTHER, QuestionError, path_and_value
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


def test_a_change_that_no_scenario_takes_is_refused_with_its_reason():
    with pytest.raises(QuestionError, match="did you mean portability_friction"):
        question().check_change("enterprises.portability_frction", "1")


def test_path_and_value_are_read_apart():
    assert path_and_value(" rules.pricing = fixed ") == ("rules.pricing", "fixed")
    for text in ("", "rules.pricing", "rules.pricing=", "=fixed"):
        with pytest.raises(QuestionError, match=r"expected path\.to\.key=value"):
            path_and_value(text)
