"""The key series: the whole market first, then whoever the scenarios differ about."""

import pytest

from sim.words.key_series import MOST, key_series
from tests.figures.example import comparison, ensemble, world


@pytest.mark.study
def test_the_contract_in_question_decides_who_is_shown():
    chosen = key_series(comparison(seeds=1, data=world(months=13)))
    assert [series.measure for series in chosen[:3]] == ["consumer_surplus", "mean_price", "rationed_share"]
    titles = [series.title for series in chosen]
    assert {
        "Reach of GPT",
        "Profit of Microsoft, after capital",
        "Profit of OpenAI, after capital",
    } <= set(titles)
    assert len(titles) == len(set(titles)) <= MOST


def test_without_a_contract_the_largest_are_shown():
    chosen = key_series(ensemble(seeds=1, data=world(months=13, contracts=False)))
    assert sum(series.measure == "profit" for series in chosen) == 2
    assert sum(series.measure == "reach" for series in chosen) == 1
