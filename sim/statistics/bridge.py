"""Through what a profit changes: the parts of the paired difference, which add up to it."""

import pandas as pd

from sim.results.protocols import EnsembleResult
from sim.results.reading.profit_parts import profit_parts
from sim.statistics.paired import matched, paired_table

COLUMNS = ("base_mean", "other_mean", "difference", "t_low", "t_high", "n")
TOTAL = "profit"
SMALL = 0.005
"""Parts smaller than this share of the largest are told together."""


def bridge(base: EnsembleResult, other: EnsembleResult, owner: str) -> pd.DataFrame:
    """Return through which payments an owner's profit differs, paired by seed.

    Parameters
    ----------
    base, other : Ensemble
        The scenarios.
    owner : str
        Name of the owner.

    Returns
    -------
    DataFrame
        Columns ``part``, ``base_mean``, ``other_mean``, ``difference`` (bn USD), ``t_low``, ``t_high``, ``n``; the
        largest difference first, and last the whole, ``profit``, to which the differences above add up.
    """
    parts = [profit_parts(one, owner) for one in (base, other)]
    names = sorted({*parts[0], *parts[1]})
    before, after = (part.reindex(columns=names, fill_value=0.0) for part in parts)
    sums = [part.assign(**{TOTAL: part.sum(axis=1)}) for part in (before, after)]
    table = paired_table(*matched(*sums)).rename(columns={"outcome": "part"})[["part", *COLUMNS]]
    size = table["difference"].abs().where(table["part"] != TOTAL, -1.0)
    return table.loc[size.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def told_bridge(table: pd.DataFrame) -> pd.DataFrame:
    """Return a bridge for reading: parts that hardly matter as one, ``everything else``; its sum stays the same."""
    parts, total = table.iloc[:-1], table.iloc[-1:]
    small = parts["difference"].abs() < SMALL * max(parts["difference"].abs().max(), 1e-300)
    rest = parts[small][["base_mean", "other_mean", "difference"]].sum()
    row = pd.DataFrame([{"part": "everything else", **rest, "n": total["n"].iloc[0]}])
    return pd.concat([parts[~small], *([row] if rest["difference"] else []), total], ignore_index=True)
