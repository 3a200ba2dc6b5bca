"""What of the record exists in the market: each observable with the definition of the survey."""

from sim.experiments.observables.registry import OBSERVABLES

__all__ = ["OBSERVABLES"]
