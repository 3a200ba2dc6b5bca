"""The Nash solution between lab and app, neither of which earns without the other (E7)."""

from sim.economics.wholesale import Negotiation, bargained_price


def wholesale_price(negotiation: Negotiation) -> float:
    """Price that lab and app bargain over, USD per Mtok (E7)."""
    return bargained_price(
        negotiation.price_sensitivity,
        negotiation.cost_after_revenue_share,
        negotiation.utility,
        negotiation.lab_weight,
    )
