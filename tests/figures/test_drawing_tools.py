"""Numbers, places of labels, dates, widths of text, names, and the summaries that figures draw."""

import itertools
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from scipy import stats

from sim.figures.drawing.calendar import use_dates
from sim.figures.drawing.labels import spread
from sim.figures.drawing.style import fit, ink_on, owner_colours, scenario_role, text_width, wrap
from sim.results.reading.contract_spells import contracts_in_question
from sim.results.reading.series import band, mean_interval
from sim.words.dates import event_notes, last_year_text, month_dates
from sim.words.names import account_label, flow_label, label, layer_label, layer_meaning, merged, model_label, plain
from sim.words.numbers import decimals_for, interval, numeral, percent
from tests.figures.example import scenarios, world

BASE = scenarios(1)[0]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234.5, "1,234"),
        (56.78, "56.8"),
        (5.0722, "5.07"),
        (0.0119, "0.0119"),
        (-0.37, "−0.370"),
        (0.0, "0"),
        (3.7e-17, "0"),
        (1.2e-9, "1.2e−09"),
        (float("nan"), "–"),
    ],
)
def test_numbers_have_the_digits_that_tell_something(value, text):
    assert numeral(value) == text


def test_signs_intervals_and_shares_read_well():
    assert numeral(2, 1, sign=True) == "+2.0"
    assert numeral(-0.001, 1) == "0.0"
    assert interval(-1, 2.5, 1, sign=True) == "[−1.0, +2.5]"
    assert interval(float("nan"), 1) == ""
    assert percent(0.336) == "34 %"
    assert percent(float("nan")) == "–"
    assert decimals_for(0.05, 12, float("inf")) == 1


@given(st.lists(st.floats(0, 100), max_size=12), st.floats(0.1, 30))
def test_labels_keep_their_order_distance_and_limits(wanted, gap):
    wanted = np.sort(np.array(wanted))
    places = spread(wanted, gap, 0, 100)
    distance = min(gap, 100 / max(len(wanted) - 1, 1))
    assert all(b - a >= distance - 1e-9 for a, b in itertools.pairwise(places))
    if len(wanted) > 1:
        assert places[0] >= -1e-9
        assert places[-1] <= 100 + 1e-9


def test_labels_that_have_room_stay_where_they_are():
    assert spread(np.array([10.0, 30.0, 80.0]), 5, 0, 100) == pytest.approx([10, 30, 80])


def test_text_is_measured_wrapped_and_shortened_to_the_room():
    assert text_width("W" * 20) > text_width("i" * 20) > 0
    assert text_width("GPT", bold=True) > text_width("GPT")
    lines = wrap("some words that need more than one line of this width", 1.5)
    assert len(lines) > 1
    assert max(map(text_width, lines)) <= 1.5
    assert fit("a very long label indeed", 0.8).endswith("…")
    assert text_width(fit("a very long label indeed", 0.8)) <= 0.8
    assert fit("short", 5) == "short"
    assert wrap("", 1) == [""]


def test_roles_differ_in_more_than_colour():
    base, other = scenario_role(0), scenario_role(1)
    assert base.colour != other.colour
    assert base.line != other.line
    assert base.marker != other.marker
    assert base.hatch != other.hatch
    assert len(set(owner_colours([f"o{i}" for i in range(10)]).values())) == 10
    assert ink_on("#ffffff") != ink_on("#000000")


def test_names_come_from_the_scenario():
    parameters = BASE.parameters
    assert label(parameters, "model", "gpt") == "GPT"
    assert label(parameters, "model_at_home", "gpt@google_cloud") == "GPT at Google Cloud"
    assert label(parameters, "pair", "openai-on-microsoft") == "OpenAI on Microsoft"
    assert label(parameters, "control", "inference@amazon") == "Cost of inference at Amazon"
    assert label(parameters, "cloud", "not_there") == "not there"
    assert model_label(parameters, "gpt", with_lab=True) == "GPT (OpenAI)"
    assert account_label(parameters, "xai") == "xAI and SpaceX"
    assert account_label(parameters, "enterprises") == "Enterprises"
    assert flow_label("api_sales") == "API sales"
    assert layer_label("cloud") == "Cloud"
    assert layer_meaning("cloud") == "GPU-hours by owner of the host"


