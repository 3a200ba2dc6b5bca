"""How an app spreads its requests (E7, E56) and what it gains from its surfaces (E8)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.economics.routing import (
    PriceEffect,
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


sensitivities = st.floats(0.3, 3.0)
laws = st.sampled_from(("volumes", "budgets"))
RULES = (cost_quality_routing, single_source_routing)


def log_earned(quality, cost, effect, markup, alternative=2.0):
    """Log of what a unit of the market earns an app: of volumes at cost + markup, of budgets at cost x markup."""
    if effect.law == "budgets":
        net, kept = quality - effect.sensitivity * np.log(cost * markup), 1.0 - 1.0 / markup
    else:
        net, kept = quality - effect.sensitivity * (cost + markup), markup
    return -np.logaddexp(0.0, alternative - net) + np.log(kept)


def routed(rule, quality, cost, effect, dispersion, dislike=0.0):
    """Routing that earns most under a rule, the app's quality, and its unit cost."""

    def route(weight):
        return rule(quality, cost, weight, dispersion, dislike)

    shares = most_profitable_routing(route, quality, cost, effect, dispersion, dislike)
    return shares, routed_quality(quality, shares, dispersion), float(shares @ cost)


@given(vector(0.1, 6.0), sensitivities, laws, dispersions)
def test_one_more_model_never_lowers_what_an_app_earns_at_any_markup(given_models, sensitivity, law, dispersion):
    quality, cost = given_models
    effect = PriceEffect(sensitivity, law)
    for rule in RULES:
        found = [routed(rule, quality[:n], cost[:n], effect, dispersion)[1:] for n in range(1, cost.size + 1)]
        for markup in (1.2, 2.0, 5.0):
            profits = [log_earned(*quality_and_cost, effect, markup) for quality_and_cost in found]
            assert (np.diff(profits) >= -1e-9).all()


@given(vector(0.1, 6.0), sensitivities, laws, dispersions, st.integers(0, 2**32 - 1))
def test_no_other_spread_of_requests_earns_more(given_models, sensitivity, law, dispersion, seed):
    quality, cost = given_models
    effect = PriceEffect(sensitivity, law)
    _, *best = routed(cost_quality_routing, quality, cost, effect, dispersion)
    for other in np.random.default_rng(seed).dirichlet(np.ones(cost.size), 20):
        felt, spent = routed_quality(quality, other, dispersion), float(other @ cost)
        assert log_earned(felt, spent, effect, 2.0) <= log_earned(*best, effect, 2.0) + 1e-9


@given(vector(0.1, 6.0), sensitivities, dispersions)
def test_the_weight_of_cost_is_what_a_price_takes_at_the_cost_it_comes_to(given_models, sensitivity, dispersion):
    quality, cost = given_models
    for law, weight in (("volumes", lambda _: sensitivity), ("budgets", lambda spent: sensitivity / spent)):
        shares, _, spent = routed(cost_quality_routing, quality, cost, PriceEffect(sensitivity, law), dispersion)
        expected = cost_quality_routing(quality, cost, weight(spent), dispersion, 0.0)
        np.testing.assert_allclose(shares, expected, atol=1e-6)


def test_a_good_model_is_not_forgotten_where_a_cheap_one_stands_behind_the_app_already():
    """Both are right for the price that they lead to; the better is chosen, whatever was used before."""
    quality, cost, effect = np.array([8.0, 2.0]), np.array([4.0, 0.1]), PriceEffect(1.3, "budgets")
    shares, *_ = routed(cost_quality_routing, quality, cost, effect, 0.3)
    assert shares[0] > 0.99
    assert cost_quality_routing(quality, cost, effect.sensitivity / 0.1, 0.3, 0.0)[1] > 0.99


def test_an_owner_that_is_exposed_spreads_wider_and_pays_for_it():
    quality, cost, effect = np.array([4.0, 3.0]), np.array([1.0, 1.2]), PriceEffect(1.3, "budgets")
    found = [routed(cost_quality_routing, quality, cost, effect, 0.5, dislike) for dislike in (0.0, 1.0, 4.0)]
    assert found[0][0][0] > found[1][0][0] > found[2][0][0] > 0.5
    earned = [log_earned(felt, spent, effect, 2.0) for _, felt, spent in found]
    assert earned[0] > earned[1] > earned[2]


def test_an_app_sends_little_to_a_model_that_is_not_worth_its_cost():
    quality, cost = np.array([1.0, 2.0]), np.array([1.0, 9.0])
    for law in ("volumes", "budgets"):
        effect = PriceEffect(2.0, law)
        assert routed(cost_quality_routing, quality, cost, effect, 0.5)[0][1] < 0.1
        assert routed(single_source_routing, quality, cost, effect, 0.5)[0].tolist() == [1.0, 0.0]
