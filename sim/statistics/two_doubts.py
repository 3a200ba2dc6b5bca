"""Two kinds of doubt in one number: over luck, which more seeds make small, and over assumptions, which they do not."""

from typing import Any

import numpy as np
import pandas as pd

from sim.arrays import Array
from sim.statistics.threshold_split import best_split

LEVEL = 0.9
OPEN = "open"


def doubt_table(drawn: pd.DataFrame, lucky: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """Return mean, interval and sign of each outcome over draws, and where its variance comes from.

    Parameters
    ----------
    drawn : DataFrame
        Outcomes (columns) by draw (index), one replication each.
    lucky : DataFrame
        The same by seed, all parameters as in the scenario.
    values : DataFrame
        Values of the parameters (columns) by draw (index).

    Returns
    -------
    DataFrame
        One row per outcome: ``outcome``, ``mean``, ``low`` and ``high`` (90 % of the draws), ``below`` and ``above``
        (shares of draws on either side of zero), ``sign`` (``+``, ``-``, ``0``, or ``open`` where the interval holds
        zero), ``luck`` and ``assumptions`` (shares of the variance: that over seeds of that over draws, and the rest),
        ``depends_on`` (where the sign is open: the parameter that best tells the draws above zero from the others, if
        any does better than chance), ``threshold``, ``draws``.
    """
    worlds = values.loc[drawn.index].to_numpy(dtype=float)
    rows = [
        {"outcome": name}
        | _doubt(drawn[name].to_numpy(dtype=float), _variance(lucky, str(name)), worlds, values.columns)
        for name in drawn
    ]
    columns = ["outcome", "mean", "low", "high", "below", "above", "sign", "luck", "assumptions", "depends_on"]
    return pd.DataFrame(rows, columns=[*columns, "threshold", "draws"])


def _doubt(drawn: Array, luck: float, worlds: Array, names: pd.Index) -> dict[str, Any]:
    known = np.isfinite(drawn)
    count = int(known.sum())
    if not count:
        nothing = dict.fromkeys(("mean", "low", "high", "below", "above", "luck", "assumptions", "threshold"), np.nan)
        return nothing | {"sign": OPEN, "depends_on": "", "draws": 0}
    numbers = drawn[known]
    low, high = np.quantile(numbers, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2])
    sign = _sign(float(low), float(high))
    split = best_split(worlds[known], numbers > 0) if sign == OPEN else None
    clear = split if split is not None and split.is_clear else None
    total = float(numbers.var(ddof=1)) if count > 1 else np.nan
    share = float(np.minimum(1.0, luck / total)) if total > 0 else np.nan  # NaN stays NaN
    return {
        "mean": float(numbers.mean()),
        "low": float(low),
        "high": float(high),
        "below": float((numbers < 0).mean()),
        "above": float((numbers > 0).mean()),
        "sign": sign,
        "luck": share,
        "assumptions": 1.0 - share,
        "depends_on": "" if clear is None else str(names[clear.parameter]),
        "threshold": np.nan if clear is None else clear.threshold,
        "draws": count,
    }


def _sign(low: float, high: float) -> str:
    if low > 0:
        return "+"
    if high < 0:
        return "-"
    return "0" if low == high == 0 else OPEN


def _variance(lucky: pd.DataFrame, name: str) -> float:
    """Return the variance over seeds; NaN where fewer than two have the outcome."""
    return float(lucky[name].var(ddof=1)) if name in lucky else np.nan
