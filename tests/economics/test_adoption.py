"""Adoption follows the Bass curve exactly (E37)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economics.adoption import next_adoption, peak_time

share = st.floats(0.0, 0.999)
innovation = st.floats(0.001, 0.2)
imitation = st.floats(0.0, 2.0)
years = st.floats(1e-3, 3.0)


@given(share, innovation, imitation, years)
def test_adoption_rises_and_stays_below_one(adopted, p, q, step):
    after = next_adoption(adopted, p, q, step)
    assert adopted < after < 1.0


@given(share, innovation, imitation, years)
def test_two_half_steps_are_one_step(adopted, p, q, step):
    halfway = next_adoption(adopted, p, q, step / 2.0)
    assert next_adoption(halfway, p, q, step / 2.0) == pytest.approx(next_adoption(adopted, p, q, step), abs=1e-12)


@given(share, innovation, imitation)
def test_a_small_step_follows_the_differential_equation(adopted, p, q):
    step = 1e-6
    slope = (next_adoption(adopted, p, q, step) - adopted) / step
    assert slope == pytest.approx((p + q * adopted) * (1.0 - adopted), abs=1e-5)


@given(innovation, st.floats(0.3, 2.0), years)
def test_from_nothing_the_curve_has_its_closed_form(p, q, step):
    decay = np.exp(-(p + q) * step)
    assert next_adoption(0.0, p, q, step) == pytest.approx((1.0 - decay) / (1.0 + q / p * decay), abs=1e-12)


@given(share, innovation, years)
def test_without_imitation_a_constant_part_of_the_rest_adopts(adopted, p, step):
    left = 1.0 - next_adoption(adopted, p, 0.0, step)
    assert left == pytest.approx((1.0 - adopted) * np.exp(-p * step), abs=1e-12)


@given(st.floats(0.005, 0.1), st.floats(0.2, 1.5))
def test_growth_is_fastest_at_the_peak(p, q):
    peak = peak_time(p, q)
    year = 1.0 / 12.0

    def growth(at: float) -> float:
        return next_adoption(0.0, p, q, at + year) - next_adoption(0.0, p, q, at)

    centred = peak - year / 2.0
    assert growth(centred) >= growth(centred + year)
    assert growth(centred) >= growth(centred - year)


def test_full_adoption_stays_full():
    assert next_adoption(1.0, 0.01, 0.4) == 1.0


def test_a_month_is_the_default_step():
    assert next_adoption(0.2, 0.01, 0.4) == next_adoption(0.2, 0.01, 0.4, 1.0 / 12.0)
