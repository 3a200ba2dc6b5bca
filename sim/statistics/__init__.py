"""Intervals, paired differences, sensitivity indices, splits, scores and fits: statistics of runs, no simulation."""
