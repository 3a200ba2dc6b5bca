"""Months as dates, and dated events in words."""

from types import SimpleNamespace

from sim.results.counted import Span
from sim.words.dates import counted_text, event_notes, is_whole, last_year_text, month_dates
from tests.figures.example import scenarios

BASE = scenarios(1)[0]


def part(first, end, discount=0.0):
    """An ensemble of the base of which some months count."""
    return SimpleNamespace(scenario=BASE, counted=Span(first, end, discount))


def test_months_are_dates_and_the_last_year_that_counts_is_named():
    assert month_dates(BASE, [0, 13]).astype(str).tolist() == ["2023-01-01", "2024-02-01"]
    assert last_year_text(part(0, 30)) == "Jul 2024 to Jun 2025"
    assert last_year_text(part(0, 24)) == "Jan to Dec 2024"
    assert last_year_text(part(20, 24)) == "Sep to Dec 2024"
    assert last_year_text(part(0, 1)) == "Jan 2023"


def test_months_that_count_are_told_with_their_interest():
    assert counted_text(part(0, 72)) == "over 72 months"
    assert counted_text(part(12, 24)) == "over 12 months from 2024-01"
    assert counted_text(part(1, 2)) == "over 1 month from 2023-02"
    assert counted_text(part(0, 72, 0.08)) == "over 72 months at 8 % interest"
    assert is_whole(part(0, 72, 0.08))
    assert not is_whole(part(0, 71))


def test_equal_events_are_named_once_and_others_with_their_scenario():
    both = SimpleNamespace(month=3, note="shock", changes={})
    only = SimpleNamespace(month=1, note="", changes={"adoption.ceiling": 9})
    parameters = BASE.parameters
    first = SimpleNamespace(parameters=parameters, title="First", events=(both,))
    second = SimpleNamespace(parameters=parameters, title="Second", events=(only, both))
    notes = [(letter, text) for letter, _, text in event_notes([first, second])]
    assert notes == [("a", "2023-02: adoption.ceiling = 9 (only in: Second)"), ("b", "2023-04: shock")]
