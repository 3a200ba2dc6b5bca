import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario import load, shipped_scenarios
from sim.scenario.texts.describe import difference, resolved_text
from sim.scenario.texts.resolved_text import scalar_text, value_text
from sim.scenario.tree import plain
from sim.scenario.yaml_reading import read_yaml

BODY = """\
set: {contracts.rival-other_lab.access: open, models.alpha.specialisation.coding: null}
events:
  - {when: 2023-05, set: {enterprises.switching_cost: 2, contracts.rival-lab: {stake: 0.1}}, note: "a: b # c"}
  - {when: 2023-07, set: {models.alpha.specialisation: {chat: 1}, contracts.bigsoft-other_lab: {}}}
  - {when: 2023-09, set: {models.alpha.specialisation.chat: null}}
"""

yaml_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3),
    max_leaves=8,
)


def assert_same(again, scenario):
    assert again == scenario
    assert difference(again, scenario) == []
    assert again.events == scenario.events
    assert (again.name, again.title, again.question, again.seeds) == (
        scenario.name,
        scenario.title,
        scenario.question,
        scenario.seeds,
    )


@pytest.mark.parametrize("path", shipped_scenarios(), ids=lambda path: path.stem)
def test_shipped_scenarios_survive_the_round_trip(path, tmp_path):
    scenario = load(path)
    (tmp_path / "again.yaml").write_text(resolved_text(scenario), encoding="utf-8")
    assert_same(load(tmp_path / "again.yaml"), scenario)


def test_events_and_overrides_survive_the_round_trip(folder):
    scenario = folder.load(BODY, "title=Ünïcode: 'quoted' \"text\" # no comment", "seeds=3,1..2")
    folder.write("again.yaml", resolved_text(scenario))
    assert_same(load("again.yaml"), scenario)


def test_every_value_line_names_its_origin(folder):
    text = resolved_text(folder.load(BODY, "enterprises.count=7"))
    for line in text.splitlines():
        if line.startswith(("#", "schema:")) or not line or line.endswith(":"):
            continue
        assert re.search(r"  # (\S+\.yaml:\d+|--set|default)$", line), line
    assert "  count: 7  # --set" in text
    assert "  switching_cost: 1.0  # small.yaml:93" in text
    assert "    access: open  # child.yaml:5" in text
    assert "    stake: 0.0  # default" in text


def test_the_text_is_the_same_each_time(folder):
    assert resolved_text(folder.load(BODY)) == resolved_text(folder.load(BODY))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain text", "plain text"),
        ("2023-01", "2023-01"),
        ("a_b", "a_b"),
        ("true", '"true"'),
        ("null", '"null"'),
        ("", '""'),
        ("12", '"12"'),
        ("1e3", '"1e3"'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        (1e-05, "1e-05"),
        (3, "3"),
        (True, "true"),
        (None, "null"),
        ([1, "a, b"], '[1, "a, b"]'),
        ({"a": [], "b": {}}, "{a: [], b: {}}"),
    ],
)
def test_values_are_quoted_only_where_needed(value, text):
    assert value_text(value) == text


@pytest.mark.study
@given(yaml_values)
def test_any_value_reads_back(value):
    node, problems = read_yaml(f"key: {value_text(value)}  # comment\n", "f.yaml")
    assert problems == []
    assert plain(node)["key"] == value


@given(st.text())
def test_any_text_reads_back_as_text(text):
    node, problems = read_yaml(scalar_text(text), "f.yaml")
    assert problems == []
    assert node.value == text


@pytest.mark.study
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(min_size=1), note=st.text(), friction=st.floats(0, 20), lag=st.integers(0, 240))
def test_any_text_and_number_in_a_scenario_survives(folder, title, note, friction, lag):
    event = {"when": "2023-05", "set": {"contracts.rival-lab.preferred_lag": lag}, "note": note}
    changes = {"enterprises.portability_friction": friction, "owners.lab.label": title}
    scenario = load("small.yaml").with_(**changes, title=title, events=[event])
    folder.write("again.yaml", resolved_text(scenario))
    assert_same(load("again.yaml"), scenario)
