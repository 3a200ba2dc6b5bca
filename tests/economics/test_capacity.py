"""GPU capacity: what is served, how long requests wait, what compute costs, what is ordered (E12 to E15)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.economics.capacity import (
    CONGESTED,
    lost_share,
    next_compute_price,
    queueing_delay,
    ration,
    share_supply,
    waiting_probability,
    wanted_orders,
)

amounts = arrays(float, 5, elements=st.one_of(st.just(0.0), st.floats(1e-6, 100.0)))
capacities = st.floats(0.01, 400.0)
utilisations = st.floats(0.01, 0.97)
servers = st.integers(1, 400)


class TestRationing:
    @given(amounts, capacities, amounts)
    def test_capacity_is_never_exceeded(self, need, capacity, committed):
        assert ration(need, capacity, committed).sum() <= capacity * (1.0 + 1e-12)

    @given(amounts, capacities, amounts)
    def test_nobody_gets_more_than_asked(self, need, capacity, committed):
        served = ration(need, capacity, committed)
        assert (served >= 0.0).all()
        assert (served <= need * (1.0 + 1e-12)).all()

    @given(amounts, capacities, amounts)
    def test_capacity_is_used_up_before_anyone_goes_short(self, need, capacity, committed):
        served = ration(need, capacity, committed)
        assert served.sum() == pytest.approx(min(need.sum(), capacity), rel=1e-12)

    @given(amounts, capacities, amounts)
    def test_committed_compute_comes_first(self, need, capacity, committed):
        served = ration(need, capacity, committed)
        first = np.minimum(need, committed)
        if first.sum() <= capacity:
            assert (served >= first * (1.0 - 1e-12)).all()
        else:
            np.testing.assert_allclose(served, first * capacity / first.sum(), rtol=1e-12)

    @given(amounts, capacities)
    def test_without_commitments_all_are_cut_in_proportion(self, need, capacity):
        served = ration(need, capacity, np.zeros(5))
        part = min(1.0, capacity / need.sum()) if need.sum() > 0.0 else 1.0
        np.testing.assert_allclose(served, need * part, rtol=1e-12)

    def test_what_was_asked_for_is_left_as_it_was(self):
        need = np.array([3.0, 4.0])
        served = ration(need, 100.0, np.zeros(2))
        served[0] = 0.0
        np.testing.assert_array_equal(need, [3.0, 4.0])


class TestWaiting:
    @given(st.floats(0.1, 300.0), servers)
    def test_lost_share_follows_the_erlang_recursion(self, offered, count):
        lost = 1.0
        for n in range(1, count + 1):
            lost = offered * lost / (n + offered * lost)
        assert float(lost_share(offered, count)) == pytest.approx(lost, rel=1e-9, abs=1e-14)

    @given(utilisations)
    def test_with_one_server_as_many_wait_as_find_it_busy(self, busy):
        assert float(waiting_probability(busy, 1)) == pytest.approx(busy, rel=1e-12)

    @pytest.mark.parametrize("count", [1, 2, 5, 10, 50, 100])
    @pytest.mark.parametrize("busy", [0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98])
    def test_delay_is_within_four_hundredths_of_a_service_of_sakasegawas_approximation(self, busy, count):
        approximate = busy ** (np.sqrt(2.0 * (count + 1)) - 1.0) / (count * (1.0 - busy))
        assert float(queueing_delay(busy, count, 1.0)) == pytest.approx(approximate, rel=0.02, abs=0.04)

    @given(utilisations, servers, st.floats(0.1, 10.0))
    def test_delay_is_in_proportion_to_the_service_time(self, busy, count, service_time):
        one_second = float(queueing_delay(busy, count, 1.0))
        assert float(queueing_delay(busy, count, service_time)) == pytest.approx(service_time * one_second, rel=1e-12)

    @given(servers)
    def test_delay_rises_with_load_and_falls_with_servers(self, count):
        load = np.linspace(0.05, CONGESTED, 30)
        delay = queueing_delay(load, count, 1.0)
        assert (np.diff(delay) >= 0.0).all()
        assert (queueing_delay(load, count + 1, 1.0) <= delay).all()

    def test_above_congestion_delay_stays(self):
        assert queueing_delay(1.5, 10, 1.0) == queueing_delay(CONGESTED, 10, 1.0)

    def test_an_idle_cloud_makes_nobody_wait(self):
        assert queueing_delay(0.0, 10, 1.0) == 0.0


RULE = {"price_adjustment": 0.1, "target_utilisation": 0.8, "price_floor_margin": 0.05}


class TestComputePrice:
    @given(st.floats(0.1, 20.0), st.floats(0.0, 3.0), st.floats(0.1, 5.0))
    def test_price_never_falls_below_cost_and_floor_margin(self, price, used, cost):
        after = next_compute_price(np.array([price]), np.array([used]), np.array([cost]), **RULE)
        assert after[0] >= cost * 1.05

    @given(st.floats(2.0, 20.0), st.floats(2.0, 1e9))
    def test_load_beyond_twice_the_capacity_counts_as_twice(self, price, load):
        prices = [
            next_compute_price(np.array([price]), np.array([one]), np.array([0.1]), **RULE)[0] for one in (2.0, load)
        ]
        assert prices[0] == prices[1]

    @given(st.floats(2.0, 20.0), st.floats(0.0, 2.0))
    def test_price_moves_towards_the_target(self, price, used):
        after = float(next_compute_price(np.array([price]), np.array([used]), np.array([0.1]), **RULE)[0])
        assert np.sign(round(after - price, 12)) == np.sign(round(used - 0.8, 12))
        assert np.log(after / price) == pytest.approx(0.1 * (used - 0.8), abs=1e-12)


class TestOrders:
    def test_orders_bring_capacity_to_target_when_they_arrive(self):
        wanted = wanted_orders(
            np.array([0.4]),
            np.array([0.02]),
            np.array([0.3]),
            np.array([0.1]),
            lead=9,
            target_utilisation=0.8,
            limit=10.0,
        )
        need_then = 0.4 * np.exp(9 * 0.02)
        assert need_then / (0.3 + 0.1 + wanted[0]) == pytest.approx(0.8)

    @given(amounts, arrays(float, 5, elements=st.floats(-0.1, 0.1)), amounts, amounts, st.floats(0.0, 10.0))
    def test_orders_are_neither_negative_nor_above_the_limit(self, need, growth, capacity, pipeline, limit):
        wanted = wanted_orders(need, growth, capacity, pipeline, lead=9, target_utilisation=0.8, limit=limit)
        assert ((wanted >= 0.0) & (wanted <= limit)).all()

    @given(amounts, st.floats(0.0, 300.0))
    def test_deliveries_never_exceed_supply_and_keep_proportions(self, orders, supply):
        delivered = share_supply(orders, supply)
        assert delivered.sum() == pytest.approx(min(orders.sum(), supply), rel=1e-12)
        np.testing.assert_allclose(delivered * orders.sum(), orders * delivered.sum(), rtol=1e-9, atol=1e-9)
