"""How far labs depend on partners, and app owners on labs (E38)."""

import numpy as np
import pytest

from sim.market.sales.dependence import Dependence
from tests.market.small_runs import by_entity, played, run


def test_before_anything_is_sold_nobody_depends_on_anybody():
    nothing = Dependence.none(4, 3)
    assert (nothing.lab_on_partner == 0.0).all()
    assert nothing.main_partner().tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("name", ["exclusive", "open"])
def test_dependence_is_a_share_and_never_on_oneself(name):
    dependence = played(name).dependence
    for matrix in (dependence.lab_on_partner, dependence.app_owner_on_lab):
        assert ((matrix >= 0.0) & (matrix <= 1.0)).all()
        assert (np.diag(matrix) == 0.0).all()


def test_exclusivity_makes_the_lab_depend_on_its_partner_altogether():
    exclusive, free = (by_entity(run(name), "pair", "dependence") for name in ("exclusive", "open"))
    np.testing.assert_allclose(exclusive["openai-on-microsoft"], 1.0)
    assert (exclusive["openai-on-amazon"] < 0.3).all()
    assert (free["openai-on-amazon"] > exclusive["openai-on-amazon"]).all()


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
