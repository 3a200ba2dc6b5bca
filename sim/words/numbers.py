"""Numbers as people read them: as many digits as tell something, a real minus sign, intervals in brackets."""

import math
from collections.abc import Callable

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


def mean_and_interval(mean: float, low: float, high: float, *, sign: bool = False) -> str:
    """Write a mean and its interval with as many decimals, e.g. ``+5.07 [+4.96, +5.23]``."""
    places = decimals_for(mean, low, high)
    return f"{numeral(mean, places, sign=sign)} {interval(low, high, places, sign=sign)}".rstrip()


def percent(value: float, decimals: int = 0, *, sign: bool = False) -> str:
    """Write a share as a percentage."""
    text = numeral(100 * value, decimals, sign=sign)
    return text if text == "–" else f"{text} %"


SMALL_DECIMALS = 9


def apart(first: float, second: float) -> tuple[str, str]:
    """Write two numbers with as many decimals as it takes to see which is larger."""
    digits = decimals_for(first, second)
    places = digits if max(abs(first), abs(second)) >= 10 else max(2, digits - 1)
    while first != second and places < SMALL_DECIMALS and numeral(first, places) == numeral(second, places):
        places += 1
    return numeral(first, places), numeral(second, places)


def factor_text(value: float, more: int = 0) -> str:
    """Write a factor of a sum that is worked out: two or three digits that tell something, and `more` of them."""
    return numeral(value, _places(value) + more)


def _places(value: float) -> int:
    return 2 if 0.1 <= abs(value) < 10 else decimals_for(value)


def worked(written: str, formula: Callable[..., float], *values: float, show: Callable[[float], str] = numeral) -> str:
    """Write a sum with its result, with as many digits as it takes to come to that result by hand.

    Parameters
    ----------
    written : str
        The sum, with ``{}`` for each value.
    formula : callable
        Works the result out from the values.
    values : float
        Exact values.
    show : callable
        How the result is written.
    """
    result = show(formula(*values))
    for more in range(SMALL_DECIMALS):
        rounded = [round(value, _places(value) + more) for value in values]
        if show(formula(*rounded)) == result:
            break
    return f"{written.format(*(factor_text(value, more) for value in values))} = {result}"


def close(first: float, second: float) -> bool:
    """Whether two numbers are equal up to the rounding of recorded figures."""
    return math.isclose(first, second, rel_tol=1e-6, abs_tol=1e-9)
