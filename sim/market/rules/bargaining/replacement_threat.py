"""Pairs bargain, and a lab that does not agree signs with its best other partner (E21; Ho and Lee 2019)."""

from sim.market.agreements import Payoffs, Talks


def disagreement(talks: Talks) -> Payoffs | None:
    """What both have where the lab is exclusive to its best other partner; without one, no contract."""
    without_contract, threats = talks.without_contract(), talks.threats()
    return max(threats, key=lambda threat: threat.joint).payoffs if threats else without_contract
