"""Consumers follow the law of renewals in expectation (E3)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import softmax

from sim.economics.renewal_chain import renew_mass, renewal_matrix
from tests.economics.renewing import Population

utilities = arrays(float, 4, elements=st.floats(-6.0, 6.0))
costs = st.floats(0.0, 8.0)
hazards = st.floats(0.0, 1.0)
seeds = st.integers(0, 2**32 - 1)


def mass(seed, *shape):
    return np.random.default_rng(seed).dirichlet(np.ones(4), shape)


@given(utilities, costs)
def test_rows_are_logits_with_inertia(utility, cost):
    move = renewal_matrix(utility, cost)
    for incumbent in range(4):
        expected = softmax(utility - cost * (np.arange(4) != incumbent))
        np.testing.assert_allclose(move[incumbent], expected, rtol=1e-10, atol=1e-15)


@given(utilities, costs, hazards, seeds)
def test_mass_is_conserved_and_stays_positive(utility, cost, hazard, seed):
    before = mass(seed, 3)
    after = renew_mass(before, np.tile(utility, (3, 1)), cost, hazard)
    np.testing.assert_allclose(after.sum(axis=-1), before.sum(axis=-1), rtol=1e-12)
    assert (after >= 0.0).all()


@given(utilities, costs, hazards, seeds)
def test_mass_moves_by_the_matrix_as_far_as_it_is_due(utility, cost, hazard, seed):
    before = mass(seed)
    move = (1.0 - hazard) * np.eye(4) + hazard * renewal_matrix(utility, cost)
    np.testing.assert_allclose(renew_mass(before, utility, cost, hazard), before @ move, atol=1e-12)


@given(utilities, seeds)
def test_without_inertia_one_renewal_reaches_the_logit(utility, seed):
    np.testing.assert_allclose(renew_mass(mass(seed), utility, 0.0, 1.0), softmax(utility), atol=1e-12)


@given(utilities, costs, seeds)
def test_the_chain_is_reversible_and_keeps_its_stationary_shares(utility, cost, seed):
    """At rest an option holds exp(utility) times the attraction of all options seen from it."""
    attraction = np.exp(utility - cost * (1.0 - np.eye(4))).sum(axis=1)
    rest = np.exp(utility) * attraction / (np.exp(utility) * attraction).sum()
    np.testing.assert_allclose(renew_mass(rest, utility, cost, 0.3), rest, atol=1e-12)
    flow = rest[:, None] * renewal_matrix(utility, cost)
    np.testing.assert_allclose(flow, flow.T, atol=1e-12)


def test_nothing_flows_to_an_option_that_is_gone():
    utility = np.array([0.0, 1.0, -np.inf, 2.0])
    after = renew_mass(np.array([0.25, 0.25, 0.25, 0.25]), utility, 1.5, 1.0)
    assert after[2] == 0.0
    assert after.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(renewal_matrix(utility, 1.5)[2, [0, 1, 3]], softmax(utility[[0, 1, 3]]))


def test_a_mass_is_what_many_enterprises_do():
    utility, cost = np.array([0.0, 1.0, 0.4, -0.5]), 1.2
    population = Population(100_000)
    population.renew(np.zeros(4))
    before = population.shares(4)
    population.renew(utility, switching_cost=cost)
    np.testing.assert_allclose(population.shares(4), renew_mass(before, utility, cost, 1.0), atol=0.008)


VENDOR = np.array([0, 1, 1, 2])


@given(utilities, costs, costs)
def test_another_model_of_the_vendor_costs_the_upgrade_and_another_vendor_the_switch(utility, switching, upgrade):
    move = renewal_matrix(utility, switching, VENDOR, upgrade)
    for incumbent in range(4):
        cost = np.where(VENDOR[incumbent] == VENDOR, upgrade, switching)
        cost[incumbent] = 0.0
        np.testing.assert_allclose(move[incumbent], softmax(utility - cost), rtol=1e-10, atol=1e-15)


@given(utilities, costs)
def test_without_a_difference_between_vendors_there_is_one_switching_cost(utility, cost):
    np.testing.assert_allclose(renewal_matrix(utility, cost, VENDOR, cost), renewal_matrix(utility, cost), rtol=1e-14)


@given(utilities, costs, hazards, st.floats(0.0, 1.0), seeds)
def test_new_work_chooses_without_an_incumbent_and_the_rest_as_before(utility, cost, hazard, new_work, seed):
    before = mass(seed) * 3.0
    after = renew_mass(before, utility, cost, hazard, new_work=new_work, vendor=VENDOR, upgrade_cost=0.2)
    old = renew_mass(before, utility, cost, hazard, vendor=VENDOR, upgrade_cost=0.2)
    np.testing.assert_allclose(after, (1.0 - new_work) * old + new_work * 3.0 * softmax(utility), atol=1e-12)
