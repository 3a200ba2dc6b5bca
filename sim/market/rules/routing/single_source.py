"""Every request goes to the one model that is best for its cost (E7)."""

from sim.economics.routing import single_source_routing as route

__all__ = ["route"]