def test_labels_lose_what_cannot_be_printed():
    assert plain(" two\nlines\tand\x07 a bell ") == "two lines and a bell"


def test_names_of_several_scenarios_are_merged_in_order():
    first, second = BASE, scenarios(1, world(models=9))[0]
    names = merged([first, second], "models")
    assert names[:7] == list(first.parameters.models)
    assert set(names) == set(second.parameters.models)


def test_months_are_dates_and_the_last_year_is_named():
    scenario = scenarios(1, world(months=30))[0]
    assert month_dates(scenario, [0, 13]).astype(str).tolist() == ["2023-01-01", "2024-02-01"]
    assert last_year_text(scenario) == "Jul 2024 to Jun 2025"
    assert last_year_text(scenarios(1, world(months=24))[0]) == "Jan to Dec 2024"
    assert last_year_text(scenarios(1, world(months=1))[0]) == "Jan 2023"


@pytest.mark.parametrize(
    ("months", "labels"), [(72, "2023 2024 2025 2026 2027 2028"), (3, "Jan 23|Feb 23|Mar 23"), (12, "Jan 23|Apr 23")]
)
def test_dates_on_the_axis_are_years_or_months(months, labels):
    scenario = scenarios(1, world(months=months))[0]
    axes = Figure().add_subplot()
    axes.plot(month_dates(scenario, np.arange(months)), np.arange(months))
    use_dates(axes)
    shown = [text.get_text() for text in axes.get_xticklabels()]
    wanted = labels.split("|") if "|" in labels else labels.split()
    assert shown[: len(wanted)] == wanted


def test_equal_events_are_named_once_and_others_with_their_scenario():
    both = SimpleNamespace(month=3, note="shock", changes={})
    only = SimpleNamespace(month=1, note="", changes={"adoption.ceiling": 9})
    parameters = BASE.parameters
    first = SimpleNamespace(parameters=parameters, title="First", events=(both,))
    second = SimpleNamespace(parameters=parameters, title="Second", events=(only, both))
    notes = [(letter, text) for letter, _, text in event_notes([first, second])]
    assert notes == [("a", "2023-02: adoption.ceiling = 9 (only in: Second)"), ("b", "2023-04: shock")]


def test_contracts_in_question_differ_between_scenarios_or_over_time():
    exclusive, opened, loosened = scenarios(3)
    assert contracts_in_question([exclusive, opened]) == (["microsoft"], ["openai"])
    assert contracts_in_question([loosened]) == (["microsoft"], ["openai"])
    assert contracts_in_question([exclusive]) == (["microsoft"], ["openai"])
    assert contracts_in_question([opened]) == ([], [])


def test_a_band_holds_mean_interval_and_range():
    rng = np.random.default_rng(1)
    values = rng.normal(size=(4, 9))
    values[2] = np.nan
    values[3, 1:] = np.nan
    summary = band(pd.DataFrame(values, index=range(4)))
    low, high = stats.t.interval(0.95, 8, loc=values[0].mean(), scale=stats.sem(values[0]))
    assert (summary.low[0], summary.high[0]) == pytest.approx((low, high))
    assert summary.range_high[1] == pytest.approx(np.quantile(values[1], 0.9))
    assert np.isnan(summary.mean[2])
    assert summary.mean[3] == pytest.approx(values[3, 0])
    assert np.isnan(summary.low[3])
    assert mean_interval([1.0, np.nan, 3.0])[0] == 2.0
    assert all(np.isnan(mean_interval([])))
