"""Contracts are as the scenario writes them (E16)."""

from sim.market.agreements import Payoffs, Talks

CONTRACTS_STAY = True


def disagreement(talks: Talks) -> Payoffs | None:
    """Nobody negotiates."""
    del talks
    return None
