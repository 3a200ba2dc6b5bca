"""How an app spreads its requests (E7, E56) and what it gains from its surfaces (E8)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.economics.routing import (
    AppMarket,
    cost_quality_routing,
    integration_bonus,
    most_profitable_routing,
    routed_quality,
    single_source_routing,
)

models = st.integers(1, 6)


def vector(low, high):
    return models.flatmap(lambda n: st.tuples(*[arrays(float, n, elements=st.floats(low, high))] * 2))


qualities_and_prices = vector(0.0, 6.0)
weights = st.floats(0.0, 2.0)
dispersions = st.floats(0.2, 2.0)
dislikes = st.floats(0.0, 5.0)


@given(qualities_and_prices, weights, dispersions, dislikes)
def test_requests_are_spread_in_full(given_models, weight, dispersion, dislike):
    for rule in (cost_quality_routing, single_source_routing):
        shares = rule(*given_models, weight, dispersion, dislike)
        assert ((shares >= 0.0) & (shares <= 1.0)).all()
        assert shares.sum() == pytest.approx(1.0, abs=1e-11)


@given(qualities_and_prices, weights, dispersions)
def test_without_dislike_of_dependence_routing_is_a_logit_of_quality_and_cost(given_models, weight, dispersion):
    quality, price = given_models
    net = (quality - weight * price) / dispersion
    expected = np.exp(net - net.max()) / np.exp(net - net.max()).sum()
    np.testing.assert_allclose(cost_quality_routing(quality, price, weight, dispersion, 0.0), expected, atol=1e-12)


@given(qualities_and_prices, weights, dispersions, dislikes)
def test_routing_satisfies_its_first_order_conditions(given_models, weight, dispersion, dislike):
    quality, price = given_models
    shares = cost_quality_routing(quality, price, weight, dispersion, dislike)
    worth = quality - weight * price - dispersion * np.log(shares) - dislike * shares
    assert np.ptp(worth) < 1e-8


@given(qualities_and_prices, dispersions, dislikes)
def test_a_dearer_model_gets_fewer_requests(given_models, dispersion, dislike):
    quality, price = given_models
    dearer = price + np.eye(price.size)[0]
    before = cost_quality_routing(quality, price, 0.4, dispersion, dislike)
    after = cost_quality_routing(quality, dearer, 0.4, dispersion, dislike)
    assert after[0] <= before[0] + 1e-12


@given(qualities_and_prices, weights)
def test_a_single_source_is_the_best_for_its_cost(given_models, weight):
    quality, price = given_models
    shares = single_source_routing(quality, price, weight, 1.0, 1.0)
    best = (quality - weight * price).max()
    assert (quality - weight * price)[shares == 1.0].tolist() == [best]


def test_a_model_that_cannot_be_had_gets_no_requests():
    shares = cost_quality_routing(np.array([1.0, -np.inf, 2.0]), np.ones(3), 0.4, 0.5, 1.0)
    assert shares[1] == 0.0
    assert shares.sum() == pytest.approx(1.0)


def value_to_the_owner(quality, price, weight, dispersion, dislike):
    """What the router maximises (E56)."""
    shares = cost_quality_routing(quality, price, weight, dispersion, dislike)
    return routed_quality(quality, shares, dispersion) - weight * shares @ price - 0.5 * dislike * shares @ shares


@given(qualities_and_prices, weights, dispersions, st.sampled_from((0.0, 1.0)))
def test_another_licence_never_lowers_what_the_router_is_worth(given_models, weight, dispersion, dislike):
    quality, price = given_models
    values = [
        value_to_the_owner(quality[:n], price[:n], weight, dispersion, dislike) for n in range(1, 1 + quality.size)
    ]
    assert (np.diff(values) >= -1e-9).all()


@given(qualities_and_prices, weights, dispersions, st.sampled_from((0.0, 2.0)), st.integers(0, 10_000))
def test_no_other_way_to_route_is_worth_more(given_models, weight, dispersion, dislike, seed):
    quality, price = given_models
    best = value_to_the_owner(quality, price, weight, dispersion, dislike)
    other = np.random.default_rng(seed).dirichlet(np.ones(quality.size))
    worth = routed_quality(quality, other, dispersion) - weight * other @ price - 0.5 * dislike * other @ other
    assert worth <= best + 1e-9


@given(st.floats(0.0, 6.0), st.floats(0.5, 3.0), dispersions, st.integers(1, 6), dislikes)
def test_equal_models_are_worth_the_log_of_their_number_and_one_nothing_more_than_itself(q, w, spread, count, dislike):
    quality, price = np.full(count, q), np.full(count, w)
    shares = cost_quality_routing(quality, price, 0.4, spread, dislike)
    assert routed_quality(quality, shares, spread) == pytest.approx(q + spread * np.log(count), abs=1e-9)
    alone = single_source_routing(quality, price, 0.4, spread, dislike)
    assert routed_quality(quality, alone, spread) == pytest.approx(q)


def test_a_model_that_cannot_be_had_does_not_count():
    assert routed_quality(np.array([1.0, -np.inf]), np.array([1.0, 0.0]), 0.5) == 1.0


def test_bonus_adds_up_the_surfaces_that_a_buyer_uses():
    uses = np.array([[True, True], [True, False], [False, False]])
    bonus = integration_bonus(1.5, np.array([0.6, 0.4]), uses, np.array([0.0, 0.0, 1.0]))
    np.testing.assert_allclose(bonus, [1.5, 0.9, -1.0])


markups = st.floats(1.01, 6.0)
alternatives = st.floats(-4.0, 10.0)
RULES = (cost_quality_routing, single_source_routing)


def earned(rule, quality, cost, market, dispersion, dislike=0.0):
    """Routing that earns most under a rule, and the log of what it earns."""

    def route(weight):
        return rule(quality, cost, weight, dispersion, dislike)

    shares = most_profitable_routing(route, quality, cost, market, dispersion, dislike)
    return shares, market.log_profit(routed_quality(quality, shares, dispersion), float(shares @ cost))


@given(vector(0.1, 6.0), markups, alternatives, dispersions)
def test_one_more_model_never_lowers_what_an_app_earns_at_its_price(given_models, markup, alternative, dispersion):
    quality, cost = given_models
    market = AppMarket(markup * float(cost.min()), alternative)
    first = np.argsort(cost, kind="stable")
    for rule in RULES:
        profits = [
            earned(rule, quality[first[:n]], cost[first[:n]], market, dispersion)[1] for n in range(1, cost.size + 1)
        ]
        assert (np.diff(profits) >= -1e-9).all()


@given(vector(0.1, 6.0), markups, alternatives, dispersions, st.integers(0, 2**32 - 1))
def test_no_other_spread_of_requests_earns_more(given_models, markup, alternative, dispersion, seed):
    quality, cost = given_models
    market = AppMarket(markup * float(cost.min()), alternative)
    _, best = earned(cost_quality_routing, quality, cost, market, dispersion)
    for other in np.random.default_rng(seed).dirichlet(np.ones(cost.size), 20):
        assert market.log_profit(routed_quality(quality, other, dispersion), float(other @ cost)) <= best + 1e-9


@given(vector(0.1, 6.0), markups, alternatives, dispersions)
def test_the_weight_of_cost_is_one_over_margin_and_share_left(given_models, markup, alternative, dispersion):
    quality, cost = given_models
    market = AppMarket(markup * float(cost.min()), alternative)
    shares, _ = earned(cost_quality_routing, quality, cost, market, dispersion)
    taken = 1.0 / (1.0 + np.exp(alternative - routed_quality(quality, shares, dispersion)))
    weight = 1.0 / ((1.0 - taken) * (market.price - float(shares @ cost)))
    if cost.size > 1 and weight < 1e6:
        expected = cost_quality_routing(quality, cost, weight, dispersion, 0.0)
        np.testing.assert_allclose(shares, expected, atol=1e-6)


def test_an_owner_that_is_exposed_spreads_wider_and_pays_for_it():
    quality, cost, market = np.array([4.0, 3.0]), np.array([1.0, 1.2]), AppMarket(3.0, 3.0)
    found = [earned(cost_quality_routing, quality, cost, market, 0.5, dislike) for dislike in (0.0, 1.0, 4.0)]
    assert found[0][0][0] > found[1][0][0] > found[2][0][0] > 0.5
    assert found[0][1] > found[1][1] > found[2][1]


def test_an_app_that_cannot_cover_a_model_sends_it_little():
    quality, cost, market = np.array([1.0, 5.0]), np.array([1.0, 9.0]), AppMarket(2.0, 2.0)
    shares, _ = earned(cost_quality_routing, quality, cost, market, 0.5)
    assert shares @ cost < market.price
    assert earned(single_source_routing, quality, cost, market, 0.5)[0].tolist() == [1.0, 0.0]


def test_only_a_price_above_cost_earns_anything():
    assert AppMarket(2.0, 0.0).log_profit(5.0, 2.0) == -np.inf
    assert AppMarket(2.0, 1.0).log_profit(1.0, 1.0) == pytest.approx(np.log(0.5 * (1.0 - 1.0 / 2.0)))
