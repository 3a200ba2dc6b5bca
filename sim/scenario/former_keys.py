"""Keys that scenarios had in earlier versions, and what stands in their place."""

from sim.scenario.tree import Path

FORMER_KEYS: dict[tuple[str, str], str] = {
    ("contracts", "exclusivity_fee"): "money is paid once, not monthly: write investment, in bn USD",
    ("bargaining", "least_gain"): "write negotiation_cost, in bn USD once, not per month",
    ("bargaining", "trigger_utilisation"): "write trigger_load, the load itself: 0.98 where it was 0.02",
    ("routing", "price_weight"): "leave it out: how much cost counts follows from demand",
}


def former_key(key: str, path: Path) -> str | None:
    """Return what stands in the place of a key of an earlier version; None where there was no such key.

    Parameters
    ----------
    key : str
        Key that the schema does not know.
    path : tuple of str
        Path of the section in which it stands.
    """
    return FORMER_KEYS.get((path[0], key)) if path else None
