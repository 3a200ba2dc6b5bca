"""Who prefers which of two scenarios: two owners, and what each earns more under the second."""

from sim.statistics.protocols import SweepResult


def deciding_outcomes(result: SweepResult) -> list[str]:
    """Return the profits of the first two owners among the outcomes; fewer where the experiment has fewer."""
    definitions = result.definitions
    profits = [
        name
        for name, outcome in definitions.items()
        if (outcome.measure.name, outcome.measure.kind) == ("profit", "owner")
    ]
    return profits[:2]


def region(first: float, second: float) -> str:
    """Return who prefers the first scenario, given what each earns more under the second one."""
    prefers = first < 0, second < 0
    return {(True, True): "both", (True, False): "first", (False, True): "second"}.get(prefers, "neither")
