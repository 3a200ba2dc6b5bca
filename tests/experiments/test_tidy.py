"""Results as tidy tables with dates."""

import pandas as pd
import pytest

from sim.experiments import tidy as tidying
from sim.experiments.comparison import compare
from sim.experiments.ensemble import run
from sim.experiments.tidy import export, tidy, without_formulas
from sim.results.files import ResultsError
from tests.experiments.toy_market import CLOUDS, ToyMarket, dearer, exclusive


@pytest.fixture(scope="module")
def ensemble():
    return run(exclusive(), jobs=1, simulate=ToyMarket())


@pytest.fixture(scope="module")
def comparison():
    return compare(exclusive(), dearer(), jobs=1, simulate=ToyMarket())


def test_monthly_has_a_row_for_each_value_measured_and_no_empty_cell(ensemble):
    monthly = tidy(ensemble)["monthly"]
    values = ensemble.monthly.drop(columns=["seed", "month", "kind", "entity"]).notna().to_numpy().sum()
    assert len(monthly) == values
    assert monthly.notna().all(axis=None)
    assert set(monthly.loc[monthly["measure"] == "compute_price", "unit"]) == {"USD per GPU-hour"}


def test_months_are_dates_of_the_calendar(ensemble):
    tables = tidy(ensemble)
    dates = tables["monthly"]["date"]
    assert (dates.min(), dates.max()) == (pd.Timestamp("2023-01-01"), pd.Timestamp("2024-06-01"))
    assert set(tables["contracts"]["end"]) == {pd.Timestamp("2024-07-01")}
    assert set(tables["ledger"]["date"]) == {pd.Timestamp("2023-01-01")}


def test_outcomes_are_those_of_the_run_with_their_unit(ensemble):
    rows = tidy(ensemble)["outcomes"]
    wide = rows.pivot_table(index="seed", columns="outcome", values="value")
    pd.testing.assert_frame_equal(wide, ensemble.outcomes[wide.columns], check_names=False)
    assert list(rows["unit"]) == [ensemble.definitions[name].unit for name in rows["outcome"]]


def test_scenarios_of_a_comparison_are_told_apart_and_their_difference_is_there(comparison):
    tables = tidy(comparison)
    assert set(tables["monthly"]["scenario"]) == {"exclusive", "dearer"}
    rows = tables["differences"].query("outcome == 'compute_price.azure'").set_index("seed")["value"]
    assert rows.to_dict() == pytest.approx(comparison.differences["compute_price.azure"].to_dict())
    assert set(tables["comparison"]["less"]) == {"exclusive"}


@pytest.mark.parametrize(("file_format", "read"), [("csv", pd.read_csv), ("parquet", pd.read_parquet)])
def test_files_hold_what_the_tables_hold(ensemble, tmp_path, file_format, read):
    files = export(ensemble, tmp_path / "out", file_format)
    assert {file.stem for file in files} == set(tidy(ensemble))
    read_back = read(tmp_path / "out" / f"monthly.{file_format}")
    read_back["date"] = pd.to_datetime(read_back["date"])
    pd.testing.assert_frame_equal(read_back, tidy(ensemble)["monthly"], check_dtype=False)


@pytest.mark.study
def test_a_workbook_has_a_sheet_for_each_table_with_real_dates(ensemble, tmp_path):
    [file] = export(ensemble, tmp_path, "xlsx")
    sheets = pd.read_excel(file, sheet_name=None)
    assert list(sheets) == list(tidy(ensemble))
    assert sheets["monthly"]["date"].iloc[0] == pd.Timestamp("2023-01-01")


def test_a_table_that_is_too_long_for_a_sheet_is_refused_before_anything_is_written(ensemble, tmp_path, monkeypatch):
    monkeypatch.setattr(tidying, "MOST_ROWS_OF_A_SHEET", 5)
    with pytest.raises(ResultsError, match="a sheet holds 5: use csv"):
        export(ensemble, tmp_path, "xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_series_is_indexed_by_date_with_a_column_per_seed(ensemble):
    series = ensemble.series("compute_price", CLOUDS[0])
    assert list(series.columns) == list(ensemble.seeds)
    assert series.index[0] == pd.Timestamp("2023-01-01")
    assert len(series) == 18
    rows = ensemble.monthly.query("entity == 'azure' and seed == 2").set_index("month")["compute_price"]
    assert series[2].to_list() == rows.to_list()


def test_a_series_of_a_comparison_has_the_scenarios_side_by_side(comparison):
    series = comparison.series("compute_price", "azure")
    assert set(series.columns.get_level_values("scenario")) == {"exclusive", "dearer"}
    assert (series["dearer"] - series["exclusive"]).to_numpy() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("compute_prise", "azure"), "there is no measure 'compute_prise': did you mean compute_price"),
        (("compute_price", "azur"), "'azur' has no compute_price: did you mean azure"),
    ],
)
def test_a_series_that_is_not_there_is_answered_with_the_nearest(ensemble, arguments, message):
    with pytest.raises(ValueError, match=message):
        ensemble.series(*arguments)


def test_a_notebook_shows_what_was_run_and_its_headlines(ensemble, comparison):
    assert "Ensemble exclusive: 4 seeds" in ensemble._repr_html_()
    assert "<table" in comparison._repr_html_()


def test_no_spreadsheet_takes_words_for_a_formula():
    words = ["=1+1", "+A1", "-A1", "@SUM(1)", "\t=1", "-0.5", "+1e-3", "-", "open"]
    found = list(without_formulas(pd.DataFrame({"note": words}))["note"])
    assert found == ["'=1+1", "'+A1", "'-A1", "'@SUM(1)", "'\t=1", "-0.5", "+1e-3", "-", "open"]
