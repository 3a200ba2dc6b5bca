"""Fitting a model that is slow and noisy to a few dozen numbers, and what they say about each parameter."""
