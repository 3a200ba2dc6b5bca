"""What a difference can come from."""

import pytest

from sim.experiments.comparable import ComparisonError
from sim.experiments.explanation.causes import channels
from sim.scenario import load, value_at

NAMES = ["friction", "neutrality", "compliance", "fee", "hosting", "compute", "firms"]


def test_all_channels_shut_are_the_null_scenario():
    base, null = load("exclusive"), load("null")
    shut = {path: value for cause in channels(base, load("open")) for path, value in cause.changes.items()}
    assert [cause.name for cause in channels(base, load("open"))] == NAMES
    changed = base.with_(**shut).parameters
    own = [path for path, origin in null.origins.items() if "null.yaml" in str(origin) and "." in path]
    assert own
    assert all(value_at(changed, path) == value_at(null.parameters, path) for path in own)


def test_channels_that_are_shut_in_both_scenarios_are_no_cause():
    with pytest.raises(ComparisonError, match="nothing to explain"):
        channels(load("null"), load("null"))
    assert channels(load("null"), load("null_open")) == ()
    half = load("null_open", ("enterprises.portability_friction=1",))
    assert [cause.name for cause in channels(load("null"), half)] == ["friction"]


def test_a_channel_that_an_event_opens_is_open():
    event = {"when": "2023-03", "set": {"enterprises.neutrality_discount": 0.2}}
    assert [cause.name for cause in channels(load("null"), load("null_open").with_(events=[event]))] == ["neutrality"]
