"""Intervals, paired differences, sensitivity indices and splits: statistics of runs, no simulation."""
