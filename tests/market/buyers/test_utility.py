"""The utility of every option before price and bonus (E1)."""

import numpy as np
import pytest
from scipy.special import entr

from sim.market.catalogue import OUTSIDE_GOOD
from sim.market.market import Market
from tests.market.small_runs import small

# No segment likes a brand better than another.
BRANDS = {"startups": "anthropic", "mid_market": "openai", "large": "openai"}
PLAIN = tuple(f"enterprises.segments.{segment}.brand_taste.{brand}=0" for segment, brand in BRANDS.items())


def opened(name="exclusive", *overrides):
    """A market in its first month, prices posted."""
    market = Market(small(name, *PLAIN, *overrides), 1)
    market.step()
    return market


BASE = opened()


def utility(market, task, option):
    """Utility of an option by segment and access class."""
    row = market.state.catalogue.enterprise_tasks.index(task)
    return market.state.enterprise_utility[row, :, market.state.catalogue.option[option]]


def own(market, cloud):
    """Where in the rows of utility an own cloud is."""
    number = market.state.catalogue.cloud[cloud]
    classes = market.state.classes
    return by_segment(market, (classes.home == number) | (classes.second == number))


def by_segment(market, of_classes):
    """Repeat what holds of access classes for every segment."""
    return np.tile(of_classes, len(market.enterprises.segments))


def test_friction_counts_where_no_own_cloud_carries_the_model():
    without = opened("exclusive", "enterprises.portability_friction=0")
    lost = utility(without, "coding", "gpt") - utility(BASE, "coding", "gpt")
    np.testing.assert_allclose(lost, 1.0 * ~own(BASE, "azure"), atol=1e-12)


def test_listings_on_more_clouds_remove_friction_and_add_nothing_else():
    free = opened("open", "enterprises.portability_friction=0")
    everywhere = utility(free, "coding", "gpt")
    at_home = utility(BASE, "coding", "gpt")[own(BASE, "azure")]
    np.testing.assert_allclose(everywhere, at_home[0], atol=1e-12)
    np.testing.assert_allclose(at_home, at_home[0], atol=1e-12)


def test_compliance_counts_for_closed_models_and_apps_away_from_own_clouds():
    without = opened("exclusive", "tasks.regulated.compliance_penalty=0")
    lost = utility(without, "regulated", "gpt") - utility(BASE, "regulated", "gpt")
    np.testing.assert_allclose(lost, 2.0 * ~own(BASE, "azure"), atol=1e-12)
    strict = opened("exclusive", "tasks.documents.compliance_penalty=1.5")
    lost = utility(BASE, "documents", "m365_copilot") - utility(strict, "documents", "m365_copilot")
    np.testing.assert_allclose(lost, 1.5 * ~own(BASE, "azure"), atol=1e-12)
    np.testing.assert_allclose(utility(strict, "documents", "llama"), utility(BASE, "documents", "llama"))


def test_dependence_is_minded_from_the_second_month_away_from_the_partner():
    markets = {}
    for discount in (0.0, 0.5):
        overrides = ("enterprises.tolerated_dependence=0.2", f"enterprises.neutrality_discount={discount}")
        markets[discount] = opened("exclusive", *overrides)
        assert (markets[discount].state.service_quality.dependence == 0.0).all()
        markets[discount].step()
    minding = markets[0.5]
    model = minding.state.catalogue.models.index("gpt")
    dependence = minding.state.service_quality.dependence[model]
    assert dependence > 0.5
    lost = utility(markets[0.0], "coding", "gpt") - utility(minding, "coding", "gpt")
    away = by_segment(minding, minding.state.classes.home != minding.state.catalogue.cloud["azure"])
    np.testing.assert_array_equal(minding.state.service_quality.partner[model], [False, True, False, False])
    np.testing.assert_allclose(lost[away], 0.5 * (dependence - 0.2), atol=0.02)
    np.testing.assert_allclose(lost[~away], 0.0, atol=0.02)


def test_slower_models_are_worth_less_to_the_impatient():
    patient = opened("exclusive", "tasks.coding.latency_aversion=0")
    lost = utility(patient, "coding", "gpt") - utility(BASE, "coding", "gpt")
    np.testing.assert_allclose(lost, 0.05 * 1000.0 / 90.0, atol=1e-9)


def test_specialisation_counts_on_its_task_only():
    gemini = [utility(BASE, task, "gemini") for task in ("documents", "coding")]
    plain = opened("exclusive", "models.gemini.specialisation.documents=0")
    np.testing.assert_allclose(gemini[0] - utility(plain, "documents", "gemini"), 0.4, atol=1e-12)
    np.testing.assert_allclose(gemini[1], utility(plain, "coding", "gemini"), atol=1e-12)


def test_doing_without_is_worth_what_the_task_says():
    for number, task in enumerate(BASE.state.catalogue.enterprise_tasks):
        outside = BASE.state.parameters.tasks[task].outside_utility
        assert (BASE.state.enterprise_utility[number, :, OUTSIDE_GOOD] == outside).all()


def test_an_app_is_as_good_as_the_models_behind_it():
    market = BASE
    for option, supply in market.state.offers.apps.items():
        name = market.state.catalogue.options[option]
        row = market.state.service_quality.task_names.index(supply.task)
        task = market.state.parameters.tasks[supply.task]
        models, clouds = list(supply.models), list(supply.clouds)
        served = market.state.service_quality.quality[row, models]
        served = served - [
            market.state.parameters.models[market.state.catalogue.models[m]].usage_penalty for m in models
        ]
        served = served - task.latency_aversion * market.state.service_quality.latency[models, clouds]
        dispersion = market.state.parameters.routing.dispersion
        expected = float(np.dot(supply.routing, served) + dispersion * entr(supply.routing).sum())
        if task.buyer == "enterprise":
            np.testing.assert_allclose(utility(market, supply.task, name), expected, atol=1e-12)
        else:
            number = market.state.catalogue.consumer_tasks.index(supply.task)
            bonus = market.state.consumer_utility[number, :, option] - expected
            assert bonus.min() == pytest.approx(0.0, abs=1e-12)


def test_apps_are_on_offer_for_their_task_only():
    for option, supply in BASE.state.offers.apps.items():
        for number, task in enumerate(BASE.state.catalogue.enterprise_tasks):
            offered = BASE.state.enterprise_utility[number, :, option] > -np.inf
            assert offered.all() if task == supply.task else not offered.any()
