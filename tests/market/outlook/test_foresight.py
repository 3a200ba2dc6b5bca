"""The market as firms see it ahead: what is known to come, and nothing else (E58)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economics.adoption import next_adoption
from sim.market.outlook.foresight import Foresight, capacity_ahead, dates_of, projected
from sim.market.rules.demand_laws import demand_law
from tests.market.small_economies import FIXED, outlook_on, town

AHEAD = 12


@given(st.integers(1, 240), st.integers(0, 12))
def test_dates_run_evenly_from_the_start_to_the_end_of_the_term(term, dates):
    found = dates_of(term, dates)
    assert found[0] == 0
    assert list(found) == sorted(set(found))
    assert len(found) == (1 if dates < 2 else min(dates, term + 1)) or term < dates
    if dates >= 2:
        assert found[-1] == term


def test_today_is_the_market_itself():
    state = town(FIXED, months=3)
    assert projected(state, 0) is state
    foresight = Foresight(outlook_on(state))
    assert foresight.at(0) is foresight.today
    assert foresight.at(AHEAD) is foresight.at(AHEAD)


def test_looking_ahead_changes_nothing_today():
    state = town(FIXED, months=3)
    before = state.capacity.copy(), dict(state.market_size), state.enterprises.buying_share.copy(), len(state.adopted)
    training = {name: lab.training for name, lab in state.labs.items()}
    Foresight(outlook_on(state)).at(AHEAD).under(state.as_it_is())
    np.testing.assert_array_equal(state.capacity, before[0])
    assert state.market_size == before[1]
    np.testing.assert_array_equal(state.enterprises.buying_share, before[2])
    assert len(state.adopted) == before[3]
    assert {name: lab.training for name, lab in state.labs.items()} == training


def test_budgets_and_adopters_are_those_that_the_curves_will_bring():
    state, later = town(FIXED, months=3), town(FIXED, months=9)
    seen = projected(state, later.month - state.month)
    for task, size in later.market_size.items():
        # The market of a month is worked out at its start, so that `later` shows that of the month before.
        assert seen.market_size[task] >= size
    law, parameters = demand_law(state.parameters.rules), state.parameters
    assert seen.market_size == law.market_size(parameters, seen.month, seen.adopted)
    np.testing.assert_allclose(seen.enterprises.curve, _curve_after(later.month - state.month, state))


def _curve_after(months, state):
    curve = state.enterprises.curve
    for _ in range(months):
        segments = [state.parameters.enterprises.segments[name].adoption for name in state.enterprises.segments]
        curve = np.array(
            [next_adoption(float(now), a.innovation, a.imitation) for now, a in zip(curve, segments, strict=True)]
        )
    return curve


def test_models_keep_pace_with_doing_without():
    """So that AI is worth as much as today against the given path of doing without."""
    state = town(FIXED, months=3)
    seen, law = projected(state, AHEAD), demand_law(state.parameters.rules)
    for row, task in enumerate(state.service_quality.task_names):
        section = state.parameters.tasks[task]
        rise = law.outside_utility(section, seen.month) - law.outside_utility(section, state.month)
        np.testing.assert_allclose(seen.service_quality.quality[row] - state.service_quality.quality[row], rise)


def test_without_growth_only_wear_and_orders_change_capacity():
    state = town(FIXED, months=3)
    clouds, parameters = list(state.clouds.values()), state.parameters
    kept = 1.0 - 1.0 / parameters.compute.depreciation_months
    arriving = [list(cloud.orders)[:2] for cloud in clouds]
    expected = [
        cloud.capacity * kept**2 + first * kept + second
        for cloud, (first, second) in zip(clouds, arriving, strict=True)
    ]
    np.testing.assert_allclose(capacity_ahead(clouds, 0.0, state.month, 2, parameters), expected)


def test_growth_adds_no_more_gpus_than_are_made_and_none_beyond_need():
    state = town(FIXED, months=3)
    clouds, parameters = list(state.clouds.values()), state.parameters
    low, high = (capacity_ahead(clouds, growth, state.month, 24, parameters) for growth in (0.0, 1e9))
    some = capacity_ahead(clouds, 2.0, state.month, 24, parameters)
    assert (low <= some + 1e-15).all()
    assert (some <= high + 1e-15).all()
    compute = parameters.compute
    made = sum(
        compute.gpu_supply * compute.gpu_supply_growth ** ((state.month + month) / 12.0)
        for month in range(24 - compute.order_lead)
    )
    assert (high - low).sum() <= made + 1e-12
    needed = np.array([cloud.need for cloud in clouds]) * 2.0 / compute.target_utilisation
    assert (some <= np.maximum(low, needed) + 1e-12).all()


def test_a_larger_market_is_worth_more_to_those_who_sell_in_it():
    state = town(FIXED, months=3)
    foresight, now = Foresight(outlook_on(state)), state.as_it_is()
    account = state.catalogue.account
    for owner in ("lab", "bigsoft"):
        assert foresight.at(AHEAD).under(now).profit[account[owner]] > foresight.at(0).under(now).profit[account[owner]]
    assert foresight.largest_residual == pytest.approx(0.0, abs=1e-8)
