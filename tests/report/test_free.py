"""What free runs say in words, and on their page."""

import pytest

from sim.report.free import free_sections, free_sentences, milestone_rows
from sim.report.page import page
from tests.experiments.hindcast.toy_history import draws_file, freely


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("free")
    return freely(folder, draws=draws_file(folder))


def test_each_milestone_stands_beside_the_record(result):
    said = free_sentences(result.free)
    assert said[0] == "When alliances loosen that nothing but the market decides: 6 runs to 2026-12"
    assert said[3] == (
        "OpenAI's models are no longer sold exclusively (2026-04 on record): by 2026-12 in 100 % of the runs, not by "
        "then in 0 %, they never were in 0 %, median 2024-10; Microsoft in 100 %."
    )
    assert said[4].startswith("Microsoft's apps license Anthropic's models (2025-09 on record): by 2026-12 in 100 %")


def test_what_did_not_come_by_the_end_is_said(result):
    untied, free, *_ = milestone_rows(result.free)
    assert untied[5] == "2024-10 [2024-10, 2024-11]"
    assert free[5] == "not by the end [not by the end, not by the end]"


def test_a_clause_that_was_never_given_has_no_months(result):
    from dataclasses import replace

    never = replace(result.free, contracts=result.free.contracts.assign(compute="free"))
    assert milestone_rows(never)[0][3:6] == ("100 %", "0 %", "–")
    assert "median" not in free_sentences(never)[1]


def test_the_page_has_their_tables_and_figure(result):
    text = page(result)
    for title, _, _ in free_sections(result.free):
        assert title in text
    assert 'id="figure-loosening"' in text
    assert text.index("no longer sold exclusively (2026-04 on record)") < text.index("lie within their tolerance")
    assert free_sections(None) == []
