"""Months become outcomes, and tables become files."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.market.measures import MEASURES
from sim.results.files import ResultsError
from sim.results.outcomes import joined_rows, outcome_row, outcomes_in, outcomes_of
from sim.results.tables import SCHEMAS, arrow_table, data_frame, read_parquet, write_parquet


def monthly(months: int = 30, **columns: object) -> pd.DataFrame:
    data = {"month": range(months), "kind": "model", "entity": "gpt", **columns}
    return pd.DataFrame(data)


def every_measure(months: int = 15) -> pd.DataFrame:
    """Random values of every measure, two entities of each kind; in disorder, and with a gap."""
    rng = np.random.default_rng(4)
    parts = []
    for kind in dict.fromkeys(measure.kind for measure in MEASURES):
        entities = ["market"] if kind == "market" else [f"{kind}_b", f"{kind}_a"]
        names = [measure.name for measure in MEASURES if measure.kind == kind]
        for entity in entities:
            values = pd.DataFrame(rng.normal(size=(months, len(names))), columns=names)
            values.insert(0, "month", np.arange(months))
            parts.append(values.assign(kind=kind, entity=entity))
    frame = pd.concat(parts, ignore_index=True).sample(frac=1, random_state=1)
    frame.loc[(frame["entity"] == "app_a") & (frame["month"] == months - 1), "margin"] = np.nan
    return frame


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


class TestTables:
    def test_missing_values_survive_and_the_seed_comes_first(self):
        frame = data_frame(arrow_table("monthly", monthly(2, price=[1.5, np.nan]), 7))
        assert list(frame.columns) == SCHEMAS["monthly"].names
        assert frame["seed"].tolist() == [7, 7]
        assert frame["price"].tolist() == pytest.approx([1.5, np.nan], nan_ok=True)
        assert frame["volume"].isna().all()

    def test_categories_are_texts_and_whole_floats_are_months(self):
        frame = monthly(2).astype({"kind": "category", "entity": "category", "month": float})
        assert arrow_table("monthly", frame, 1) == arrow_table("monthly", monthly(2), 1)

    def test_an_unregistered_or_missing_column_is_refused(self):
        with pytest.raises(ResultsError, match="monthly has unregistered columns pirce"):
            arrow_table("monthly", monthly(pirce=1.0), 1)
        with pytest.raises(ResultsError, match="monthly lacks entity"):
            arrow_table("monthly", monthly().drop(columns="entity"), 1)

    def test_a_frame_without_rows_needs_no_columns(self):
        assert arrow_table("contracts", pd.DataFrame(), 1) == SCHEMAS["contracts"].empty_table()

    def test_a_column_of_another_type_is_refused(self):
        with pytest.raises(ResultsError, match="column price of the table monthly is no double"):
            arrow_table("monthly", monthly(price="dear"), 1)
        with pytest.raises(ResultsError, match="column month of the table monthly is no int32"):
            arrow_table("monthly", monthly(2).assign(month=[0.5, 1]), 1)

    def test_equal_tables_give_equal_bytes_whatever_the_frame_looked_like(self, tmp_path):
        frame = monthly(40, price=np.random.default_rng(0).normal(size=40))
        other = frame[frame.columns[::-1]].astype({"kind": "category", "month": "int16"}).set_index(frame.index + 5)
        for name, one in (("a", frame), ("b", other)):
            parts = [arrow_table("monthly", one, seed) for seed in (1, 2)]
            write_parquet(tmp_path / name, SCHEMAS["monthly"], parts)
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()

    def test_texts_are_stored_as_a_dictionary_and_nothing_about_pandas_is(self, tmp_path):
        write_parquet(tmp_path / "a", SCHEMAS["monthly"], [arrow_table("monthly", monthly(), 1)])
        stored = pq.ParquetFile(tmp_path / "a")
        column = stored.metadata.row_group(0).column(SCHEMAS["monthly"].names.index("entity"))
        assert column.has_dictionary_page
        assert column.compression == "ZSTD"
        assert set(stored.metadata.metadata or {}) <= {b"ARROW:schema"}

    def test_a_damaged_file_is_named(self, tmp_path):
        (tmp_path / "a").write_bytes(b"PAR1 no more")
        with pytest.raises(ResultsError, match="a is damaged"):
            read_parquet(tmp_path / "a")
        with pytest.raises(ResultsError, match=r"cannot read .*b"):
            read_parquet(tmp_path / "b")
