"""Concentration of control, and by how much a merger raises it (E34, E38)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.economics.competition.concentration import herfindahl, merger_increase, modified_herfindahl

shares = arrays(float, st.integers(2, 8), elements=st.floats(0.0, 100.0)).filter(lambda held: held.sum() > 1e-3)


@given(shares, st.floats(0.01, 100.0))
def test_index_lies_between_even_and_single_and_ignores_scale(held, scale):
    index = herfindahl(held)
    assert 10_000.0 / held.size - 1e-6 <= index <= 10_000.0 + 1e-6
    assert herfindahl(scale * held) == pytest.approx(index, rel=1e-9)


@given(shares, st.randoms(use_true_random=False))
def test_who_holds_which_share_does_not_matter(held, random):
    order = list(range(held.size))
    random.shuffle(order)
    assert herfindahl(held[order]) == pytest.approx(herfindahl(held), rel=1e-12)


def test_even_shares_single_owner_and_nothing_have_known_indices():
    assert herfindahl(np.ones(4)) == pytest.approx(2_500.0)
    assert herfindahl(np.array([0.0, 3.0])) == pytest.approx(10_000.0)
    assert herfindahl(np.zeros(3)) == 0.0


@given(shares)
def test_a_merger_raises_the_index_by_what_is_announced(held):
    merged = np.concatenate(([held[0] + held[1]], held[2:]))
    assert herfindahl(merged) - herfindahl(held) == pytest.approx(merger_increase(held, 0, 1), abs=1e-6)


@given(shares)
def test_without_stakes_the_modified_index_is_the_index_and_with_them_it_is_higher(held):
    assert modified_herfindahl(held, np.eye(held.size)) == pytest.approx(herfindahl(held), rel=1e-12)
    stake = np.eye(held.size)
    stake[0, 1] = 0.3
    percent = 100.0 * held / held.sum()
    rise = modified_herfindahl(held, stake) - herfindahl(held)
    assert rise == pytest.approx(0.3 * percent[0] * percent[1], abs=1e-8)
