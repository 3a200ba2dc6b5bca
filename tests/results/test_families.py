"""Which outcomes a comparison is made for."""

import pytest

from sim.market.measures import MEASURES
from sim.results.families import KINDS, WHO_GAINS, family_of, kinds_of
from sim.results.outcomes import Outcome
from sim.scenario import load


@pytest.mark.parametrize(
    ("base", "other", "kind"),
    [
        ("exclusive", "open", "distribution"),
        ("merger_lenient", "merger_strict", "deals"),
        ("exclusive", "history", "technology"),
    ],
)
def test_the_kind_of_a_comparison_follows_what_differs(base, other, kind):
    assert kind in [found.name for found in kinds_of([load(base), load(other)])]


def test_opening_a_contract_is_a_question_about_distribution_alone():
    assert [found.name for found in kinds_of([load("exclusive"), load("open")])] == ["distribution"]


def test_every_primary_outcome_is_registered_and_no_diagnostic():
    registered = {(measure.name, measure.kind): measure for measure in MEASURES}
    for key in (*WHO_GAINS, *(key for kind in KINDS for key in kind.primary)):
        assert not registered[key].diagnostic


def test_what_is_not_primary_is_explored_or_a_diagnostic():
    measures = {(measure.name, measure.kind): measure for measure in MEASURES}
    assert family_of(Outcome(measures["reach", "model"], "gpt"), ()) == "exploratory"
    assert family_of(Outcome(measures["reach", "model"], "gpt"), KINDS) == "primary"
    assert family_of(Outcome(measures["ledger_imbalance", "market"], "market"), KINDS) == "diagnostic"
