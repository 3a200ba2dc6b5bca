"""A claim must not hold just as well without its mechanism."""

import numpy as np
import pytest

from sim.experiments.claims import load_claims, scorecard
from sim.experiments.claims.placebo import compare
from sim.report.claims import placebo_sentence
from tests.experiments.claims.small_claims import TEXT, written
from tests.experiments.toy_market import ToyMarket

RISES = "in: dear, against: exclusive, predicted: higher}\n"
SAME_PRICE = "    placebo: {says: Both begin alike., set: {clouds.azure.compute_price: 3.0}}\n"
OTHER_FRICTION = "    placebo: {says: Nobody minds., set: {enterprises.portability_friction: 0}, conditions: [1]}\n"


def first_claim(placebo, folder):
    claims = load_claims(written(TEXT.replace(RISES, RISES + placebo, 1), folder))
    result = scorecard(claims, ids=["C01"], jobs=1, simulate=ToyMarket())
    return result, result.claims.claims[0]


def test_a_verdict_turns_where_the_mechanism_decides_it(tmp_path):
    result, claim = first_claim(SAME_PRICE, tmp_path)
    found = result.placebo(claim)
    assert (found.with_it, found.without_it, found.worlds, found.answer) == (1.0, 0.0, 6, "turns")
    assert result.answer(claim) == "supported"
    assert "Both begin alike." in placebo_sentence(result, claim)
    assert result.content()["claims"][0]["placebo"]["answer"] == "turns"


def test_a_claim_that_holds_as_well_without_its_mechanism_says_so(tmp_path):
    result, claim = first_claim(OTHER_FRICTION, tmp_path)
    assert result.placebo(claim).answer == "holds just as well"
    assert "not why the claim holds" in placebo_sentence(result, claim)


def test_only_conditions_are_judged_and_not_their_placebos(tmp_path):
    result, claim = first_claim(SAME_PRICE, tmp_path)
    assert len(result.verdicts["C01"].conditions) == len(claim.conditions) == 1
    assert {"dear-without-C01", "exclusive-without-C01"} <= set(result.claims.settings_used)


@pytest.mark.parametrize(
    ("with_it", "without_it", "answer"),
    [
        ([1.0, 1.0, 1.0], [1.0, -1.0, 0.0], "turns"),
        ([-1.0, 0.0, -1.0], [0.0, 0.0, 0.0], "holds neither way"),
        ([1.0, -1.0, 1.0], [1.0, 1.0, 1.0], "holds just as well"),
        ([1.0, np.nan, 1.0], [1.0, 1.0, 1.0], "undecided"),
    ],
)
def test_what_is_said_of_both_ways(with_it, without_it, answer):
    assert compare("", (0,), [np.array(with_it)], [np.array(without_it)], [1]).answer == answer
