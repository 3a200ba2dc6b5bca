"""Calendar months as text (``2025-01``) and as numbers counted from the start of a run."""

MONTH_PATTERN = "^[12][0-9]{3}-(0[1-9]|1[0-2])$"
"""A month from 1000-01 to 2999-12: a run that begins there ends in a year that every figure can draw."""


def month_index(start: str, when: str) -> int:
    """Return the months from one calendar month to another.

    Examples
    --------
    >>> month_index("2023-01", "2025-03")
    26
    """
    (first_year, first_month), (year, month) = (map(int, text.split("-")) for text in (start, when))
    return 12 * (year - first_year) + month - first_month


def month_name(start: str, index: int) -> str:
    """Return the calendar month a number of months after the start.

    Examples
    --------
    >>> month_name("2023-01", 26)
    '2025-03'
    """
    year, month = map(int, start.split("-"))
    months = 12 * year + month - 1 + index
    return f"{months // 12:04d}-{months % 12 + 1:02d}"
