"""The article's claims: complete, valid, and about everybody that the article names."""

import re
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


@pytest.mark.parametrize("number", [0, 5])
def test_every_setting_is_a_valid_scenario_in_every_world(number):
    world = worlds_of(claims().axes, 8)[number]
    for setting in claims().settings.values():
        changed = setting.scenario.with_(**changes_in(setting, world, claims().base))
        assert changed.parameters.enterprises.count == 500
