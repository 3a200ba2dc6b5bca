"""A file of three claims about the market of one formula, quick to try."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from sim.experiments.claims import load_claims
from sim.experiments.claims.claim import Claims
from tests.experiments.toy_market import ToyMarket

TEXT = """
schema: 1
title: Claims about a toy
market: {horizon.months: 18}
quick: {worlds: 6, seeds: [1, 2]}
full: {worlds: 20, seeds: 1..2}
assumptions:
  clouds.azure.compute_price: {low: 1.5, high: 4.0, why: "the toy reads this one"}
  enterprises.portability_friction: {low: 0.2, high: 3, why: "and not this one"}
variants:
  dear:
    scenario: exclusive.yaml
    set: {clouds.azure.compute_price: 5.0}
claims:
  C01:
    claim: A dearer start stays dearer.
    actors: [azure]
    mechanism: {equations: [E14], parameters: [clouds.azure.compute_price]}
    depends_on: [clouds.azure.compute_price]
    falsifier: It does not.
    facts: [D019]
    conditions:
      - {says: Dearer., check: difference, of: compute_price.azure, in: dear, against: exclusive, predicted: higher}
  C02:
    claim: It makes AWS cheaper.
    actors: [aws]
    mechanism: {equations: [E14], parameters: [clouds.*.compute_price]}
    depends_on: [clouds.azure.compute_price]
    falsifier: It does not.
    conditions:
      - {says: Cheaper., check: difference, of: compute_price.aws, in: dear, against: exclusive, predicted: lower}
    behind:
      - {says: What Azure asks, of: compute_price.azure, in: dear}
      - {says: What Azure asks more, of: compute_price.azure, in: dear, against: exclusive}
  C03:
    claim: The price stays above what it was by half.
    actors: [azure]
    mechanism: {equations: [E14], parameters: [clouds.azure.compute_price]}
    depends_on: [clouds.azure.compute_price]
    falsifier: It does not.
    conditions:
      - says: High.
        check: level
        of: compute_price.azure during first year
        in: exclusive
        predicted: above
        than: 2.8
  C04:
    claim: People will be happy.
    actors: []
    mechanism: {equations: [], parameters: []}
    depends_on: []
    falsifier: They are not.
    cannot_be_expressed: Happiness is not in the model.
"""


def written(text: str, folder: Path) -> Path:
    path = folder / "claims.yaml"
    path.write_text(text)
    return path


@cache
def small_claims() -> Claims:
    return load_claims(written(TEXT, Path(mkdtemp())))


def two_walks(scenario, seed):
    """The toy with two kinds of luck: as many walks as worlds would drown its prices."""
    return ToyMarket()(scenario, 1 + seed % 2)
