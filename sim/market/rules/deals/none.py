"""Owners bid for nobody."""


def looks_for_target(dependence: float, dependence_target: float) -> bool:
    """Nobody does."""
    del dependence, dependence_target
    return False
