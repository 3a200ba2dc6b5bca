"""Numbers as people read them: as many digits as tell something, a real minus sign, intervals in brackets."""

import math

MINUS = "\u2212"
ROUNDING, SMALL = 1e-12, 1e-5  # what is below is nothing, or written as a power of ten


def decimals_for(*values: float) -> int:
    """Return how many decimals show about three significant digits of the largest value."""
    largest = max((abs(v) for v in values if math.isfinite(v)), default=0.0)
    if largest == 0:
        return 0
    return min(9, max(0, 2 - math.floor(math.log10(largest))))


def numeral(value: float, decimals: int | None = None, *, sign: bool = False) -> str:
    """Write a number; ``–`` where there is none.

    Parameters
    ----------
    value : float
        The number.
    decimals : int, optional
        Digits after the point; by default enough for three significant digits.
    sign : bool
        Whether to write a plus as well.
    """
    if not math.isfinite(value):
        return "–"
    if abs(value) < ROUNDING:
        return "0"
    if abs(value) < SMALL and (decimals is None or decimals > 6):
        return f"{value:.1e}".replace("-", MINUS)
    text = f"{abs(value):,.{decimals_for(value) if decimals is None else decimals}f}"
    if not any(digit in text for digit in "123456789"):
        return text
    return (MINUS if value < 0 else "+" if sign else "") + text


def interval(low: float, high: float, decimals: int | None = None, *, sign: bool = False) -> str:
    """Write an interval as ``[low, high]``; nothing where there is none."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    places = decimals_for(low, high) if decimals is None else decimals
    return f"[{numeral(low, places, sign=sign)}, {numeral(high, places, sign=sign)}]"


def percent(value: float, decimals: int = 0, *, sign: bool = False) -> str:
    """Write a share as a percentage."""
    text = numeral(100 * value, decimals, sign=sign)
    return text if text == "–" else f"{text} %"
