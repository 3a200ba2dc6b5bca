"""Parts that were published as larger than their wholes."""

from pathlib import Path

import pytest

from sim.experiments.observables import OBSERVABLES
from sim.experiments.observations import contradictions, load_observations, shipped_observations
from sim.scenario import load


@pytest.fixture(scope="module")
def history():
    return load("history")


def pairs(path, history):
    return [(whole.id, part.id) for whole, part in contradictions(load_observations(path, history, OBSERVABLES))]


def test_firms_that_pay_both_labs_are_more_than_those_that_pay_one_of_them_in_what_comes_with_the_package(history):
    assert pairs(shipped_observations(), history) == [("O70", "O72")]


def test_other_months_contradict_nothing(tmp_path, history):
    text = shipped_observations().read_text().replace("all,2025-01,2025-01,mean", "all,2024-12,2024-12,mean")
    path = Path(tmp_path / "seen.csv")
    path.write_text(text)
    assert pairs(path, history) == []
