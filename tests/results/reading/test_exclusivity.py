"""What exclusivity brings and costs."""

import numpy as np
import pandas as pd
import pytest

from sim.results.reading.exclusivity import Bargain, bargains_of
from sim.results.reading.series import by_seed


def frame(*values):
    return pd.DataFrame({1: values})


def test_gain_less_loss_is_the_margin_of_contracts_that_were_exclusive(told):
    [one] = bargains_of(told)
    assert one.contract == "microsoft-openai"
    margin = by_seed(told, "contract", "exclusivity_margin", one.contract)
    assert (one.gain - one.loss).to_numpy() == pytest.approx(margin.to_numpy(), nan_ok=True)


def test_it_stops_paying_in_the_first_month_below_after_it_paid(told):
    late = Bargain(told, "a-b", frame(np.nan, 0.1, 0.6, 0.5, 0.2, 0.7), frame(np.nan, 0.3, 0.3, 0.4, 0.4, 0.4))
    assert late.crossings() == {1: 4}
    assert Bargain(told, "a-b", frame(0.5, 0.5), frame(0.1, 0.1)).crossings() == {}
