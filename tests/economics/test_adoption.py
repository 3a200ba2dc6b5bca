"""Adoption follows the Bass curve exactly (E37); budgets grow and bring new work (E41 to E43)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economics.adoption import budget, has_adopted, new_work_probability, next_adoption, stratified_draws
from tests.economics.closed_forms import peak_time

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


seeds = st.integers(0, 10_000)
growth, fading = st.floats(0.0, 2.5), st.floats(0.0, 0.5)


@given(seeds, st.integers(1, 400), st.floats(0.0, 1.0))
def test_as_many_enterprises_adopt_as_the_curve_says_to_the_next_whole_one(seed, count, share):
    rng = np.random.default_rng(seed)
    draws = stratified_draws(rng.permutation(count), rng.random(count))
    adopted = has_adopted(np.array([share]), np.zeros(count, dtype=np.int64), draws)
    assert abs(adopted.sum() - share * count) <= 1.0 + 1e-9


def test_each_segment_follows_its_own_curve_and_nobody_gives_up():
    rng = np.random.default_rng(1)
    segment, draws = np.repeat([0, 1], 500), np.tile(stratified_draws(rng.permutation(500), rng.random(500)), 2)
    early, late = (has_adopted(np.array(curve), segment, draws) for curve in ([0.1, 0.6], [0.3, 0.6]))
    assert (early[:500].mean(), early[500:].mean()) == pytest.approx((0.1, 0.6), abs=0.003)
    assert (late >= early).all()
    assert late[:500].mean() == pytest.approx(0.3, abs=0.003)


@given(growth, fading, years)
def test_budgets_grow_at_first_at_their_rate_and_then_more_slowly(rate, fade, span):
    assert budget(2.0, rate, fade, 0.0) == 2.0
    slope = np.log(budget(1.0, rate, fade, 1e-5)) / 1e-5
    assert slope == pytest.approx(rate, abs=1e-4)
    first, second = (float(np.log(budget(1.0, rate, fade, n * span))) for n in (1, 2))
    assert second - first == pytest.approx(first * np.exp(-fade * span), abs=1e-9)


@given(growth, st.floats(0.0, 0.5))
def test_little_fading_is_nearly_none(rate, span):
    assert budget(1.0, rate, 1e-9, span) == pytest.approx(float(budget(1.0, rate, 0.0, span)))


@given(st.floats(0.1, 10.0), st.floats(0.1, 10.0), st.floats(0.0, 1.0))
def test_new_work_is_its_part_of_what_was_added(before, now, part):
    probability = float(new_work_probability(before, now, part))
    assert probability == pytest.approx(part * max(0.0, now - before) / now)
    assert 0.0 <= probability <= part


def test_no_work_is_new_where_there_is_no_budget():
    np.testing.assert_array_equal(new_work_probability(np.array([0.0, 1.0]), np.array([0.0, 2.0]), 0.8), [0.0, 0.4])
