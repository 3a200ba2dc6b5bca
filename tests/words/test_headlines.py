"""Headline outcomes and whom a difference helps."""

import pytest

from sim.market.measures import MEASURES
from sim.results.outcomes import Outcome
from sim.words.headlines import grouped, verdict

BY_NAME = {(measure.name, measure.kind): measure for measure in MEASURES}


@pytest.mark.parametrize(
    ("name", "difference", "answer"),
    [
        (("price", "model"), 0.1, "worse"),
        (("price", "model"), -0.1, "better"),
        (("profit", "owner"), 0.1, "better"),
        (("profit", "owner"), 0.0, "neither"),
        (("profit", "owner"), float("nan"), "neither"),
        (("multi_homing_share", "market"), 0.1, "neither"),
    ],
)
def test_better_and_worse_follow_whom_the_measure_concerns(name, difference, answer):
    assert verdict(BY_NAME[name], difference) == answer


def test_outcomes_go_into_the_panels_of_their_measures_and_empty_panels_are_left_out():
    rows = [(Outcome(BY_NAME["profit", "owner"], "a"), 1), (Outcome(BY_NAME["volume", "market"], "market"), 2)]
    [(group, members)] = list(grouped(rows))
    assert group.title == "Profit by owner, after capital; base cloud and search included"
    assert members == rows[:1]
