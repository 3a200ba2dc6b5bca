"""Looks that all charts share."""

import math
from collections.abc import Iterable
from typing import Any

from sim.figures.drawing.style import FAINT, INK, QUIET, Role, scenario_role

Options = dict[str, Any]

TEXT: Options = {"color": INK, "fontFamily": "inherit", "fontSize": 12}
QUIET_TEXT: Options = {**TEXT, "color": QUIET, "fontSize": 11}
TOOLTIP: Options = {"confine": True, "textStyle": TEXT, "extraCssText": "max-width: 22rem; white-space: normal;"}
BASE: Options = {"animation": False, "textStyle": TEXT, "aria": {"enabled": True}}

_WORD_JOINER = "\u2060"  # has no width

# Okabe and Ito's scenario roles in the words of ECharts.
_LINES = ("solid", [8, 4], [2, 3], [8, 3, 2, 3], [4, 2, 2, 2])
_MARKERS = ("circle", "rect", "triangle", "diamond", "arrow")


def line_of(scenario: int) -> tuple[Role, Any, str]:
    """Return role, dashes and marker of a scenario; 0 is the base."""
    return scenario_role(scenario), _LINES[scenario % len(_LINES)], _MARKERS[scenario % len(_MARKERS)]


def value_axis(**options: Any) -> Options:
    """Return a quiet axis of numbers."""
    return {
        "type": "value",
        "axisLabel": QUIET_TEXT,
        "nameTextStyle": QUIET_TEXT,
        "splitLine": {"lineStyle": {"color": FAINT}},
        **options,
    }


def finite(values: Iterable[float], digits: int = 6) -> list[float | None]:
    """Return numbers as JSON knows them: rounded to significant digits, None for gaps."""
    return [float(f"{value:.{digits}g}") if math.isfinite(value) else None for value in values]


def literal(text: str) -> str:
    """Return text that ECharts shows as it is, where ``{b}`` would be a place for a name and ``{n|...}`` a style."""
    return text.replace("{", f"{{{_WORD_JOINER}")
