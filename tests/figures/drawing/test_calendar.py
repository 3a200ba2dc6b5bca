"""Dates on the horizontal axis."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.figures.drawing.calendar import use_dates
from sim.words.dates import month_dates
from tests.figures.example import scenarios, world


@pytest.mark.parametrize(
    ("months", "labels"), [(72, "2023 2024 2025 2026 2027 2028"), (3, "Jan 23|Feb 23|Mar 23"), (12, "Jan 23|Apr 23")]
)
def test_dates_on_the_axis_are_years_or_months(months, labels):
    scenario = scenarios(1, world(months=months))[0]
    axes = Figure().add_subplot()
    axes.plot(month_dates(scenario, np.arange(months)), np.arange(months))
    use_dates(axes)
    shown = [text.get_text() for text in axes.get_xticklabels()]
    wanted = labels.split("|") if "|" in labels else labels.split()
    assert shown[: len(wanted)] == wanted
