"""Parts of a run: ``first year``, ``last year``, ``2025``, ``2025-06``, ``2025-01..2025-06``."""

import re

import numpy as np

from sim.arrays import Array

MONTHS_PER_YEAR = 12
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
FORMS = "first year, last year, a year, a month as YYYY-MM, or YYYY-MM..YYYY-MM"


def window(text: str, start: str, months: int) -> tuple[int, int]:
    """Return the first month of a window and the one after its last, counted from the start of the run.

    Parameters
    ----------
    text : str
        The window.
    start : str
        First month of the run as YYYY-MM.
    months : int
        Length of the run.

    Raises
    ------
    ValueError
        If it is no window, or no month of it lies within the run.
    """
    text = text.strip()
    if text == "first year":
        first, end = 0, MONTHS_PER_YEAR
    elif text == "last year":
        first, end = months - MONTHS_PER_YEAR, months
    elif re.fullmatch(r"\d{4}", text):
        first = _months_from(start, f"{text}-01")
        end = first + MONTHS_PER_YEAR
    else:
        ends = text.split("..")
        if len(ends) > 2 or not all(_MONTH.fullmatch(one) for one in ends):
            raise ValueError(f'expected {FORMS}, found "{text}"')
        first, end = _months_from(start, ends[0]), _months_from(start, ends[-1]) + 1
    first, end = max(first, 0), min(end, months)
    if first >= end:
        raise ValueError(f"no month of {text} lies within the run of {months} months from {start}")
    return first, end


def mean_of(values: Array) -> float:
    """Return the mean of the months that have a value; NaN where none has."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")


def _months_from(start: str, month: str) -> int:
    year, of_year = map(int, start.split("-"))
    there, of_there = map(int, month.split("-"))
    return (there - year) * MONTHS_PER_YEAR + of_there - of_year
