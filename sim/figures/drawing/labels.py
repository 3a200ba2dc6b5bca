"""Where labels go so that they do not overlap."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from sim.arrays import Array
from sim.figures.drawing.style import QUIET, fit

LINE = 11.0  # points from one line below a title to the next
_SIZE = 8.0  # points


def head(axes: Axes, title: str, lines: Sequence[str], inches: float) -> None:
    """Write a title above axes, and smaller lines between it and them.

    Parameters
    ----------
    axes : Axes
        What is titled.
    title : str
        The title; it and the lines are shortened where they are too long.
    lines : sequence of str
        What stands below it.
    inches : float
        Room for each line.
    """
    axes.set_title(fit(title, inches, bold=True), pad=5 + LINE * len(lines))
    for number, line in enumerate(reversed(lines)):
        axes.annotate(
            fit(line, inches, _SIZE),
            (0, 1),
            xycoords="axes fraction",
            xytext=(0, 5 + LINE * number),
            textcoords="offset points",
            size=_SIZE,
            color=QUIET,
        )


def spread(wanted: Array, gap: float, low: float, high: float) -> Array:
    """Move rising places apart until neighbours are `gap` away, as little as possible and within limits.

    With more places than fit, they share the room evenly.
    """
    count = len(wanted)
    if count < 2:
        return wanted
    gap = min(gap, (high - low) / (count - 1))
    offsets = gap * np.arange(count)
    free = np.clip(_rising(np.asarray(wanted, dtype=float) - offsets), low, high - offsets[-1])
    return free + offsets


def _rising(values: Array) -> Array:
    """Return the closest non-decreasing sequence (pool adjacent violators)."""
    blocks: list[tuple[float, int]] = []
    for value in values:
        mean, size = float(value), 1
        while blocks and blocks[-1][0] > mean:
            before, length = blocks.pop()
            mean, size = (before * length + mean * size) / (length + size), length + size
        blocks.append((mean, size))
    return np.concatenate([np.full(size, mean) for mean, size in blocks])
