"""How far runs of a dated scenario are from what was observed, and whether rivals that need no model are closer."""

from sim.experiments.hindcast.hindcast import HindcastResult, hindcast
from sim.experiments.hindcast.scores import Scores

__all__ = ["HindcastResult", "Scores", "hindcast"]
