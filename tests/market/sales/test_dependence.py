"""How far labs depend on partners, and app owners on labs (E38)."""

import numpy as np
import pytest

from sim.market.catalogue import CONSUMERS
from sim.market.sales.dependence import Dependence, measure_dependence
from tests.market.small_runs import by_entity, played, run


def test_before_anything_is_sold_nobody_depends_on_anybody():
    nothing = Dependence.none(4, 3)
    assert (nothing.larger == 0.0).all()
    assert nothing.main_partner().tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("name", ["exclusive", "open"])
def test_dependence_is_a_share_and_never_on_oneself(name):
    dependence = played(name).dependence
    for matrix in (dependence.by_revenue, dependence.by_compute, dependence.app_owner_on_lab):
        assert ((matrix >= 0.0) & (matrix <= 1.0)).all()
        assert (np.diag(matrix) == 0.0).all()


def test_investors_see_something_between_the_two_dependences_and_the_weight_says_where():
    dependence = played("open").dependence
    assert (dependence.weighed(0.0) == dependence.by_revenue).all()
    assert (dependence.weighed(1.0) == dependence.by_compute).all()
    np.testing.assert_allclose(dependence.weighed(0.25), 0.75 * dependence.by_revenue + 0.25 * dependence.by_compute)
    assert (dependence.weighed(0.25) <= dependence.larger).all()


def test_what_a_lab_computes_elsewhere_changes_no_dependence_by_revenue():
    state = played("exclusive")
    sold = state.offers, state.service.volume, state.prices
    idle = np.zeros_like(state.service.lab_hours)
    without = measure_dependence(*sold, idle, state.parameters, state.catalogue)
    assert (without.by_revenue == state.dependence.by_revenue).all()
    assert (without.by_compute == 0.0).all()


def test_what_consumers_buy_from_a_lab_runs_through_nobody():
    state = played("exclusive")
    consumers = [component.buyer == CONSUMERS for component in state.offers.components]
    volume = np.where(consumers, state.service.volume, 0.0)
    hours = state.service.lab_hours
    alone = measure_dependence(state.offers, volume, state.prices, hours, state.parameters, state.catalogue)
    account = state.catalogue.account
    through_apps = alone.by_revenue[account["openai"], account["microsoft"]]
    assert 0.0 < through_apps < 1.0
    assert alone.by_revenue[account["anthropic"]].sum() == 0.0


def test_exclusivity_makes_the_lab_depend_on_its_partner_altogether():
    exclusive, free = (by_entity(run(name), "pair", "dependence_revenue") for name in ("exclusive", "open"))
    assert (exclusive["openai-on-amazon"] < 0.3).all()
    assert (free["openai-on-amazon"] > exclusive["openai-on-amazon"]).all()
    computed = by_entity(run("exclusive"), "pair", "dependence_compute")
    np.testing.assert_allclose(computed["openai-on-microsoft"], 1.0)


def test_the_larger_of_both_dependences_is_the_dependence():
    larger, *both = (
        by_entity(run("open"), "pair", name) for name in ("dependence", "dependence_revenue", "dependence_compute")
    )
    labs = ["openai-on-amazon", "anthropic-on-amazon", "meta-on-amazon"]
    assert (np.maximum(*both)[labs] == larger[labs]).all().all()


def test_the_main_partner_is_the_one_depended_on_most():
    state = played("exclusive")
    main = state.dependence.main_partner()[state.catalogue.account["openai"]]
    assert state.catalogue.owners[main] == "microsoft"


def test_an_app_owner_depends_on_the_labs_whose_models_it_routes_to():
    state, routed = played("open"), by_entity(run("open"), "model_in_app", "routed_volume")
    claude, gpt = routed["claude@cursor_editor"].iloc[-1], routed["gpt@cursor_editor"].iloc[-1]
    account = state.catalogue.account
    on_labs = state.dependence.app_owner_on_lab[account["cursor"]]
    assert on_labs[account["anthropic"]] == pytest.approx(claude / (claude + gpt))
    assert on_labs.sum() == pytest.approx(1.0)


def test_model_revenue_is_what_labs_sell():
    state = played("open")
    revenue = by_entity(run("open"), "owner", "model_revenue").iloc[-1].dropna()
    of_model = dict(zip(state.catalogue.models, state.dependence.model_revenue, strict=True))
    for lab, amount in revenue.items():
        assert sum(of_model[name] for name in state.labs[lab].models) == pytest.approx(amount)
    assert of_model["gpt"] > 0.0
    assert revenue["meta"] == 0.0
