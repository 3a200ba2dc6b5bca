"""Plain words: what is expected at a place, what was found there, and what was probably meant."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from sim.scenario.choices import EXAMPLE
from sim.scenario.months import MONTH_PATTERN
from sim.scenario.places import Place
from sim.scenario.problems import NOTHING
from sim.scenario.schema.root import ScenarioFile

MOST_NAMES = 30
MOST_KEYS = 6
MOST_DIGITS = 18
_SWITCH_WORDS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_NUMBER = re.compile(r"([-+]?)([\d._,]*\d[\d._,]*)(e[-+]?\d+)?", re.ASCII | re.IGNORECASE)
_PLAIN = re.compile(r"\d+\.?\d*|\.\d+", re.ASCII)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}([,_]\d{3})+(\.\d*)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"(0|[1-9]\d*),\d+", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})(-\d{1,2})?", re.ASCII)


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the name that comes closest, or None where none is close."""
    by_plain_form = {_plain_form(known): known for known in names}
    close = get_close_matches(_plain_form(name), by_plain_form, n=1, cutoff=0.6)
    return by_plain_form[close[0]] if close else None


def _plain_form(name: str) -> str:
    return name.lower().replace("-", "_").replace(" ", "_")


def suggestion(name: str, names: Iterable[str], known_as: str) -> str:
    """Return "did you mean ...", followed by the names that exist.

    Parameters
    ----------
    name : str
        What was written.
    names : iterable of str
        Names that exist.
    known_as : str
        What these names are, e.g. ``"in owners"``.
    """
    existing = list(names)
    close = nearest(name, existing)
    shown = ", ".join(existing[:MOST_NAMES]) + (", ..." if len(existing) > MOST_NAMES else "")
    listing = f"{known_as}: {shown}" if existing else f"{known_as}: none"
    return f"did you mean {close}? {listing}" if close is not None else listing


