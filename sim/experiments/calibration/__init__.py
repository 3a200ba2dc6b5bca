"""Fitting parameters to the record: files, runs, and what the data say about each parameter."""
