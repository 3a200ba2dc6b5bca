"""The registered measures."""

from collections import Counter
from typing import get_args

import pytest

from sim.market.measures import MEASURES, Better, Kind, Reduction, measure_names, measures_of, outcome_name
from tests.market.small_runs import run


def test_no_measure_is_registered_twice():
    assert max(Counter((measure.name, measure.kind) for measure in MEASURES).values()) == 1


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: f"{measure.kind}.{measure.name}")
def test_every_measure_says_what_it_is_in_one_plain_sentence(measure):
    assert measure.unit
    assert measure.description[0].isupper()
    assert not measure.description.endswith(".")
    assert bool(measure.for_whom) == (measure.better != "neither")


def test_only_flows_are_totalled():
    for measure in MEASURES:
        if measure.reduction == "total":
            assert measure.unit.endswith(" per month") or measure.unit == "months"
            assert not measure.outcome_unit.endswith(" per month")
        else:
            assert measure.outcome_unit == measure.unit


def test_the_table_holds_only_kinds_directions_and_reductions_that_there_are():
    for measure in MEASURES:
        assert measure.kind in get_args(Kind)
        assert measure.better in get_args(Better)
        assert measure.reduction in get_args(Reduction)
    assert {measure.kind for measure in MEASURES} == set(get_args(Kind))


@pytest.mark.study
def test_what_is_measured_lies_within_what_is_possible():
    monthly = run("endogenous").monthly
    for measure in MEASURES:
        values = monthly.loc[monthly["kind"] == measure.kind, measure.name].dropna()
        low, high = measure.possible
        assert values.between(low - 1e-9, high + 1e-9).all(), (measure.kind, measure.name, values.min(), values.max())


def test_some_measures_of_the_market_are_headlines_and_bookkeeping_is_none():
    headlines = {measure.name for measure in MEASURES if measure.headline}
    assert {"consumer_surplus", "total_surplus", "mean_price"} <= headlines
    assert not {"price_residual", "ledger_imbalance"} & headlines


def test_outcomes_are_named_after_measure_and_entity():
    assert outcome_name("volume", "market", "market") == "volume"
    assert outcome_name("price", "model", "gpt") == "price.gpt"


def test_measures_of_a_kind_keep_their_order():
    assert measure_names("home") == ("consumer_surplus",)
    assert measure_names("cloud") == tuple(measure.name for measure in measures_of("cloud"))
