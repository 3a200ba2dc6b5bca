"""The figure of exclusivity agrees with the tables."""

import numpy as np
import pandas as pd
import pytest

from sim.figures import draw
from sim.figures.contracts.exclusivity_margin import crossing_text
from sim.results.reading.exclusivity import Bargain, bargains_of
from sim.results.reading.series import by_seed


def frame(*values):
    return pd.DataFrame({1: values})


def test_exclusivity_stops_paying_where_the_lines_first_cross_after_it_paid(told):
    crossing = Bargain(
        told, "microsoft-openai", frame(np.nan, 0.1, 0.6, 0.5, 0.2, 0.7), frame(np.nan, 0.3, 0.3, 0.4, 0.4, 0.4)
    )
    assert crossing.crossings() == {1: 4}
    assert crossing_text(crossing) == "stops paying in 1 of 1 seeds: in 2023-05"
    never = Bargain(told, "microsoft-openai", frame(0.5, 0.5), frame(0.1, 0.1))
    assert crossing_text(never) == "never stops paying (1 seed)"


def test_the_bargain_is_drawn_from_gain_loss_and_margin(told):
    [one] = bargains_of(told)
    margin = by_seed(told, "contract", "exclusivity_margin", "microsoft-openai")
    assert (one.gain - one.loss).to_numpy() == pytest.approx(margin.to_numpy(), nan_ok=True)
    axes = draw("bargain", told).axes[0]
    assert axes.lines[0].get_ydata() == pytest.approx(one.gain.mean(axis=1).to_numpy(), nan_ok=True)
    ticks = next(line for line in axes.lines if line.get_marker() == "|")
    assert len(ticks.get_xdata()) == len(one.crossings())
