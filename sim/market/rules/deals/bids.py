"""Owners of apps bid for others where they depend too much on one lab (E33)."""


def looks_for_target(dependence: float, dependence_target: float) -> bool:
    """Whoever depends on its main supplier more than the scenario says is tolerated."""
    return dependence > dependence_target
