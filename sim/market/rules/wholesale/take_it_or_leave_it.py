"""The lab's one-sided offer (E7)."""

from sim.economics.wholesale import Negotiation, chain_price


def wholesale_price(negotiation: Negotiation) -> float:
    """Price of the lab's one-sided offer, USD per Mtok (E7)."""
    return chain_price(negotiation.price_sensitivity, negotiation.cost_after_revenue_share, negotiation.utility)[0]
