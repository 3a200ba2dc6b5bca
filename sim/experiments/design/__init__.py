"""Experiments: which parameters are moved between which values, over which scenarios, and what is looked at."""

from sim.experiments.design.axes import Axis
from sim.experiments.design.experiment import Experiment, is_experiment, load_experiment

__all__ = ["Axis", "Experiment", "is_experiment", "load_experiment"]
