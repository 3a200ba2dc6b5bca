"""What a hindcast says in words, and its page."""

import re

import pytest

from sim.report.hindcast import hindcast_sentences, score_rows, verdict
from sim.report.page import page
from sim.statistics.scoring.skill import Skill
from tests.experiments.hindcast.toy_history import draws_file, scored


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    return scored(folder, draws=draws_file(folder))


def test_a_loss_is_said_as_plainly_as_a_win():
    assert verdict(Skill(0.5, 0.2, 0.8, 9)) == "better than"
    assert verdict(Skill(-0.5, -0.8, -0.2, 9)) == "WORSE than"
    assert verdict(Skill(0.5, -0.2, 0.8, 9)) == "not told apart from"
    assert verdict(Skill(0.5, float("nan"), float("nan"), 2)) == "too few to tell from"


def test_sentences_say_how_many_are_inside_and_how_good_the_intervals_are(result):
    said = hindcast_sentences(result)
    assert said[0] == f"{result.inside} of 5 observations lie within their tolerance. 2 more were refused."
    assert "in the 80 % intervals" in said[1]
    assert any(sentence.startswith("Clouds: ") for sentence in said)


def test_rows_are_in_the_unit_that_was_published(result):
    first = score_rows(result)[0]
    assert first.what == "cloud_share.azure (%)"
    assert first.observed == "30.0 [26.2, 34.1]"


def test_the_page_needs_no_other_file_and_names_what_was_refused(result):
    text = page(result)
    assert not re.search(r'(src|href)="(?!data:)', text)
    assert text.count("<img") == 5
    assert "counted in % of builders" in text
