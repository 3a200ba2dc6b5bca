"""What a comparison says of its outcomes: one thing, in the terminal and in JSON."""

import json

import pytest

pytestmark = pytest.mark.study


def test_a_comparison_of_few_seeds_says_one_thing_of_each_outcome(alliance, tmp_path):
    said = alliance("compare", "exclusive", "open", "--seeds", "1..3", "--out", tmp_path, "--json", small=True)
    table = {row["outcome"]: row for row in json.loads(said.out)["comparison"]}
    _says_that_seeds_are_few(table)
    _declares_families(table)
    said = alliance("compare", "exclusive", "open", "--seeds", "1..3", "--out", tmp_path, small=True)
    assert "too few seeds: run 5" in said.out
    _counts_enterprises_where_they_began(table, said.out)


def _says_that_seeds_are_few(table):
    assert "too few seeds" in {row["finding"] for row in table.values()}
    assert "open" not in {row["finding"] for row in table.values()}
    for row in table.values():
        assert not any(name.startswith("bca") for name in row)
        if row["p_value"] is not None:
            assert (row["p_value"] < 0.05) == (row["t_low"] > 0 or row["t_high"] < 0)


def _counts_enterprises_where_they_began(table, shown):
    """Cohorts stand in the terminal, homes of the moment do not; however enterprises are grouped, the sum is theirs."""
    by_home = sum(
        row["difference"] for name, row in table.items() if name.startswith("consumer_surplus.home_at_start.")
    )
    for kind in ("segment", "suite_at_start"):
        cohorts = [row["difference"] for name, row in table.items() if name.startswith(f"consumer_surplus.{kind}.")]
        assert sum(cohorts) == pytest.approx(by_home, rel=1e-9)
    assert "consumer_surplus.home_at_start.azure" in shown
    assert "consumer_surplus.azure" not in shown


def _declares_families(table):
    assert {table[name]["family"] for name in ("profit.microsoft", "consumer_surplus", "reach.gpt")} == {"primary"}
    assert table["consumer_surplus.home_at_start.azure"]["family"] == "primary"
    assert {table[name]["family"] for name in ("consumer_surplus.azure", "price.gpt")} == {"exploratory"}
    untested = [row for row in table.values() if row["family"] == "diagnostic" or row["t_low"] == row["t_high"]]
    assert "price_residual" in [row["outcome"] for row in untested]
    assert {row["p_value"] for row in untested} == {None}
    assert sum(row["family"] == "primary" for row in table.values()) < 30
