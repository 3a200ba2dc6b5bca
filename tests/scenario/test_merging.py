from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.merging import merge, merge_at
from sim.scenario.places import PARAMETERS
from sim.scenario.problems import Origin
from sim.scenario.tree import find, from_data, plain

PARENT, CHILD = Origin("parent.yaml", 1, 1), Origin("child.yaml", 2, 2)

names = st.sampled_from(["a", "b", "c"])
numbers = st.integers(0, 9)
contract = st.dictionaries(st.sampled_from(["access", "stake"]), numbers, max_size=2)
models = st.fixed_dictionaries(
    {}, optional={"specialisation": st.dictionaries(names, st.none() | numbers), "list_price": st.none() | numbers}
)
trees = st.fixed_dictionaries(
    {},
    optional={
        "contracts": st.dictionaries(names, st.none() | contract),
        "models": st.dictionaries(names, st.none() | models),
        "apps": st.dictionaries(names, st.fixed_dictionaries({"licences": st.lists(names)})),
        "rules": st.fixed_dictionaries({}, optional={"pricing": numbers, "routing": numbers}),
    },
)  # fmt: skip


def merged(parent, child):
    below = merge(None, from_data(parent, PARENT), PARAMETERS, (), [])
    return merge(below, from_data(child, CHILD), PARAMETERS, (), [])


def test_maps_merge_lists_replace_and_null_removes_an_entry():
    parent = {"contracts": {"a": {"stake": 1}, "b": {"stake": 2}}, "apps": {"x": {"licences": ["m", "n"]}}}
    child = {"contracts": {"a": {"access": "open"}, "b": None}, "apps": {"x": {"licences": ["o"]}}}
    assert plain(merged(parent, child)) == {
        "contracts": {"a": {"stake": 1, "access": "open"}},
        "apps": {"x": {"licences": ["o"]}},
    }


def test_null_is_the_value_of_a_field():
    child = {"models": {"m": {"list_price": None, "specialisation": {"coding": None}}}}
    parent = {"models": {"m": {"list_price": 3, "specialisation": {"coding": 1, "chat": 2}}}}
    assert plain(merged(parent, child)) == {"models": {"m": {"list_price": None, "specialisation": {"chat": 2}}}}


def test_a_value_knows_the_file_that_gave_it_last():
    tree = merged({"rules": {"pricing": 1, "routing": 2}}, {"rules": {"pricing": 3}})
    assert find(tree, ("rules", "pricing")).origin == CHILD
    assert find(tree, ("rules", "routing")).origin == PARENT


def test_removing_what_is_not_there_is_a_problem():
    problems = []
    parent = from_data({"contracts": {"bigsoft-lab": {}}}, PARENT)
    merge(parent, from_data({"contracts": {"bigsoft-lap": None}}, CHILD), PARAMETERS, (), problems)
    assert [problem.key for problem in problems] == ["contracts.bigsoft-lap"]
    assert "did you mean bigsoft-lab?" in problems[0].hint


def test_an_empty_map_over_a_full_one_is_a_problem():
    problems = []
    parent = from_data({"contracts": {"a-b": {}}}, PARENT)
    merge(parent, from_data({"contracts": {}}, CHILD), PARAMETERS, (), problems)
    assert problems[0].message == "an empty map changes nothing"


def test_merging_at_a_path_keeps_the_places_of_maps_on_the_way():
    tree = from_data({"contracts": {"a-b": {"stake": 1}}}, PARENT)
    after = merge_at(tree, ("contracts", "a-b", "stake"), from_data(2, CHILD), PARAMETERS, [])
    assert find(after, ("contracts", "a-b")).origin == PARENT
    assert find(after, ("contracts", "a-b", "stake")).origin == CHILD


@given(trees, trees)
def test_merging_the_same_child_again_changes_nothing(parent, child):
    once = merged(parent, child)
    assert plain(merge(once, from_data(child, CHILD), PARAMETERS, (), [])) == plain(once)


@given(trees, trees, trees)
def test_merging_is_associative_where_nothing_is_removed(first, second, third):
    first, second, third = (_without_null(tree) for tree in (first, second, third))
    left = merged(plain(merged(first, second)), third)
    right = merged(first, plain(merged(second, third)))
    assert plain(left) == plain(right)


@given(trees)
def test_an_empty_child_changes_nothing(parent):
    assert plain(merged(parent, {})) == plain(merged({}, parent))


@given(trees, names)
def test_null_removes_exactly_its_entry(parent, name):
    before = plain(merged({}, parent))
    after = plain(merged(parent, {"contracts": {name: None}}))
    contracts = {key: value for key, value in before.get("contracts", {}).items() if key != name}
    assert after == before | {"contracts": contracts}


def _without_null(tree):
    if not isinstance(tree, dict):
        return tree
    return {key: _without_null(value) for key, value in tree.items() if value is not None}
