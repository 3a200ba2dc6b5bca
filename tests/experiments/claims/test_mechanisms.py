"""A claim turns where its mechanism is switched off: the real market, small and short."""

from dataclasses import replace

import pytest

from sim.experiments.claims import load_claims, scorecard
from tests.experiments.claims.small_claims import written
from tests.market.unappraised import unappraised

TEXT = """
schema: 1
title: Two claims of the article and what they rest on
market:
  enterprises.count: 500
  enterprises.panel: 50
  enterprises.segments.startups.adoption.start_share: 0.5
  enterprises.segments.mid_market.adoption.start_share: 0.5
  enterprises.segments.large.adoption.start_share: 0.5
  horizon.months: 12
  MECHANISM
quick: {worlds: 5, seeds: [1]}
full: {worlds: 5, seeds: [1]}
assumptions:
  enterprises.switching_cost: {low: 0.3, high: 1.5, why: "any"}
  enterprises.multi_cloud_share: {low: 0.1, high: 0.5, why: "any"}
variants:
  portable:
    scenario: exclusive.yaml
    set: {enterprises.portability_friction: 0, tasks.regulated.compliance_penalty: 0}
  indifferent:
    scenario: exclusive.yaml
    set: {enterprises.neutrality_discount: 0}
claims:
  C14:
    claim: A model on Azure alone loses those who will not move.
    actors: [azure]
    mechanism: {equations: [E4], parameters: [enterprises.portability_friction]}
    depends_on: [enterprises.portability_friction]
    falsifier: Its share is the same everywhere.
    conditions:
      - says: The gap is smaller where crossing clouds costs nothing.
        check: difference
        of: {less: [share_at_home.gpt@azure, share_at_home.gpt@aws]}
        in: exclusive
        against: portable
        predicted: higher
  C16:
    claim: Who looks captive loses customers elsewhere.
    actors: [openai]
    mechanism: {equations: [E1], parameters: [enterprises.neutrality_discount]}
    depends_on: [enterprises.neutrality_discount]
    falsifier: Nobody minds.
    conditions:
      - says: GPT's share on AWS is lower than if nobody minded.
        check: difference
        of: share_at_home.gpt@aws
        in: exclusive
        against: indifferent
        predicted: lower
"""
NO_FRICTION = "enterprises.portability_friction: 0\n  tasks.regulated.compliance_penalty: 0"


def answers(mechanism, folder):
    claims = load_claims(written(TEXT.replace("MECHANISM", mechanism), folder))
    with unappraised():
        result = scorecard(claims, jobs=1)
    assert not result.failures
    return {claim.id: result.answer(claim) for claim in claims.claims}


@pytest.mark.parametrize(
    ("mechanism", "turned"),
    [
        ("enterprises.neutrality_discount: 0.8", set()),
        (NO_FRICTION, {"C14"}),
        ("enterprises.neutrality_discount: 0", {"C16"}),
    ],
)
@pytest.mark.study
def test_a_claim_turns_without_its_mechanism(mechanism, turned, tmp_path):
    expected = {claim: "not supported" if claim in turned else "supported" for claim in ("C14", "C16")}
    assert answers(mechanism, tmp_path) == expected


@pytest.mark.study
def test_the_real_market_gives_the_same_from_cache_and_afresh(tmp_path):
    claims = load_claims(written(TEXT.replace("MECHANISM", "adoption.ceiling: 8"), tmp_path))
    form = replace(claims.forms["quick"], worlds=2)
    first = scorecard(claims, form, ids=["C14"], out=tmp_path, jobs=1)
    second = scorecard(claims, form, out=tmp_path, jobs=1)  # half of it from the cache
    fresh = scorecard(claims, form, jobs=1)
    assert fresh.effects.equals(second.effects)
    assert first.effects.equals(fresh.effects[fresh.effects["claim"] == "C14"].reset_index(drop=True))
