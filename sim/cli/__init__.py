"""The command ``alliance``."""

from sim.cli.main import main

__all__ = ["main"]
