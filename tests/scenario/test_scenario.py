import copy
import dataclasses
import json
import pickle
import random

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario import ScenarioError, load, scenario_from
from tests.scenario.small_scenario import HEADER, SMALL

OPEN = {"contracts.bigsoft-lab.access": "open"}


def test_a_scenario_says_what_it_is(folder):
    scenario = load("small.yaml")
    assert (scenario.name, scenario.title, scenario.seeds) == ("small", "A small market", (1, 2, 3, 4))
    assert scenario.path.name == "small.yaml"
    assert scenario.parameters.horizon.months == 24
    assert scenario.events == ()


def test_seeds_have_a_default_and_are_inherited(folder):
    assert folder.load().seeds == (1, 2, 3, 4)
    folder.write("small.yaml", SMALL.replace("seeds: 1..4\n", ""))
    assert folder.load().seeds == tuple(range(1, 33))


def test_name_title_and_seeds_do_not_count_for_equality(folder):
    small, child = load("small.yaml"), folder.load("seeds: [9]\n")
    assert small == child
    assert hash(small) == hash(child)
    assert small.digest() == child.digest()
    assert small != "small"


def test_any_value_and_any_event_counts_for_equality(folder):
    small = load("small.yaml")
    assert folder.load("enterprises: {switching_cost: 1.01}") != small
    assert folder.load("events: [{when: 2023-02, set: {enterprises.switching_cost: 2}}]") != small


def test_how_events_of_a_month_are_split_does_not_count(folder):
    one = "events: [{when: 2023-02, set: {enterprises: {switching_cost: 2, concentration_cost: 1}}}]"
    two = (
        "events:\n- {when: 2023-02, set: {enterprises.switching_cost: 2.0}}\n"
        "- {when: 2023-02, set: {enterprises.concentration_cost: 1}}\n"
    )
    assert folder.load(one) == folder.load(two)


def test_whole_numbers_and_decimals_are_the_same_where_a_number_is_due(folder):
    assert folder.load("enterprises: {switching_cost: 1}") == folder.load("enterprises: {switching_cost: 1.0}")


def test_content_is_canonical_json(folder):
    content = json.loads(load("small.yaml").content())
    assert set(content) == {"parameters", "events"}
    assert content["parameters"]["clouds"]["blue"]["home_share"] == 0.6
    assert "seeds" not in content["parameters"]


def test_the_digest_is_short_hex(folder):
    digest = load("small.yaml").digest()
    assert len(digest) == 12
    assert int(digest, 16) >= 0


def test_a_scenario_travels_to_worker_processes(folder):
    scenario = folder.load("events: [{when: 2023-02, set: {enterprises.switching_cost: 2}}]")
    twin = pickle.loads(pickle.dumps(scenario))
    assert twin == scenario
    assert twin.origins == scenario.origins
    assert twin.parameters_at(1).enterprises.switching_cost == 2
    assert twin.with_(**OPEN) == scenario.with_(**OPEN)
    assert copy.deepcopy(scenario) == scenario


def test_nothing_in_a_scenario_can_be_changed(folder):
    scenario = load("small.yaml")
    with pytest.raises(dataclasses.FrozenInstanceError):
        scenario.name = "other"
    with pytest.raises(ValueError, match="frozen"):
        scenario.parameters.enterprises.count = 3
    for change in (
        lambda contracts: contracts.update(x=1),
        lambda contracts: contracts.pop("rival-lab"),
        lambda contracts: contracts.__setitem__("x", 1),
        lambda contracts: contracts.__delitem__("rival-lab"),
        lambda contracts: contracts.clear(),
        lambda contracts: contracts.setdefault("x", 1),
    ):
        with pytest.raises(TypeError, match="does not change"):
            change(scenario.parameters.contracts)


def test_with_makes_another_scenario_and_leaves_this_one(folder):
    scenario = folder.load()
    freer = scenario.with_(**OPEN, title="Freer")
    assert scenario.parameters.contracts["bigsoft-lab"].access == "exclusive"
    assert freer.parameters.contracts["bigsoft-lab"].access == "open"
    assert (freer.name, freer.title, freer.seeds, freer.path) == ("child", "Freer", scenario.seeds, scenario.path)
    assert str(freer.origins["contracts.bigsoft-lab.access"]) == "with_ in Python"
    assert freer == folder.load("", "contracts.bigsoft-lab.access=open")


