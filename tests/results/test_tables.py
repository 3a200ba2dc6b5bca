"""Tables become files."""

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.results.files import ResultsError
from sim.results.tables import SCHEMAS, arrow_table, data_frame, read_parquet, write_parquet
from tests.results.monthly import monthly


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
