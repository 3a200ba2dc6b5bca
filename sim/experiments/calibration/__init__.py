"""Fitting parameters to the record: files, runs, and what the data say about each parameter."""

from sim.experiments.calibration.calibrate import CalibrationResult, calibrate
from sim.experiments.calibration.plan import Calibration
from sim.experiments.calibration.reading import is_calibration, load_calibration

__all__ = ["Calibration", "CalibrationResult", "calibrate", "is_calibration", "load_calibration"]
