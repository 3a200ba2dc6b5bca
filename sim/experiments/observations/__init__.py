"""What was observed in the world, and what a run of the market says to the same question."""

from sim.experiments.observations.contradictions import contradictions
from sim.experiments.observations.observable import MarketTables, Observable, Period, Registry, by_month
from sim.experiments.observations.observation import Observation, Observations
from sim.experiments.observations.reading import load_observations, shipped_observations
from sim.experiments.observations.writing import observations_text

__all__ = [
    "MarketTables",
    "Observable",
    "Observation",
    "Observations",
    "Period",
    "Registry",
    "by_month",
    "contradictions",
    "load_observations",
    "observations_text",
    "shipped_observations",
]
