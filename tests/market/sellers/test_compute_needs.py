"""What labs need of the clouds besides serving."""

import numpy as np
import pytest

from sim.market.market import Market
from sim.market.sellers.compute_needs import committed_hours, run_training, training_hours
from tests.market.small_runs import played, small


def test_training_takes_place_on_the_primary_hosts():
    market = played("open")
    hours = training_hours(market.labs, market.compute_price, market.parameters, market.catalogue)
    account, cloud = market.catalogue.account, market.catalogue.cloud
    gpt = market.models["gpt"].training
    assert hours[account["openai"], cloud["azure"]] == pytest.approx(gpt / market.compute_price[cloud["azure"]])
    assert np.count_nonzero(hours[account["openai"]]) == 1
    spent = (hours * market.compute_price).sum()
    assert spent == pytest.approx(sum(state.training for state in market.models.values()))


def test_what_cannot_be_computed_is_neither_trained_nor_paid():
    market = Market(small("open"), 1)
    market.step()
    served = np.full((len(market.catalogue.owners), 3), 0.25)
    spend = run_training(market.labs, served, market.compute_price, market.parameters, market.catalogue)
    for state in market.models.values():
        assert state.trained == pytest.approx(0.25 * state.training)
    total = sum(amount for amount, _ in spend.values())
    assert total == pytest.approx(0.25 * sum(state.training for state in market.models.values()))
    for (_, host), (amount, hours) in spend.items():
        assert amount == pytest.approx(hours * market.compute_price[market.catalogue.cloud[host]])


def test_committed_money_is_a_right_to_hours_at_the_price_of_the_day():
    overrides = ("contracts.microsoft-openai.commitment=14.4", "contracts.microsoft-openai.commitment_months=72")
    market = Market(small("open", *overrides), 1)
    market.step()
    hours = committed_hours(market.contracts, market.clouds, 0, market.catalogue)
    account, cloud = market.catalogue.account, market.catalogue.cloud
    assert hours[account["openai"], cloud["azure"]] == pytest.approx(0.2 / market.clouds["azure"].compute_price)
    assert np.count_nonzero(hours) == 1
    assert (committed_hours(market.contracts, market.clouds, 72, market.catalogue) == 0.0).all()
