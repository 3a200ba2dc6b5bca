"""Ties between owners."""

import pytest

from sim.results.reading.contract_spells import shown_seed
from sim.results.reading.ties import APP, ties_of


def test_ties_carry_the_share_of_tokens_sold_by_another_owner(told):
    seed = shown_seed(told).seed
    rows = told.monthly[told.monthly["seed"] == seed]
    parameters = told.scenario.parameters
    hosted = rows[rows["kind"] == "model_on_cloud"].set_index(["entity", "month"])["hosted_volume"]
    total = rows[rows["kind"] == "market"].set_index("month")["volume"]
    expected = hosted["gpt@azure", 10] / total[10]
    tie = next(tie for tie in ties_of(told, seed) if tie.key == ("openai", "microsoft", "cloud"))
    assert tie.share[10] == pytest.approx(expected)
    assert tie.access[0] == "exclusive"
    assert all(tie.lab != tie.partner for tie in ties_of(told, seed))
    assert {tie.partner for tie in ties_of(told, seed) if tie.side == APP} <= {
        a.owner for a in parameters.apps.values()
    }
