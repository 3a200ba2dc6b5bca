"""Pairs bargain, and who does not agree has no contract with the other (E21; Horn and Wolinsky 1988)."""

from sim.market.agreements import Payoffs, Talks


def disagreement(talks: Talks) -> Payoffs | None:
    """What both have without a contract with each other, all other contracts as they are."""
    return talks.without_contract()