def test_with_takes_python_and_numpy_values(folder):
    scenario = folder.load()
    changed = scenario.with_(
        **{
            "enterprises.count": np.int64(7),
            "enterprises.switching_cost": np.float64(0.5),
            "apps.writer.licences": ("beta",),
            "contracts.rival-lab": None,
            "contracts.bigsoft-lab": {"stake": 0.1},
            "models.alpha.list_price": None,
        },
        seeds=range(2, 4),
        name="changed",
        events=[{"when": "2023-02", "set": {"enterprises.switching_cost": 3}}],
    )
    assert changed.parameters.enterprises.count == 7
    assert list(changed.parameters.contracts) == ["bigsoft-lab"]
    assert changed.parameters.contracts["bigsoft-lab"].access == "exclusive"
    assert (changed.name, changed.seeds) == ("changed", (2, 3))
    assert changed.parameters_at(1).enterprises.switching_cost == 3


@pytest.mark.parametrize(
    ("changes", "key", "message"),
    [
        ({"enterprises.cuont": 3}, "enterprises.cuont", 'no key "cuont" in enterprises'),
        ({"enterprises.count": -3}, "enterprises.count", "from 1 to"),
        ({"enterprises.count": object()}, "enterprises.count", "expected text, a number"),
        ({"seeds": 5}, "seeds", "found 5"),
        ({"seeds": [1, 1]}, "seeds", "given twice"),
        ({"extends": "x.yaml"}, "extends", "belongs to the file"),
        ({"name": "No Name"}, "name", "expected text of small letters"),
    ],
)
def test_with_refuses_what_a_file_may_not_say(folder, changes, key, message):
    scenario = folder.load()
    with pytest.raises(ScenarioError) as error:
        scenario.with_(**changes)
    (problem,) = error.value.problems
    assert (problem.file, problem.key) == ("with_ in Python", key)
    assert message in problem.message


def test_an_error_can_be_pickled(folder):
    folder.write("bad.yaml", "- a")
    with pytest.raises(ScenarioError) as error:
        load("bad.yaml")
    assert str(pickle.loads(pickle.dumps(error.value))) == str(error.value)


def test_resolved_data_make_an_equal_scenario(folder):
    scenario = folder.load("events: [{when: 2023-02, set: {enterprises.switching_cost: 2}, note: why}]")
    resolved = scenario.resolved()
    assert list(resolved)[:5] == ["schema", "name", "title", "seeds", "events"]
    assert list(resolved["owners"]) == sorted(resolved["owners"])
    folder.write("again.yaml", yaml.safe_dump(json.loads(json.dumps(resolved))))
    again = load("again.yaml")
    assert again == scenario
    assert (again.name, again.title, again.seeds) == (scenario.name, scenario.title, scenario.seeds)


def test_a_single_override_may_be_given_as_text(folder):
    assert load("small.yaml", "enterprises.count=9").parameters.enterprises.count == 9


def shuffled(data, order):
    """Return data with the keys of all maps, and names in lists, in another order."""
    if isinstance(data, dict):
        keys = list(data)
        order.shuffle(keys)
        return {key: shuffled(data[key], order) for key in keys}
    if isinstance(data, list) and data and all(isinstance(item, str) for item in data):
        return order.sample(data, len(data))
    return data


@pytest.mark.study
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.randoms(use_true_random=False))
def test_the_order_of_declaration_does_not_matter(folder, order):
    scenario = folder.load("events: [{when: 2023-02, set: {contracts.rival-lab: {stake: 0.1, access: none}}}]")
    data = shuffled(json.loads(json.dumps(scenario.resolved())), random.Random(order.random()))
    folder.write("shuffled.yaml", yaml.safe_dump(data, sort_keys=False))
    again = load("shuffled.yaml")
    assert again.content() == scenario.content()
    assert list(again.parameters.models) == list(scenario.parameters.models)


def test_a_scenario_may_be_given_as_its_path(folder):
    path = folder.write("child.yaml", HEADER)
    assert scenario_from(path) == scenario_from(str(path)) == scenario_from(load(path))
    with pytest.raises(TypeError, match="expected a scenario or the path of its file, found int"):
        scenario_from(3)
