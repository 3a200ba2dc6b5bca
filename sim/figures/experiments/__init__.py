"""Figures of sweeps, sensitivity and claims."""
