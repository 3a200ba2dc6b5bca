"""When a regulator worries about a merger, and how likely it is to block it (E34)."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.economics.competition.antitrust import (
    Flags,
    block_probability,
    gateway_concern,
    serial_concern,
    structural_presumption,
)
from sim.economics.competition.concentration import herfindahl, merger_increase

shares = arrays(float, st.integers(2, 8), elements=st.floats(0.0, 100.0)).filter(lambda held: held.sum() > 1e-3)
findings = st.builds(Flags, st.booleans(), st.booleans(), st.booleans())
CONCERNS = ("presumption", "gateway", "serial")


@given(shares)
def test_harm_is_presumed_only_above_both_kinds_of_threshold(held):
    rise = merger_increase(held, 0, 1)
    after = herfindahl(held) + rise
    percent = 100.0 * (held[0] + held[1]) / held.sum()
    assume(min(abs(rise - 100.0), abs(after - 1800.0), abs(percent - 30.0)) > 1e-6)
    assert structural_presumption(held, 0, 1) == (rise > 100.0 and (after > 1800.0 or percent > 30.0))


def test_a_small_rise_is_never_presumed_to_harm():
    assert not structural_presumption(np.array([90.0, 0.5, 9.5]), 0, 1)
    assert structural_presumption(np.array([90.0, 0.5, 9.5]), 0, 1, rise_threshold=50.0)


def test_a_large_share_is_presumed_to_harm_in_a_market_that_is_not_concentrated():
    held = np.array([25.0, 6.0, *[6.9] * 10])
    assert herfindahl(held) + merger_increase(held, 0, 1) < 1800.0
    assert structural_presumption(held, 0, 1)
    assert not structural_presumption(held, 0, 1, share_threshold=32.0)


@given(shares, st.floats(1e-3, 1e3))
def test_the_scale_of_shares_does_not_matter(held, scale):
    rise = merger_increase(held, 0, 1)
    percent = 100.0 * (held[0] + held[1]) / held.sum()
    assume(min(abs(rise - 100.0), abs(herfindahl(held) + rise - 1800.0), abs(percent - 30.0)) > 1e-6)
    assert structural_presumption(scale * held, 0, 1) == structural_presumption(held, 0, 1)


def test_a_gateway_worries_only_with_the_means_and_the_motive():
    assert gateway_concern(0.5, 0.1, share_threshold=0.5)
    assert not gateway_concern(0.49, 0.1, share_threshold=0.5)
    assert not gateway_concern(0.9, 0.0, share_threshold=0.5)
    assert not gateway_concern(0.9, -0.1, share_threshold=0.5)


def test_a_series_begins_with_the_deal_that_completes_it():
    assert [serial_concern(count, deals=3) for count in range(5)] == [False, False, False, True, True]


@given(findings, st.sampled_from(CONCERNS), st.floats(-6.0, 2.0), st.tuples(*[st.floats(0.0, 5.0)] * 3))
def test_a_concern_never_makes_a_block_less_likely(flags, concern, intercept, weights):
    odds = dict(zip(("presumption_weight", "gateway_weight", "serial_weight"), weights, strict=True))
    with_it = block_probability(replace(flags, **{concern: True}), intercept=intercept, **odds)
    without = block_probability(replace(flags, **{concern: False}), intercept=intercept, **odds)
    assert 0.0 < without <= with_it < 1.0


@pytest.mark.parametrize("concern", CONCERNS)
def test_each_concern_adds_its_own_weight_to_the_log_odds(concern):
    flags = Flags(**{name: name == concern for name in CONCERNS})
    blocked = block_probability(flags, intercept=-3.0, **{f"{concern}_weight": 1.7})
    assert math.log(blocked / (1.0 - blocked)) == pytest.approx(-1.3)


def test_extreme_log_odds_are_certainties():
    assert block_probability(Flags(False, False, False), intercept=-2000.0) == 0.0
    assert block_probability(Flags(True, True, True), intercept=2000.0) == 1.0
