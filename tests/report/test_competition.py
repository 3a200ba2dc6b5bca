"""The section of a report on what a competition authority asks."""

import pytest

from sim.report.competition import competition_tables
from sim.words.numbers import numeral
from tests.experiments.competition.small_situations import studied


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return studied(tmp_path_factory.mktemp("studied"))


def test_the_tables_hold_every_market_and_product(result):
    by_month, tasks, products = competition_tables(result)
    assert [row[0] for row in by_month.rows] == ["2023-05"]
    assert len(tasks.rows) == len(result.tables["markets"])
    assert tasks.rows[0][0] == "All tasks"
    assert len(products.rows) == (result.tables["products"]["market"] == "all").sum()
    for table in (by_month, tasks, products):
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_the_margin_of_a_market_is_the_mean_over_spend(result):
    products = result.tables["products"].query("market == 'coding'").dropna(subset="lerner")
    mean = (products["lerner"] * products["spend_share"]).sum() / products["spend_share"].sum()
    (coding,) = [row for row in competition_tables(result)[1].rows if row[0] == "Coding"]
    assert coding[-1] == numeral(mean)


def test_a_result_that_nobody_looked_at_has_no_section(result, tmp_path):
    result.folder, folder = tmp_path, result.folder
    assert competition_tables(result) == []
    result.folder = folder
