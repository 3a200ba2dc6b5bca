"""Months as dates, and dated events in words."""

from types import SimpleNamespace

from sim.words.dates import event_notes, last_year_text, month_dates
from tests.figures.example import scenarios, world

BASE = scenarios(1)[0]


def test_months_are_dates_and_the_last_year_is_named():
    scenario = scenarios(1, world(months=30))[0]
    assert month_dates(scenario, [0, 13]).astype(str).tolist() == ["2023-01-01", "2024-02-01"]
    assert last_year_text(scenario) == "Jul 2024 to Jun 2025"
    assert last_year_text(scenarios(1, world(months=24))[0]) == "Jan to Dec 2024"
    assert last_year_text(scenarios(1, world(months=1))[0]) == "Jan 2023"


def test_equal_events_are_named_once_and_others_with_their_scenario():
    both = SimpleNamespace(month=3, note="shock", changes={})
    only = SimpleNamespace(month=1, note="", changes={"adoption.ceiling": 9})
    parameters = BASE.parameters
    first = SimpleNamespace(parameters=parameters, title="First", events=(both,))
    second = SimpleNamespace(parameters=parameters, title="Second", events=(only, both))
    notes = [(letter, text) for letter, _, text in event_notes([first, second])]
    assert notes == [("a", "2023-02: adoption.ceiling = 9 (only in: Second)"), ("b", "2023-04: shock")]
