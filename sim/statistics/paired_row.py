"""Reading a row of the table of a comparison: which interval, and whether the difference may be chance."""

from typing import Any

import numpy as np

SIGNIFICANT = 0.05
ROUNDING = 1e-9  # of the larger mean


def bounds(row: Any) -> tuple[float, float]:
    """Return the BCa interval of a row of the comparison's table, or the t interval where there is none."""
    low, high = float(row.bca_low), float(row.bca_high)
    return (low, high) if np.isfinite(low) and np.isfinite(high) else (float(row.t_low), float(row.t_high))


def is_certain(row: Any) -> bool:
    """Return whether a row of the comparison's table differs from zero after Holm's correction."""
    low, high = bounds(row)
    if abs(high - low) <= ROUNDING * abs(row.difference):
        return True  # the same difference in every seed leaves nothing to chance
    return bool(row.p_holm < SIGNIFICANT)


def is_zero(row: Any) -> bool:
    """Return whether the scenarios agree on an outcome in every seed, up to rounding."""
    largest = np.nanmax(np.abs([row.difference, *bounds(row)]))
    return bool(largest <= ROUNDING * max(abs(row.base_mean), abs(row.other_mean), 1.0))


def is_clear(row: Any) -> bool:
    """Return whether a difference is more than chance: its interval leaves out zero and Holm's p-value is small."""
    low, high = bounds(row)
    return is_certain(row) and not low <= 0 <= high
