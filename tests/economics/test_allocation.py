"""The allocation of E2 is what its definition says: the best spread of volume over options."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import brentq
from scipy.special import logsumexp, softmax, wrightomega

from sim.economics.allocation import allocate, allocation_values
from tests.economics.random_markets import demand_at, random_buyers

utilities = arrays(float, st.integers(2, 9), elements=st.floats(-8.0, 8.0))
wide_utilities = arrays(float, st.integers(2, 9), elements=st.floats(-20.0, 20.0))
concentrations = st.sampled_from((0.0, 0.1, 0.5, 2.0, 8.0, 20.0))
dispersions = st.sampled_from((0.2, 0.5, 1.0, 3.0))


def one(utility, dispersion=1.0, concentration=0.0):
    """Allocation and value of a single buyer."""
    shares, value = allocate(np.array([utility], dtype=float), dispersion, np.array([concentration]))
    return shares[0], float(value[0])


def costs(options, concentration):
    """Dislike of concentration by option: doing without AI carries none."""
    return np.concatenate(([0.0], np.full(options - 1, concentration)))


def objective(shares, utility, dispersion, concentration):
    """What the buyer maximises, term by term."""
    entropy = np.where(shares > 0.0, shares * np.log(np.where(shares > 0.0, shares, 1.0)), 0.0)
    return shares @ utility - dispersion * entropy.sum() - 0.5 * costs(shares.size, concentration) @ shares**2


def by_wright_omega(utility, dispersion, concentration):
    """The shares of E2 in their closed form, with the level found by bisection."""
    cost = costs(utility.size, concentration)

    def shares_at(level):
        logit = (utility - level) / dispersion - 1.0
        ratio = np.where(cost > 0.0, cost, 1.0) / dispersion
        with_cost = np.real(wrightomega(logit + np.log(ratio))) / ratio
        return np.where(cost > 0.0, with_cost, np.exp(np.minimum(logit, 700.0)))

    low, high = utility.max() - dispersion - concentration - 1.0, utility.max() + 4.0 * dispersion
    return shares_at(brentq(lambda level: shares_at(level).sum() - 1.0, low, high, xtol=1e-14, rtol=1e-15))


@given(wide_utilities, dispersions, concentrations)
def test_shares_lie_between_zero_and_one_and_sum_to_one(utility, dispersion, concentration):
    shares, _ = one(utility, dispersion, concentration)
    assert ((shares >= 0.0) & (shares <= 1.0)).all()
    assert shares.sum() == pytest.approx(1.0, abs=1e-11)


@given(wide_utilities, dispersions, concentrations)
def test_marginal_worth_is_equal_across_options(utility, dispersion, concentration):
    shares, _ = one(utility, dispersion, concentration)
    assume(shares.min() > 1e-250)
    worth = utility - dispersion * (1.0 + np.log(shares)) - costs(utility.size, concentration) * shares
    assert np.ptp(worth) < 1e-9


@given(utilities, dispersions, concentrations)
def test_shares_have_the_wright_omega_form(utility, dispersion, concentration):
    shares, _ = one(utility, dispersion, concentration)
    np.testing.assert_allclose(shares, by_wright_omega(utility, dispersion, concentration), rtol=0, atol=1e-10)


@given(wide_utilities, dispersions)
def test_without_dislike_of_concentration_it_is_the_logit(utility, dispersion):
    shares, value = one(utility, dispersion)
    np.testing.assert_allclose(shares, softmax(utility / dispersion), rtol=1e-12, atol=0)
    assert value == pytest.approx(dispersion * logsumexp(utility / dispersion), abs=1e-10)


@given(utilities, dispersions, concentrations, st.integers(0, 2**32 - 1))
def test_no_other_allocation_is_worth_more(utility, dispersion, concentration, seed):
    shares, value = one(utility, dispersion, concentration)
    assert value == pytest.approx(objective(shares, utility, dispersion, concentration), abs=1e-10)
    rng = np.random.default_rng(seed)
    for other in rng.dirichlet(np.full(utility.size, 0.5), 20):
        nearby = 0.99 * shares + 0.01 * other
        assert objective(other, utility, dispersion, concentration) <= value + 1e-10
        assert objective(nearby, utility, dispersion, concentration) <= value + 1e-10


@given(utilities, concentrations, st.data())
def test_an_option_that_is_not_on_offer_gets_nothing_and_changes_nothing(utility, concentration, data):
    gone = data.draw(st.integers(1, utility.size - 1))
    hidden = utility.copy()
    hidden[gone] = -np.inf
    shares, value = one(hidden, 1.0, concentration)
    rest, rest_value = one(np.delete(utility, gone), 1.0, concentration)
    assert shares[gone] == 0.0
    np.testing.assert_allclose(np.delete(shares, gone), rest, rtol=0, atol=1e-12)
    assert value == pytest.approx(rest_value, abs=1e-12)


@given(utilities, concentrations, st.randoms(use_true_random=False))
def test_relabelling_options_relabels_shares(utility, concentration, random):
    order = list(range(1, utility.size))
    random.shuffle(order)
    order = [0, *order]
    shares, value = one(utility, 1.0, concentration)
    relabelled, same_value = one(utility[order], 1.0, concentration)
    np.testing.assert_allclose(relabelled, shares[order], rtol=0, atol=1e-12)
    assert same_value == pytest.approx(value, abs=1e-10)


@given(utilities, concentrations, st.floats(-30.0, 30.0))
def test_only_differences_in_utility_count(utility, concentration, shift):
    shares, value = one(utility, 1.0, concentration)
    shifted, shifted_value = one(utility + shift, 1.0, concentration)
    np.testing.assert_allclose(shifted, shares, rtol=0, atol=1e-10)
    assert shifted_value == pytest.approx(value + shift, abs=1e-9)


@given(utilities, concentrations)
def test_value_rises_with_a_utility_by_its_share(utility, concentration):
    shares, _ = one(utility, 1.0, concentration)
    step = 1e-5
    for option in range(utility.size):
        moved = step * (np.arange(utility.size) == option)
        slope = (one(utility + moved, 1.0, concentration)[1] - one(utility - moved, 1.0, concentration)[1]) / (2 * step)
        assert slope == pytest.approx(shares[option], abs=1e-6)


@given(utilities, concentrations, concentrations)
def test_who_dislikes_concentration_more_spreads_more(utility, first, second):
    low, high = sorted((first, second))
    spread_low, spread_high = one(utility, 1.0, low)[0], one(utility, 1.0, high)[0]
    assert (spread_high[1:] ** 2).sum() <= (spread_low[1:] ** 2).sum() + 1e-10


def test_doing_without_carries_no_cost_of_concentration():
    shares, _ = one([0.0, -np.inf, -np.inf], 1.0, 20.0)
    np.testing.assert_array_equal(shares, [1.0, 0.0, 0.0])
    even, _ = one([0.0, 0.0], 1.0, 2.0)
    assert even[0] > even[1]


def test_each_row_is_a_buyer_of_its_own():
    rng = np.random.default_rng(3)
    utility, concentration = rng.normal(0.0, 3.0, (7, 5)), rng.uniform(0.0, 5.0, 7)
    shares, value = allocate(utility, 1.0, concentration)
    for row in range(7):
        alone, alone_value = one(utility[row], 1.0, concentration[row])
        np.testing.assert_array_equal(shares[row], alone)
        assert value[row] == alone_value


seeds = st.integers(0, 10_000)


def posted(seed):
    """Buyers and prices drawn from a seed."""
    rng = np.random.default_rng(seed)
    buyers = random_buyers(rng)
    return buyers, np.concatenate(([0.0], rng.uniform(0.5, 8.0, buyers.utility.shape[1] - 1)))


@given(seeds)
def test_demand_adds_up_what_buyers_allocate(seed):
    buyers, prices = posted(seed)
    demand, _, _ = demand_at(prices, buyers)
    shares, _ = allocate(buyers.utility - buyers.price_sensitivity[:, None] * prices, 1.0, buyers.concentration)
    for group in range(buyers.groups):
        mine = buyers.group == group
        np.testing.assert_allclose(demand[group, 1:], buyers.size[mine] @ shares[mine, 1:], rtol=1e-12, atol=1e-14)


@given(seeds)
def test_slopes_of_demand_equal_finite_differences(seed):
    buyers, prices = posted(seed)
    _, own, cross = demand_at(prices, buyers)
    step = 1e-5
    for j in range(1, prices.size):
        moved = step * (np.arange(prices.size) == j)
        slope = (demand_at(prices + moved, buyers)[0] - demand_at(prices - moved, buyers)[0]) / (2.0 * step)
        expected = cross[:, :, j].copy()
        expected[:, j] -= own[:, j]
        np.testing.assert_allclose(slope[:, 1:], expected[:, 1:], rtol=0, atol=1e-7)


@given(seeds)
def test_options_are_substitutes_and_cross_slopes_symmetric(seed):
    buyers, prices = posted(seed)
    _, own, cross = demand_at(prices, buyers)
    np.testing.assert_allclose(cross, cross.transpose(0, 2, 1), rtol=0, atol=1e-13)
    assert (cross >= 0.0).all()
    assert (own[:, 1:] >= cross[:, 1:, 1:].sum(axis=1) - 1e-12).all()


@given(seeds)
def test_demand_is_in_proportion_to_volume_and_ignores_whoever_has_none(seed):
    buyers, prices = posted(seed)
    demand, own, cross = demand_at(prices, buyers)
    doubled = demand_at(prices, replace(buyers, size=2.0 * buyers.size))
    for before, after in zip((demand, own, cross), doubled, strict=True):
        np.testing.assert_allclose(after, 2.0 * before, rtol=1e-12, atol=1e-14)
    nobody = replace(buyers, size=np.zeros_like(buyers.size))
    assert all((sums == 0.0).all() for sums in demand_at(prices, nobody))


@given(seeds, st.floats(0.0, 300.0))
def test_where_the_search_starts_changes_no_demand(seed, away):
    buyers, prices = posted(seed)
    guess = np.full((2, *buyers.utility.shape), np.nan)
    demand_at(prices + away * np.arange(prices.size), buyers, guess)
    for found, fresh in zip(demand_at(prices, buyers, guess), demand_at(prices, buyers), strict=True):
        np.testing.assert_allclose(found, fresh, rtol=0, atol=1e-9)


@given(st.integers(0, 10_000), st.floats(0.0, 10.0))
def test_the_value_alone_equals_the_value_with_the_allocation(seed, gamma):
    generator = np.random.default_rng(seed)
    utility = generator.normal(0.0, 4.0, (5, 8))
    utility[generator.random(utility.shape) < 0.2] = -np.inf
    utility[:, 0] = 0.0
    rows = generator.integers(0, 5, (7, 4))
    own, sensitivity, term = generator.normal(size=(7, 8)), generator.random(7), generator.random(8)
    net = utility[rows] + own[:, None] - sensitivity[:, None, None] * term
    _, value = allocate(net.reshape(-1, 8), 1.0, np.full(rows.size, gamma))
    found = allocation_values(utility, rows, own, sensitivity, term, gamma)
    np.testing.assert_allclose(found.reshape(-1), value, rtol=0, atol=1e-8)
