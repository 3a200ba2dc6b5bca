"""Months become outcomes."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sim.market.measures import MEASURES
from sim.results.files import ResultsError
from sim.results.outcomes import Outcome, joined_rows, outcome_row, outcomes_in, outcomes_of
from tests.results.monthly import every_measure, monthly


def named(name):
    measure, _, entity = name.partition(".")
    return next(Outcome(one, entity) for one in MEASURES if one.name == measure)


class TestOutcomes:
    def test_a_total_is_the_sum_over_all_months(self):
        assert outcomes_of(monthly(volume=2.0))["volume.gpt"] == 60

    def test_last_year_is_the_mean_over_the_last_twelve_months(self):
        assert outcomes_of(monthly(price=np.arange(30.0)))["price.gpt"] == np.arange(18, 30).mean()

    def test_last_year_of_a_shorter_run_is_the_mean_over_all_months(self):
        assert outcomes_of(monthly(7, price=np.arange(7.0)))["price.gpt"] == 3

    def test_largest_is_the_largest(self):
        rows = monthly(price_residual=-np.arange(30.0)).assign(kind="market", entity="market")
        assert outcomes_of(rows).to_dict() == {"price_residual": 0}

    def test_no_interval_leaves_what_is_possible(self):
        limits = {outcome.name: outcome.limits() for outcome in map(named, ("reach.gpt", "price.gpt", "profit.meta"))}
        assert limits == {"reach.gpt": (0, 1), "price.gpt": (0, np.inf), "profit.meta": (-np.inf, np.inf)}
        assert named("reach.gpt").limits(difference=True) == (-1, 1)
        assert named("price.gpt").limits(difference=True) == (-np.inf, np.inf)

    def test_months_without_a_value_do_not_count(self):
        price = np.where(np.arange(30) < 28, np.nan, 5.0)
        assert outcomes_of(monthly(price=price, volume=np.where(np.arange(30) < 3, 1.0, np.nan))).to_dict() == {
            "price.gpt": 5,
            "volume.gpt": 3,
        }

    def test_a_measure_that_an_entity_never_has_is_no_outcome(self):
        assert "price.gpt" not in outcomes_of(monthly(price=np.nan, volume=1.0))

    def test_an_entity_that_left_before_the_last_year_has_no_such_outcome(self):
        rows = pd.concat([monthly(price=1.0), monthly(10, price=2.0).assign(entity="grok")])
        assert list(outcomes_of(rows).index) == ["price.gpt"]

    @pytest.mark.study
    def test_equals_every_measure_reduced_by_hand(self):
        frame = every_measure()
        outcomes = outcomes_of(frame)
        expected = {}
        for measure in MEASURES:
            for entity in sorted(frame.loc[frame["kind"] == measure.kind, "entity"].unique()):
                rows = frame[(frame["kind"] == measure.kind) & (frame["entity"] == entity)]
                series = rows.set_index("month")[measure.name].sort_index()
                by_hand = {"total": series.sum(), "last_year": series.iloc[-12:].mean(), "largest": series.max()}
                name = measure.name if measure.kind == "market" else f"{measure.name}.{entity}"
                expected[name] = by_hand[measure.reduction]
        assert list(outcomes.index) == list(expected)
        assert outcomes.to_dict() == pytest.approx(expected, rel=1e-12)

    def test_two_entities_with_the_same_outcome_are_refused(self):
        rows = pd.concat([monthly(volume=1.0), monthly(volume=1.0).assign(kind="app")])
        with pytest.raises(ResultsError, match=r"two outcomes are called volume\.gpt: a model and a app"):
            outcomes_of(rows)

    def test_an_unknown_kind_is_refused(self):
        with pytest.raises(ResultsError, match="unregistered kinds planet"):
            outcomes_of(monthly(volume=1.0).assign(kind="planet"))

    def test_rows_of_different_seeds_join_in_order_of_registration(self):
        early = outcome_row(1, monthly(volume=1.0))
        late = outcome_row(2, monthly(price=3.0).assign(entity="grok"))
        joined = joined_rows([early, late])
        assert joined.to_pylist() == [
            {"seed": 1, "price.grok": None, "volume.gpt": 30.0},
            {"seed": 2, "price.grok": 3.0, "volume.gpt": None},
        ]
        assert {name: outcome.unit for name, outcome in outcomes_in(joined.schema).items()} == {
            "price.grok": "USD per Mtok",
            "volume.gpt": "Qt",
        }

    def test_no_rows_join_to_a_table_without_rows(self):
        assert joined_rows([]).to_pydict() == {"seed": []}

    def test_a_column_that_is_no_outcome_is_refused(self):
        with pytest.raises(ResultsError, match="happiness"):
            outcomes_in(pa.schema([("happiness", pa.float64())]))
