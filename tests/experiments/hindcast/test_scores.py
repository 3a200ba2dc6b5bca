"""Scores against exact answers."""

import numpy as np
import pytest

from sim.experiments.hindcast.scores import Scores
from tests.experiments.hindcast.toy_history import ROWS, plan_of


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return plan_of(tmp_path_factory.mktemp("scores"), *ROWS[:4])


def scores(plan, answers, base=None):
    return Scores(plan.observations, np.array(answers), base, plan.observations.rows, plan.known_before)


def logit(share):
    return np.log(share / (1 - share))


def test_a_miss_is_taken_in_tolerances_on_the_scale_of_comparison(plan):
    found = scores(plan, [[0.3, 0.32, 0.24, 5.4 * 1.3]])
    assert found.misses == pytest.approx([0, (logit(0.32) - logit(0.26)) * 0.26 * 0.74 / 0.04, 0, 1])
    assert found.table["inside"].tolist()[:3] == [True, False, True]


def test_persistence_is_the_last_value_before_and_trend_the_line_through_those(plan):
    rivals = scores(plan, [[0.3, 0.3, 0.24, 5.4]]).rivals
    assert np.isnan(rivals["persistence"][[0, 3]]).all()
    assert rivals["persistence"][1] == pytest.approx(logit(0.30) - logit(0.26))
    assert rivals["trend"][2] == pytest.approx(2 * logit(0.26) - logit(0.30) - logit(0.24))
    assert np.isnan(rivals["base"]).all()


def test_skill_is_one_less_the_ratio_of_squared_errors_where_both_have_a_forecast(plan):
    found = scores(plan, [[0.3, 0.26, 0.26, 5.4]]).skill["clouds"]["persistence"]
    own = (logit(0.26) - logit(0.24)) ** 2
    rival = (logit(0.30) - logit(0.26)) ** 2 + (logit(0.26) - logit(0.24)) ** 2
    assert found.count == 2
    assert found.skill == pytest.approx(1 - own / rival)


def test_a_perfect_forecast_with_errors_of_measurement_alone_covers_what_was_observed(plan):
    found = scores(plan, [[0.3, 0.26, 0.24, 5.4]] * 2)
    assert found.coverage == 1
    low, high = found.interval
    assert high / found.observations.targets.tolerances == pytest.approx(np.full(4, 0.64), abs=0.06)
    assert low == pytest.approx(-high)


def test_replications_without_a_number_do_not_count(plan):
    found = scores(plan, [[0.3, np.nan, 0.24, 5.4], [0.3, 0.26, 0.24, 5.4]])
    assert found.misses == pytest.approx(np.zeros(4))
