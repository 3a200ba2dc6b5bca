"""Which contracts matter, when they loosen, and which seed stands for all."""

import pytest

from sim.results.reading.contract_spells import (
    contracts_in_question,
    exclusive_share,
    loosening_months,
    pairs_that_allow,
    shown_seed,
)
from sim.results.reading.events import read_events
from sim.scenario import load
from tests.figures.example import ensemble, scenarios, world

MAIN = ("microsoft", "openai")


@pytest.fixture(scope="module")
def loosened(told):
    """Return the month in which the main contract loosened, by seed, from the events."""
    events = read_events(told.events)
    return {e.seed: e.month for e in events if e.decision == "loosened" and e.subject == "-".join(MAIN)}


@pytest.mark.study
def test_the_main_contract_comes_first_and_contracts_that_allow_nothing_are_left_out(told):
    pairs = pairs_that_allow(told)
    assert pairs[0] == MAIN
    allowed = told.contracts[(told.contracts["effective_access"] != "none") | told.contracts["licensed"]]
    assert set(pairs) == set(zip(allowed["partner"], allowed["lab"], strict=True))


def test_loosening_and_the_median_seed_follow_from_the_spells(told, loosened):
    assert loosening_months(told, MAIN) == loosened
    months = sorted(loosened.values())
    assert loosened[shown_seed(told).seed] == months[2]


def test_without_loosening_the_first_seed_is_shown():
    still = ensemble(seeds=2, data=world(months=3))
    assert (shown_seed(still).seed, shown_seed(still).reason) == (1, "the first")


def test_the_share_of_exclusive_seeds_falls_when_contracts_loosen(told, loosened):
    share = exclusive_share(told, MAIN)
    expected = [sum(month < m for m in loosened.values()) / 5 for month in range(60)]
    assert share == pytest.approx(expected)


def test_contracts_in_question_differ_between_scenarios_or_over_time():
    exclusive, opened, loosened = scenarios(3)
    assert contracts_in_question([exclusive, opened]) == (["microsoft"], ["openai"])
    assert contracts_in_question([loosened]) == (["microsoft"], ["openai"])
    assert contracts_in_question([exclusive]) == (["microsoft"], ["openai"])
    assert contracts_in_question([opened]) == ([], [])


def test_a_contract_that_only_one_scenario_has_is_in_question_and_one_that_changes_in_both_is_not():
    event = {"when": "2024-01", "set": {"contracts.microsoft-openai.access": "open"}}
    base = load("exclusive").with_(events=[event])
    other = base.with_(**{"contracts.microsoft-anthropic.access": "open"})
    assert contracts_in_question([base, other]) == (["microsoft"], ["anthropic"])
    assert contracts_in_question([other, base]) == (["microsoft"], ["anthropic"])


def test_where_no_contract_differs_those_whose_models_clouds_and_apps_do_are_in_question():
    base = load("exclusive")
    assert contracts_in_question([base, base.with_(**{"models.claude.capability": 4.0})]) == ([], ["anthropic"])
    assert contracts_in_question([base, base.with_(**{"clouds.aws.capacity": 0.5})]) == (["amazon"], [])
    assert contracts_in_question([base, base.with_(**{"enterprises.portability_friction": 0.5})]) == ([], [])
