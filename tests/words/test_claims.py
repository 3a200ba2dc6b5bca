"""What stands beside a verdict."""

import re

import pytest

from sim.experiments.claims import scorecard
from sim.words.claims import beside
from tests.experiments.claims.small_claims import small_claims, two_walks


@pytest.fixture(scope="module")
def result():
    return scorecard(small_claims(), "full", jobs=1, simulate=two_walks)


@pytest.mark.study
def test_a_claim_that_depends_names_the_assumption_and_where_it_turns(result):
    assert re.match(r"> \d\.\d+ azure: compute price", beside(result, result.claims.claims[2]))


def test_a_claim_that_holds_needs_no_word_and_one_without_conditions_says_why(result):
    assert beside(result, result.claims.claims[0]) == ""
    assert beside(result, result.claims.claims[3]) == "cannot be expressed"
