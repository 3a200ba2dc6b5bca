"""Through what a profit changes: the parts add up, whatever is told together."""

import pytest

from sim.statistics.bridge import TOTAL, bridge, told_bridge
from tests.statistics.one_owner import Run


def test_the_parts_of_a_difference_add_up_and_name_base_cloud_and_search_but_no_funding():
    table = bridge(Run(0.0), Run(1.0), "alphabet").set_index("part")["difference"]
    assert table[TOTAL] == pytest.approx(table.drop(TOTAL).sum())
    assert table["base_cloud received"] == pytest.approx(2.1)
    assert table["search_advertising received"] == pytest.approx(-1.05)
    assert set(table.index) == {
        *("api_sales received", "base_cloud received", "base_cloud paid", "search_advertising received"),
        *("overhead paid", "capital_cost", TOTAL),
    }


def test_what_hardly_matters_is_told_as_one_line_and_the_sum_stays():
    whole = bridge(Run(0.0), Run(1.0), "alphabet")
    told = told_bridge(whole)
    assert "everything else" in told["part"].tolist()
    assert "overhead paid" not in told["part"].tolist()
    assert told["difference"].iloc[:-1].sum() == pytest.approx(whole["difference"].iloc[-1])
    assert told["part"].iloc[-1] == TOTAL
