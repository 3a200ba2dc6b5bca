import pytest

from sim.scenario import load, shipped_scenarios
from sim.scenario.texts.describe import Difference, difference


def test_equal_scenarios_do_not_differ(folder):
    assert difference(folder.load(), folder.load()) == []
    assert difference(load("small.yaml"), folder.load()) == []


def test_a_difference_shows_both_values_and_where_they_come_from(folder):
    a, b = load("small.yaml"), folder.load("enterprises: {switching_cost: 2}")
    (found,) = difference(a, b)
    assert found[:3] == ("enterprises.switching_cost", 1.0, 2.0)
    assert [str(origin) for origin in found[3:]] == ["small.yaml:93", "child.yaml:5"]


def test_an_entry_that_only_one_has_shows_what_was_written(folder):
    a, b = load("small.yaml"), folder.load("contracts: {rival-other_lab: {access: open}, rival-lab: null}")
    assert [(found.path, found.value_a, found.value_b) for found in difference(a, b)] == [
        ("contracts.rival-lab.access", "open", None),
        ("contracts.rival-other_lab.access", None, "open"),
    ]
    assert difference(a, b)[0].origin_b is None


def test_an_entry_of_neutral_values_still_differs(folder):
    a, b = load("small.yaml"), folder.load("contracts: {rival-other_lab: {}}")
    assert a != b
    assert difference(a, b)


def test_events_and_seeds_differ_too(folder):
    a = folder.load("events: [{when: 2023-02, set: {enterprises.switching_cost: 2}, note: why}]\n")
    b = folder.load("events: [{when: 2023-02, set: {enterprises.switching_cost: 3}}]\nseeds: [1]\n")
    assert [(found.path, found.value_a, found.value_b) for found in difference(a, b)] == [
        ("events.2023-02.enterprises.switching_cost", 2.0, 3.0),
        ("events.2023-02.note", "why", None),
        ("seeds", (1, 2, 3, 4), (1,)),
    ]
    assert str(difference(a, b)[0].origin_a) == "child.yaml:5"


def test_differences_turn_round(folder):
    a, b = load("small.yaml"), folder.load("enterprises: {switching_cost: 2}\ncontracts: {rival-lab: null}")
    turned = [Difference(one.path, one.value_b, one.value_a, one.origin_b, one.origin_a) for one in difference(b, a)]
    assert sorted(turned) == sorted(difference(a, b))


@pytest.mark.parametrize("other", shipped_scenarios(), ids=lambda path: path.stem)
def test_scenarios_differ_exactly_where_their_content_does(other):
    base = load(shipped_scenarios()[0])
    scenario = load(other, ["seeds=1..32"])
    assert bool(difference(base, scenario)) == (base != scenario)
