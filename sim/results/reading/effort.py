"""Reading what a dollar brings in training, capacity and distribution, and which leads when (E39)."""

import numpy as np
import pandas as pd

from sim.market.measures import EFFORTS
from sim.results.protocols import EnsembleResult
from sim.results.reading.series import band, by_seed

SMOOTHING = 6  # months
WINDOWS = ("early", "mid", "late")


def returns_of(ensemble: EnsembleResult) -> dict[str, pd.DataFrame]:
    """Return the smoothed return per dollar of each effort that has one: months (rows) by seeds (columns)."""
    tables = {effort: by_seed(ensemble, "effort", "return_per_dollar", effort) for effort in EFFORTS}
    return {
        effort: table.rolling(SMOOTHING, min_periods=1).mean()
        for effort, table in tables.items()
        if not table.empty and np.isfinite(table.to_numpy(dtype=float)).any()
    }


def leaders(returns: dict[str, pd.DataFrame]) -> list[str]:
    """Return the effort with the highest mean return in each month, empty where there is none."""
    means = pd.DataFrame({effort: band(table).mean for effort, table in returns.items()})
    return [str(row.idxmax()) if row.notna().any() else "" for _, row in means.iterrows()]


def windows(months: int) -> list[tuple[str, int, int]]:
    """Return name, first month and end of the early, mid and late window; a short run has fewer."""
    edges = [round(months * part / len(WINDOWS)) for part in range(len(WINDOWS) + 1)]
    return [(name, a, b) for name, a, b in zip(WINDOWS, edges, edges[1:], strict=False) if b > a]
