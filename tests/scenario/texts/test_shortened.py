"""Scenarios that are cut short."""

from pathlib import Path

import pytest

from sim.scenario import load
from sim.scenario.texts.shortened import shortened

HISTORY = Path(__file__).parents[3] / "scenarios" / "history.yaml"


@pytest.fixture(scope="module")
def history():
    return load(HISTORY)


def test_what_would_happen_after_the_last_month_is_left_out(history):
    short = shortened(history, 26)
    assert short.parameters.horizon.months == 26
    assert short.events == tuple(event for event in history.events if event.month < 26)
    assert 0 < len(short.events) < len(history.events)


def test_a_scenario_is_never_made_longer(history):
    assert shortened(history, 1000) == history


def test_events_of_contracts_after_a_month_are_left_out_as_a_whole(history):
    short = shortened(history, 48, "2024-09")
    assert [(event.when, list(event.changes)) for event in short.events] == [
        ("2024-03", ["contracts.alphabet-anthropic.access"]),
        ("2025-09", ["clouds.other_clouds.capacity"]),
    ]


def test_contracts_of_the_month_itself_are_known(history):
    assert "contracts.microsoft-openai.compute" in shortened(history, 30, "2025-01").events[-1].changes
