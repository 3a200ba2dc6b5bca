"""What an event looks like in the tables."""

import json

from sim.market.events import MarketEvent
from tests.market.small_economies import WORLDS, lived


def test_figures_are_json_in_alphabetical_order_and_always_finite():
    figures = {
        "size": 0.1 + 0.2,
        "cash": float("inf"),
        "gone": float("nan"),
        "deals": 3,
        "serial": True,
        "layer": "cloud",
    }
    text = MarketEvent(0, "review", "a>b", "opened", figures=figures).figures_text()
    assert json.loads(text) == {
        "cash": "inf",
        "deals": 3,
        "gone": "nan",
        "layer": "cloud",
        "serial": True,
        "size": 0.3,
    }
    assert list(json.loads(text)) == sorted(figures)


def test_every_event_of_every_world_can_be_read_back_and_has_a_cause():
    seen = set()
    for overrides in WORLDS.values():
        events = lived(*overrides).events
        assert events["number"].tolist() == list(range(1, len(events) + 1))
        assert events["month"].is_monotonic_increasing
        assert (events["cause"] != "").all()
        assert events["figures"].map(json.loads).map(bool).all()
        seen |= set(events["kind"])
    assert seen == {"contract", "option", "bid", "review", "acquisition", "finance", "technology", "outage", "entry"}
