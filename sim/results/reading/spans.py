"""Part of a run: some of its months, and what money in them is worth at their beginning."""

import re

import pandas as pd

from sim.market.measures import MEASURES
from sim.results.counted import Span
from sim.results.outcomes import outcomes_of
from sim.scenario import month_index, month_name

_DATE = r"\d{4}(?:-\d{2})?"


def read_span(window: str | None, discount: float, start: str, months: int) -> Span:
    """Read a window such as ``2026..2028`` or ``2026-03..2027-02``, both ends included.

    Parameters
    ----------
    window : str, optional
        The window; the whole run where there is none.
    discount : float
        Interest a year, above -1.
    start : str
        First month of the run.
    months : int
        Length of the run.

    Raises
    ------
    ValueError
        If it is no window, or the run has none of its months.
    """
    if not discount > -1.0:
        raise ValueError(f"{discount} is no rate of interest: write 0.08 for 8 % a year")
    if window is None:
        return Span(0, months, discount)
    found = re.fullmatch(rf"({_DATE})(?:\.\.({_DATE}))?", window.strip())
    if found is None:
        raise ValueError(f"{window!r} is no window: write 2026, 2026..2028 or 2026-03..2027-02")
    first = month_index(start, _month(found[1], "01"))
    end = month_index(start, _month(found[2] or found[1], "12")) + 1
    if end <= max(first, 0) or first >= months:
        runs = f"{start} to {month_name(start, months - 1)}"
        raise ValueError(f"the window {window} holds no month of the run, which is {runs}")
    return Span(max(first, 0), min(end, months), discount)


def _month(date: str, month: str) -> str:
    return date if "-" in date else f"{date}-{month}"


def within(frame: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Return the rows of a span, by column ``month``; payments, in ``amount``, at their present value."""
    rows = frame[span.holds(frame["month"].to_numpy())].copy()
    if "amount" in rows:
        rows["amount"] *= span.weight(rows["month"].to_numpy())
    elif span.discount:
        _discount_measures(rows, span)
    return rows


def _discount_measures(rows: pd.DataFrame, span: Span) -> None:
    """Write the present value of money that adds up over a run into the monthly table."""
    weight, kinds = span.weight(rows["month"].to_numpy()), rows["kind"].to_numpy()
    for measure in MEASURES:
        if measure.name in rows and measure.reduction == "total" and "USD" in measure.unit:
            rows[measure.name] = rows[measure.name].where(kinds != measure.kind, rows[measure.name] * weight)


def outcomes_by_seed(monthly: pd.DataFrame) -> pd.DataFrame:
    """Return outcomes (columns) by seed (index) of a monthly table of several seeds."""
    by_seed = {seed: outcomes_of(rows) for seed, rows in monthly.groupby("seed")}
    return pd.DataFrame(by_seed).T.rename_axis("seed")
