"""The article's claims: complete, valid, and about everybody that the article names."""

import re
from fnmatch import fnmatchcase
from functools import cache

import pytest

from sim.experiments.claims import load_claims
from sim.experiments.claims.claim import Claims
from sim.experiments.claims.worlds import changes_in, worlds_of
from sim.scenario.places import PARAMETERS

# Facts say how far these can go, and measure something else.
BOUNDED = {"enterprises.multi_cloud_share", "enterprises.concentration_cost", "enterprises.switching_cost"}


@cache
def claims() -> Claims:
    return load_claims()


@pytest.mark.study
def test_all_45_claims_are_there_in_order():
    assert [claim.id for claim in claims().claims] == [f"C{number:02d}" for number in range(1, 46)]


def test_everybody_that_the_article_names_is_in_a_claim():
    named = {actor for claim in claims().claims for actor in claim.actors}
    firms = {"microsoft", "openai", "anthropic", "alphabet", "amazon", "meta", "xai", "cursor", "inception"}
    surfaces = {
        "office",
        "teams",
        "outlook",
        "windows",
        "github",
        "linkedin",
        "security_tools",
        "bing",
        "search",
        "workspace",
    }
    assert named >= firms | surfaces | {"azure", "aws", "google_cloud", "github_copilot", "m365_copilot"}


def test_every_claim_says_what_would_speak_against_it_and_what_it_depends_on():
    for claim in claims().claims:
        assert len(claim.falsifier) > 20
        assert claim.depends_on
        assert claim.equations
        assert claim.parameters


def test_assumptions_are_those_without_a_measurement():
    for axis in claims().axes:
        place = PARAMETERS.at(axis.path.split("."))
        assert place is not None
        assert place.metadata["source"] == "assumption" or axis.path in BOUNDED


def test_what_claims_depend_on_is_among_the_assumptions():
    """Otherwise no split could ever find it."""
    paths = {axis.path for axis in claims().axes}
    for claim in claims().claims:
        assert set(claim.depends_on) <= paths, claim.id


def test_claims_are_told_in_our_own_words():
    """No two claims and no two conditions of a claim say the same, and each is one sentence."""
    texts = [claim.claim for claim in claims().claims]
    assert len(set(texts)) == len(texts)
    for claim in claims().claims:
        says = [condition.check.says for condition in claim.conditions]
        assert len(set(says)) == len(says)
        assert all(re.fullmatch(r"[A-Z].*\.", text) for text in says)


def test_the_argument_is_walked_through_and_every_claim_stands_in_it():
    told = [name for step in claims().article for name in step.claims]
    assert sorted(told) == [claim.id for claim in claims().claims]
    assert all(step.argues and step.beyond for step in claims().article)


def test_six_claims_or_more_have_a_placebo_and_none_looks_at_what_enters_no_choice():
    assert sum(claim.placebo is not None for claim in claims().claims) >= 6
    looked_at = {
        name for claim in claims().claims for tried in claim.conditions for of in tried.of for name in of.outcomes
    }
    assert not looked_at & {"models_worth_integrating", "overhead.openai"}


def test_amounts_that_stand_to_the_size_of_the_market_are_factors():
    """An amount would go stale when the market's size changes, as all of the first edition did."""
    sizes = ("tasks.*.budget", "*.training_budget", "finance.relationship_cost", "*.serving_cost", "clouds.*.capacity")
    for name, variant in claims().text["variants"].items():
        assert not [path for path in variant.get("set", {}) for size in sizes if fnmatchcase(path, size)], name


def test_the_partner_pays_what_base_counts_as_the_labs_own_cash():
    start, partnered = claims().base.parameters, claims().settings["partnered"].varied.parameters
    own, paid = partnered.owners["openai"].initial_cash, partnered.contracts["microsoft-openai"].investment
    assert own == claims().settings["endogenous"].varied.parameters.owners["openai"].initial_cash
    assert own + paid == start.owners["openai"].initial_cash
    assert claims().settings["alone"].varied.parameters.owners["openai"].initial_cash == own


def test_building_means_the_budget_of_the_partners_model():
    start = claims().base.parameters.models["gpt"].training_budget
    built = [
        claims().settings[name].varied.parameters.models["mai"].training_budget for name in ("build_only", "build_more")
    ]
    assert built == pytest.approx([start, 3 * start])


@pytest.mark.parametrize("number", [0, 5])
def test_every_setting_is_a_valid_scenario_in_every_world(number):
    world = worlds_of(claims().axes, 8)[number]
    for setting in claims().settings.values():
        changed = setting.scenario.with_(**changes_in(setting, world, claims().base))
        assert changed.parameters.enterprises.count == 500
