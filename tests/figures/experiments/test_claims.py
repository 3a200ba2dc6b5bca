"""The figures and the page of a scorecard, on the market of one formula."""

import re

import pytest

from sim.experiments.claims import scorecard
from sim.figures import draw, names_for
from sim.figures.drawing.style import picture
from sim.figures.experiments.claims import LOOKS
from sim.report.claims import scorecard_sentences, words_of
from sim.report.page import page
from sim.words.claims import beside
from tests.experiments.claims.small_claims import small_claims, two_walks
from tests.experiments.toy_market import ToyMarket


@pytest.fixture(scope="module")
def result():
    return scorecard(small_claims(), "full", jobs=1, simulate=two_walks)


def texts_of(figure):
    own = [text.get_text() for text in figure.texts]
    return own + [text.get_text() for axes in figure.axes for text in (*axes.texts, axes.title, axes.xaxis.label)]


@pytest.mark.study
def test_there_is_one_figure_for_all_and_one_for_each_claim_that_was_tried(result):
    assert names_for(result) == ("scorecard", "claim-C01", "claim-C02", "claim-C03")


def test_the_scorecard_has_a_bar_per_claim_as_long_as_the_share_of_worlds(result):
    [axes] = draw("scorecard", result).axes
    shares = [result.verdicts[claim.id].share for claim in result.claims.claims if claim.conditions]
    assert [bar.get_width() for bar in axes.patches] == shares
    assert "cannot be expressed" in texts_of(axes.figure)
    assert len(LOOKS) == len(result.counts)


def test_a_claim_has_a_point_per_world_and_the_split_is_a_line(result):
    [axes] = draw("claim-C03", result).axes
    assert sum(len(points.get_offsets()) for points in axes.collections) == result.form.worlds
    split = result.split_of(result.claims.claims[2])
    dashed = [line for line in axes.lines if line.get_linestyle() == "--"]
    assert [line.get_xdata()[0] for line in dashed] == [split["threshold"]]
    assert "Azure: compute price (USD per GPU-hour)" in texts_of(axes.figure)


def test_a_claim_without_a_split_shows_the_worlds_in_order(result):
    [axes] = draw("claim-C01", result).axes
    [points] = [one.get_offsets() for one in axes.collections if len(one.get_offsets())]
    assert sorted(points[:, 0]) == list(range(1, result.form.worlds + 1))
    assert list(points[points[:, 0].argsort(), 1]) == sorted(points[:, 1])


def test_figures_have_the_same_bytes_every_time(result):
    assert picture(draw("claim-C03", result), "svg") == picture(draw("claim-C03", result), "svg")


def test_it_is_said_on_what_a_claim_depends(result):
    claims = result.claims.claims
    assert re.match(r"> \d\.\d+ azure: compute price", beside(result, claims[2]))
    assert "It rather holds with Azure: compute price" in words_of(result, claims[2])
    assert words_of(result, claims[0]) == "Holds in 100 % of 20 worlds."
    assert words_of(result, claims[3]) == "Happiness is not in the model."


def test_the_form_is_said(result):
    quick = scorecard(small_claims(), "quick", jobs=1, simulate=ToyMarket())
    assert "first look" in " ".join(scorecard_sentences(quick))
    assert "first look" not in " ".join(scorecard_sentences(result))
    assert "full form: 20 worlds" in " ".join(scorecard_sentences(result))


def test_the_page_needs_no_other_file_and_shows_every_claim(result):
    text = page(result)
    assert not re.search(r'(src|href)="(?!data:)', text)
    for claim in result.claims.claims:
        assert f'id="{claim.id}"' in text
        assert claim.falsifier in text
    assert text.count("<img") == 4
    assert "not expected to decide" not in text
