"""Returns to a dollar of each effort."""

import pytest

from sim.results.reading.effort import returns_of
from sim.results.reading.series import by_seed


def test_returns_are_smoothed_over_six_months(told):
    raw = by_seed(told, "effort", "return_per_dollar", "training")
    assert returns_of(told)["training"].loc[20, 1] == pytest.approx(raw.loc[15:20, 1].mean())
