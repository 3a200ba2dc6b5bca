"""Where labels go so that they do not overlap."""

import numpy as np
from numpy.typing import NDArray


def spread(wanted: NDArray[np.float64], gap: float, low: float, high: float) -> NDArray[np.float64]:
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


def _rising(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the closest non-decreasing sequence (pool adjacent violators)."""
    blocks: list[tuple[float, int]] = []
    for value in values:
        mean, size = float(value), 1
        while blocks and blocks[-1][0] > mean:
            before, length = blocks.pop()
            mean, size = (before * length + mean * size) / (length + size), length + size
        blocks.append((mean, size))
    return np.concatenate([np.full(size, mean) for mean, size in blocks])
