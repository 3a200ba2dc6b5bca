"""Figures of a hindcast: a dated scenario against what was observed."""
