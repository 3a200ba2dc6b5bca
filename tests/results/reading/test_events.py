"""Events are read with their figures, and damaged ones are told."""

import math

import pandas as pd
import pytest

from sim.market.events import EVENT_COLUMNS
from sim.results.files import ResultsError
from sim.results.reading.events import read_events


def table(*figures):
    row = dict.fromkeys(EVENT_COLUMNS, "") | {"month": 3, "kind": "contract", "when": "2023-04"}
    rows = [row | {"seed": 2 - i, "number": i + 1, "figures": text} for i, text in enumerate(figures)]
    return pd.DataFrame(rows, columns=["seed", *EVENT_COLUMNS])


def test_events_are_read_by_seed_and_number_with_their_figures():
    events = read_events(table('{"gain": 0.5, "layer": "coding", "runway": "inf"}', '{"gain": 1}'))
    assert [(event.seed, event.number) for event in events] == [(1, 2), (2, 1)]
    event = events[1]
    assert event.amount("gain") == 0.5
    assert event.amount("runway") == math.inf
    assert math.isnan(event.amount("layer"))
    assert math.isnan(event.amount("loss"))
    assert event.has("gain")
    assert not event.has("gain", "runway")


def test_missing_texts_and_figures_are_empty():
    frame = table("")
    frame["note"] = None
    event = read_events(frame)[0]
    assert (event.note, event.figures) == ("", {})


@pytest.mark.parametrize("text", ["{", "[1, 2]"])
def test_damaged_figures_are_told_with_the_event(text):
    with pytest.raises(ResultsError, match=r"the figures of event 2\.1 are damaged"):
        read_events(table(text))


def test_a_table_of_an_earlier_version_is_told():
    with pytest.raises(ResultsError, match="the events lack number, figures"):
        read_events(table("{}").drop(columns=["number", "figures"]))
