"""What is on offer and how its price is split (E4, E9)."""

import numpy as np
import pytest

from sim.market.catalogue import CONSUMERS, ENTERPRISES, SUPPLIERS
from sim.market.sales.offers import CONSUMER_GROUP
from tests.market.small_runs import SHIPPED, played


@pytest.mark.parametrize("name", SHIPPED)
class TestEveryScenario:
    def test_a_sold_unit_is_served_in_full(self, name):
        state = played(name)
        total = state.offers.mix.sum(axis=2)
        sold = total > 0.0
        np.testing.assert_allclose(total[sold], 1.0, rtol=1e-11)
        assert (state.service.demand[:, 1:][~sold[:, 1:]] == 0.0).all()

    def test_each_component_belongs_to_one_option_and_one_block_of_buyers(self, name):
        offers = played(name).offers
        for number, component in enumerate(offers.components):
            groups, options = np.nonzero(offers.mix[:, :, number])
            routed = offers.apps.get(component.option)
            if routed is None or routed.routing[routed.models.index(component.model)] > 0.0:
                assert set(options) == {component.option}
            else:
                assert options.size == 0
            assert all((group == CONSUMER_GROUP) == (component.buyer == CONSUMERS) for group in groups)

    def test_the_split_matrix_loses_nothing(self, name):
        state = played(name)
        offers, catalogue = state.offers, state.catalogue
        np.testing.assert_allclose(offers.per_price.sum(axis=0), 0.0, atol=1e-12)
        np.testing.assert_allclose(offers.per_unit.sum(axis=0), 0.0, atol=1e-12)
        owners = slice(0, len(catalogue.owners))
        np.testing.assert_allclose(offers.per_price[owners].sum(axis=0), 1.0, rtol=1e-12)
        cost = np.array([state.parameters.clouds[cloud].resource_cost for cloud in catalogue.clouds])
        spent = cost[offers.component_cloud] * state.serving_cost[offers.component_model]
        np.testing.assert_allclose(offers.per_unit[owners].sum(axis=0), -spent, rtol=1e-9)
        np.testing.assert_allclose(offers.per_unit[catalogue.account[SUPPLIERS]], spent, rtol=1e-12)

    def test_buyers_pay_the_price(self, name):
        offers, account = played(name).offers, played(name).catalogue.account
        for number, component in enumerate(offers.components):
            payers = {buyer: offers.per_price[account[buyer], number] for buyer in (ENTERPRISES, CONSUMERS)}
            assert payers == {buyer: -1.0 if buyer == component.buyer else 0.0 for buyer in payers}

    def test_enterprises_buy_where_the_model_is_sold_and_consumers_where_its_lab_computes(self, name):
        state = played(name)
        for component in state.offers.components:
            if component.option > len(state.catalogue.models):
                continue
            if component.buyer == ENTERPRISES:
                assert state.access.listing[component.model, component.cloud]
            else:
                assert state.access.direct[component.model, component.cloud] > 0.0


def test_a_listing_more_makes_no_option_more():
    exclusive, free = played("exclusive").offers, played("open").offers
    assert exclusive.mix.shape[1] == free.mix.shape[1]
    assert len(free.components) > len(exclusive.components)