def found(value: Any) -> str:
    """Return what was found, short enough for one line."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'the text "{value}"' if len(value) <= 40 else f'the text "{value[:40]}..."'
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list | tuple):
        return "a list"
    return repr(value)


def expected(place: Place) -> str:
    """Return what may stand at a place, with unit and bounds."""
    return _expected(place) + (", or null" if place.nullable else "")


def _expected(place: Place) -> str:
    if place.options:
        options = [str(option) for option in place.options]
        if place.takes_file:
            return f"one of {', '.join(options)}, or a file such as {EXAMPLE}"
        return options[0] if len(options) == 1 else f"one of {', '.join(options)}"
    if place.is_section:
        keys = place.keys if len(place.keys) <= MOST_KEYS else (*place.keys[:MOST_KEYS], "...")
        return f"a map with the keys {', '.join(keys)}"
    if place.is_named_map:
        return "a map of names and numbers" if place.child("x").kind is float else "a map of names"  # type: ignore[union-attr]
    if place.kind is bool:
        return "true or false"
    if place.kind in (int, float):
        return _expected_number(place)
    if place.field is ScenarioFile.model_fields["seeds"]:
        return "seeds as 1..32 or a list of whole numbers"
    if place.is_list:
        return _expected_list(place)
    if place.names:
        return f"a name from {place.names}"
    pattern = pattern_of(place)
    if pattern == MONTH_PATTERN:
        return "a month as YYYY-MM"
    return "text of small letters, digits, _ and -, such as less_friction" if pattern else "text"


def _expected_list(place: Place) -> str:
    if place.item is not None:
        return f"a list of maps with the keys {', '.join(place.item.keys)}"
    return f"a list of names from {place.names}" if place.names else "a list"


def pattern_of(place: Place) -> str:
    """Return the regular expression that text must match, or empty text."""
    return next((limit.pattern for limit in place.limits if getattr(limit, "pattern", None)), "")


def _expected_number(place: Place) -> str:
    if place.unit == "share":
        limits = bounds_text(place, between="between {} and {}")
        return "a share" + (" of" if limits.startswith(" at ") else "") + limits
    noun = "a whole number" if place.kind is int else "a number"
    limits = bounds_text(place)
    return noun + _unit_text(place.unit) + ("," + limits if limits else "")


def _unit_text(unit: str) -> str:
    first = unit.split(" ", 1)[0]
    if not unit:
        return ""
    if first.endswith("s") or unit.startswith("log points"):
        return f" of {unit}"
    if first == "per":
        return f" {unit}"
    return f" ({unit})" if first in ("share", "factor") else f" in {unit}"


def bounds_text(place: Place, between: str = "from {} to {}") -> str:
    """Return the bounds of a number in words, with a blank before them; empty text where there are none."""
    limits = place.bounds
    if set(limits) == {"ge", "le"}:
        return " " + between.format(_limit(limits["ge"]), _limit(limits["le"]))
    words = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
    parts = [f"{words[name]} {_limit(limits[name])}" for name in ("ge", "gt", "le", "lt") if name in limits]
    return " " + " and ".join(parts) if parts else ""


def _limit(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:g}"


def repair(place: Place, value: Any) -> str:
    """Return what to write instead of a wrong value, or empty text where that is not clear."""
    if value is None:
        return "give a value, or leave the line out to keep what is there"
    if place.options and isinstance(value, str):
        close = nearest(value, [str(option) for option in place.options])
        return f"did you mean {close}?" if close else ""
    if place.kind is bool:
        return _repair_switch(value)
    if place.kind in (int, float):
        return _repair_number(place, value)
    if place.kind is str:
        return _repair_text(place, value)
    if place.is_list and isinstance(value, str):
        return f"write [{value}]"
    if place.is_named_map and isinstance(value, list):
        return "write `name: value` lines, without dashes"
    return ""


def _repair_switch(value: Any) -> str:
    if isinstance(value, str) and value.lower() in _SWITCH_WORDS | {"true": "", "false": ""}:
        return f"write {_SWITCH_WORDS.get(value.lower(), value.lower())}"
    if value in (0, 1):
        return "write true" if value else "write false"
    return ""


def _repair_number(place: Place, value: Any) -> str:
    if isinstance(value, bool):
        return "a number, not true or false"
    if isinstance(value, int | float):
        if place.unit == "share" and 1 < value <= 100:
            return f"write {_as_share(value)} for {value:g} %"
        if place.kind is int and isinstance(value, float):
            return f"write {int(value)}" if value.is_integer() else "a whole number, without a fraction"
        return ""
    if not isinstance(value, str):
        return ""
    return _repair_number_text(place, value.strip())


def _repair_number_text(place: Place, text: str) -> str:
    """Return what to write instead of text that was meant as a number; a correction never changes what was meant."""
    number = _NUMBER.match(text)
    digits = _unambiguous(number) if number is not None and len(number[0]) <= MOST_DIGITS else None
    if number is None or digits is None or (place.kind is int and not float(digits).is_integer()):
        return ""
    rest = text[number.end() :].strip()
    if rest == "%" and place.unit == "share":
        return f"write {_as_share(float(digits))}"
    if rest in ("k", "K"):
        return f"write {1000 * float(digits):.12g}"
    if rest:
        return f"write the number alone: {digits}" if set(rest.split()) <= set(place.unit.split()) else ""
    return f"write {digits}, without quotes, commas or underscores"


def _unambiguous(number: re.Match[str]) -> str | None:
    """Return the one number that text can mean, as it should be written; None where it can mean several or none."""
    sign, digits, exponent = number[1], number[2], number[3] or ""
    if _THOUSANDS.fullmatch(digits):
        return sign + digits.replace(",", "").replace("_", "") + exponent
    if _DECIMAL_COMMA.fullmatch(digits):
        return sign + digits.replace(",", ".") + exponent
    plain = digits.replace("_", "")
    return sign + plain + exponent if _PLAIN.fullmatch(plain) else None


def _as_share(percentage: float) -> str:
    return f"{percentage / 100:.10g}"


def _repair_text(place: Place, value: Any) -> str:
    if pattern_of(place) == MONTH_PATTERN:
        month = _MONTH.fullmatch(str(value))
        if month is None or not 1 <= int(month[2]) <= 12:
            return "such as 2025-01"
        meant = f"{month[1]}-{int(month[2]):02d}"
        return f"write {meant}" if re.match(MONTH_PATTERN, meant) else "years run from 1000 to 2999"
    if isinstance(value, bool | int | float):
        return f'put text in quotes: "{found(value)}"'
    if isinstance(value, list | tuple) and len(value) == 1:
        return "write the name alone, without brackets"
    return ""
