"""Requests are spread by quality and cost, with a dislike of depending on one model (E7)."""

from sim.economics.routing import cost_quality_routing as route

__all__ = ["route"]
