"""Figures of a result: each is a function from a comparison, an ensemble or an experiment to a matplotlib figure.

``names_for(result)`` lists those that a result has; ``draw(name, result)`` draws one. Importing this loads matplotlib,
which takes a while: commands that draw nothing leave it.
"""

from sim.figures.declarations import caption, draw, names_for

__all__ = ["caption", "draw", "names_for"]
