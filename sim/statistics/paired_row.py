"""Reading a row of the table of a comparison: its interval, and whether the difference may be chance."""

from typing import Any, Literal

import numpy as np

from sim.statistics.paired import UNTESTED

SIGNIFICANT = 0.05
ENOUGH_SEEDS = 8
"""With fewer, a difference that is not clear says that seeds are few, not that nothing differs."""
ROUNDING = 1e-9  # of the larger mean

Finding = Literal["equal", "clear", "open", "too few seeds", "not tested"]


def bounds(row: Any) -> tuple[float, float]:
    """Return the interval of a row of the comparison's table."""
    return float(row.t_low), float(row.t_high)


def is_constant(row: Any) -> bool:
    """Return whether the difference is the same in every seed, up to rounding: nothing is left to chance."""
    low, high = bounds(row)
    return abs(high - low) <= ROUNDING * abs(row.difference)


def is_zero(row: Any) -> bool:
    """Return whether the scenarios agree on an outcome in every seed, up to rounding."""
    largest = np.nanmax(np.abs([row.difference, *bounds(row)]))
    return bool(largest <= ROUNDING * max(abs(row.base_mean), abs(row.other_mean), 1.0))


def finding(row: Any) -> Finding:
    """Return what a row of the comparison's table says: the one judgement that table, figures and words share.

    A difference is clear where it is the same in every seed, or its p-value, adjusted within its family, is small;
    the interval leaves out zero then, because both come from one test.
    """
    if is_zero(row):
        return "equal"
    if row.family == UNTESTED:
        return "not tested"
    if is_constant(row) or row.p_holm < SIGNIFICANT:
        return "clear"
    return "too few seeds" if row.n < ENOUGH_SEEDS else "open"


def is_clear(row: Any) -> bool:
    """Return whether a difference is more than chance."""
    return finding(row) == "clear"


def seeds_wanted(seeds: int) -> str:
    """Say how many seeds are missing."""
    return f"too few seeds: run {ENOUGH_SEEDS - seeds} more"


def open_text(seeds: int) -> str:
    """Say what a difference that is not clear may be."""
    return "May be chance" if seeds >= ENOUGH_SEEDS else seeds_wanted(seeds).capitalize()
