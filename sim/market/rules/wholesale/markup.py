"""The markup over cost that the contract says (E7)."""

from sim.economics.wholesale import Negotiation, markup_wholesale_price


def wholesale_price(negotiation: Negotiation) -> float:
    """Price at the contract's markup, USD per Mtok (E7)."""
    return markup_wholesale_price(negotiation.unit_cost, negotiation.revenue_share, negotiation.markup)
