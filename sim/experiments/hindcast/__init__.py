"""How far runs of a dated scenario are from what was observed, and whether rivals that need no model are closer."""

from sim.experiments.hindcast.hindcast import Hindcast, hindcast
from sim.experiments.hindcast.plan import HindcastPlan, load_hindcast

__all__ = ["Hindcast", "HindcastPlan", "hindcast", "load_hindcast"]
