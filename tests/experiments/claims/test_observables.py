"""What is looked at in a run, on runs of four numbers."""

import math

import numpy as np
import pytest

from sim.experiments.claims.observables import (
    Combination,
    EventCount,
    EventFigure,
    MonthsUntil,
    Outcome,
    RankCorrelation,
    Swings,
)
from sim.experiments.claims.windows import window
from sim.market.measures import MEASURES
from sim.results.observed import Event, Observed

START = "2023-01"


def measure(name, kind):
    return next(one for one in MEASURES if (one.name, one.kind) == (name, kind))


def outcome(name, kind, during=""):
    return Outcome(name, measure(name.split(".")[0], kind), START, during)


def run(events=(), **series):
    return Observed({name.replace("__", "."): np.array(values, dtype=float) for name, values in series.items()}, events)


def event(month, kind="bid", subject="microsoft>inception", decision="refused", **figures):
    return Event(month, kind, subject, decision, "", "", "", figures)


RISING = run(price__gpt=np.arange(24), volume__gpt=np.arange(24))


def test_an_outcome_is_reduced_as_it_is_registered():
    assert outcome("price.gpt", "model").value(RISING) == np.arange(12, 24).mean()
    assert outcome("volume.gpt", "model").value(RISING) == np.arange(24).sum()


@pytest.mark.parametrize(
    ("during", "months"),
    [
        ("first year", range(12)),
        ("last year", range(12, 24)),
        ("2024", range(12, 24)),
        ("2023-03", [2]),
        ("2023-03..2023-05", [2, 3, 4]),
        ("2024-06..2029-01", range(17, 24)),
    ],
)
def test_a_window_is_the_mean_of_its_months(during, months):
    assert outcome("volume.gpt", "model", during).value(RISING) == np.mean(months)


@pytest.mark.parametrize("text", ["2022", "2025", "last month", "2023-13", "2024-03..2024-01"])
def test_what_is_no_window_of_the_run_is_refused(text):
    with pytest.raises(ValueError, match=r"expected|no month"):
        window(text, START, 24)


def test_months_without_a_value_do_not_count():
    some = run(price__gpt=[math.nan, 2.0, 4.0])
    assert outcome("price.gpt", "model", "2023").value(some) == 3.0
    assert math.isnan(outcome("price.gpt", "model").value(run(price__gpt=[math.nan, math.nan])))


@pytest.mark.parametrize(
    ("kind", "number"), [("sum", 10.0), ("less", 6.0), ("ratio", 4.0), ("largest", 8.0), ("smallest", 2.0)]
)
def test_numbers_combine(kind, number):
    both = run(price__gpt=[8.0], price__claude=[2.0])
    parts = (outcome("price.gpt", "model"), outcome("price.claude", "model"))
    assert Combination(kind, parts).value(both) == number
    assert Combination(kind, parts).outcomes == {"price.gpt", "price.claude"}


def test_a_ratio_over_nothing_is_no_number():
    both = run(price__gpt=[8.0], price__claude=[0.0])
    parts = (outcome("price.gpt", "model"), outcome("price.claude", "model"))
    assert math.isnan(Combination("ratio", parts).value(both))


def test_events_are_counted_by_what_they_say_and_when():
    events = (event(3), event(15), event(16, subject="xai>inception"), event(17, kind="entry"))
    some = run(events, volume__gpt=np.ones(24))
    assert EventCount(START, "bid").value(some) == 3
    assert EventCount(START, "bid", "microsoft>*").value(some) == 2
    assert EventCount(START, "bid", "microsoft>*", during="2024").value(some) == 1
    assert EventCount(START, "bid", decision="made").value(some) == 0


def test_figures_of_events_are_averaged_over_those_that_have_them():
    events = (event(1, value=2.0), event(2, value=4.0), event(3, price=9.0), event(4, value="much"))
    figure = EventFigure("value", EventCount(START, "bid"))
    assert figure.value(run(events, volume__gpt=[1.0])) == 3.0
    assert math.isnan(figure.value(run((), volume__gpt=[1.0])))


def test_months_until_a_part_of_the_peak():
    assert MonthsUntil(outcome("volume.gpt", "model"), 0.5).value(run(volume__gpt=[0, 1, 5, 6, 10])) == 3
    assert MonthsUntil(outcome("volume.gpt", "model"), 0.5).value(run(volume__gpt=[0, 0, 0])) == 3


def test_swings_are_mean_changes_of_the_logarithm():
    swings = Swings(outcome("volume.gpt", "model"))
    assert swings.value(run(volume__gpt=[1, math.e, 1])) == pytest.approx(1.0)
    assert swings.value(run(volume__gpt=[2, 2, 2])) == 0.0
    assert math.isnan(swings.value(run(volume__gpt=[2])))


def test_ranks_correlate():
    names = ("gpt", "claude", "grok")
    prices = tuple(outcome(f"price.{name}", "model") for name in names)
    capabilities = tuple(outcome(f"capability.{name}", "model") for name in names)
    ranks = RankCorrelation(prices, capabilities)
    values = {f"capability__{name}": [float(rank)] for rank, name in enumerate(names)}
    assert ranks.value(run(price__gpt=[1], price__claude=[2], price__grok=[30], **values)) == pytest.approx(1.0)
    assert ranks.value(run(price__gpt=[3], price__claude=[2], price__grok=[1], **values)) == pytest.approx(-1.0)
    assert math.isnan(ranks.value(run(price__gpt=[3], price__claude=[3], price__grok=[3], **values)))
