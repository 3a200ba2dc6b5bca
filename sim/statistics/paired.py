"""The table of a comparison: two scenarios, the same seeds, one row per outcome."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.arrays import Array
from sim.statistics.intervals import (
    holm,
    mean,
    paired_p_value,
    seeds_to_halve,
    sign_agreement,
    standard_deviation,
    t_interval,
    variance_reduction,
)

UNTESTED = "diagnostic"
"""Family of outcomes that say how a run went."""
ROUNDING = 1e-12  # what two ways to the same number may differ by, relative to the larger side
COLUMNS = (
    "base_mean",
    "other_mean",
    "difference",
    "t_low",
    "t_high",
    "sign_agreement",
    "p_value",
    "p_holm",
    "variance_reduction",
    "seeds_to_halve",
)


def matched(base: pd.DataFrame, other: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the outcomes that both have, over the seeds that both have; columns in the order of `base`.

    Parameters
    ----------
    base, other : DataFrame
        Outcomes (columns) by seed (index).
    """
    seeds = base.index.intersection(other.index).sort_values()
    columns = [column for column in base if column in other]
    return base.loc[seeds, columns], other.loc[seeds, columns]


def paired_table(base: pd.DataFrame, other: pd.DataFrame, families: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Compare matched outcomes.

    Parameters
    ----------
    base, other : DataFrame
        Outcomes (columns) by seed (index), as from `matched`. Pairs in which a side has no value are left
        out.
    families : mapping of str to str, optional
        Family of each outcome; without it all are one. Diagnostics are not tested.

    Returns
    -------
    DataFrame
        One row per outcome: ``outcome``; ``family``; the means; ``difference`` (other less base) with the 95 %
        interval of the paired t test (``t_low``, ``t_high``); ``sign_agreement``, the share of seeds with the sign of
        the mean difference; ``p_value`` of the same test and ``p_holm``, adjusted within the family, both missing
        where there is nothing to test: a diagnostic, or a difference that is the same in every seed;
        ``variance_reduction`` due to common random numbers; ``seeds_to_halve`` the interval; ``n`` pairs.
    """
    base_values, other_values = base.to_numpy(dtype=float).T, other.to_numpy(dtype=float).T
    known = np.isfinite(base_values) & np.isfinite(other_values)
    numbers = {column: np.full(len(known), np.nan) for column in COLUMNS}
    patterns, member = np.unique(known, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        rows = np.flatnonzero(member == number)
        if pattern.any():
            part = _columns(base_values[rows][:, pattern], other_values[rows][:, pattern])
            for column, entries in part.items():
                numbers[column][rows] = entries
    family = np.array([(families or {}).get(name, "primary") for name in base.columns], dtype=object)
    numbers["p_value"][(numbers["t_low"] == numbers["t_high"]) | (family == UNTESTED)] = np.nan
    for one in set(family):
        numbers["p_holm"][family == one] = holm(numbers["p_value"][family == one])
    return pd.DataFrame({"outcome": list(base.columns), "family": family, **numbers, "n": known.sum(axis=1)})


def _columns(base: Array, other: Array) -> dict[str, Array]:
    """Return the columns of the table, but for Holm's, for outcomes without gaps (outcomes by seeds)."""
    scale = np.maximum(np.abs(base), np.abs(other)).max(axis=1, keepdims=True)
    base, other, differences = (_settled(values, scale) for values in (base, other, other - base))
    t_low, t_high = t_interval(differences)
    return {
        "base_mean": mean(base),
        "other_mean": mean(other),
        "difference": mean(differences),
        "t_low": t_low,
        "t_high": t_high,
        "sign_agreement": sign_agreement(differences),
        "p_value": paired_p_value(differences),
        "variance_reduction": variance_reduction(base, other, differences),
        "seeds_to_halve": _seeds_to_halve(differences),
    }


def _settled(values: Array, scale: Array) -> Array:
    """Return outcomes by seeds without what only rounding made of them.

    The last digits of a sum may differ where nothing else does. Taken at face value they would be a difference that
    all seeds agree on, and significant.
    """
    values = np.where(np.abs(values) <= ROUNDING * scale, 0.0, values)
    spread = values.max(axis=1, keepdims=True) - values.min(axis=1, keepdims=True)
    return np.where(spread <= ROUNDING * scale, values[:, :1], values)


def _seeds_to_halve(differences: Array) -> Array:
    """Return the seeds that halve the t interval; where all seeds agree, those that there are."""
    count = differences.shape[1]
    if count < 2:
        return np.full(len(differences), np.nan)
    varies = standard_deviation(differences) > 0
    return np.where(varies, float(seeds_to_halve(count)), float(count))
