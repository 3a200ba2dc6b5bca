"""What labs need of the clouds besides serving."""

import numpy as np
import pytest

from sim.market.market import Market
from sim.market.sellers.compute_needs import committed_hours, run_training, training_hours
from tests.market.small_runs import played, small


def test_training_takes_place_on_the_primary_hosts():
    state = played("open")
    hours = training_hours(state.labs, state.compute_price, state.parameters, state.catalogue)
    account, cloud = state.catalogue.account, state.catalogue.cloud
    gpt = state.models["gpt"].training
    assert hours[account["openai"], cloud["azure"]] == pytest.approx(gpt / state.compute_price[cloud["azure"]])
    assert np.count_nonzero(hours[account["openai"]]) == 1
    spent = (hours * state.compute_price).sum()
    assert spent == pytest.approx(sum(model.training for model in state.models.values()))


def test_what_cannot_be_computed_is_neither_trained_nor_paid():
    market = Market(small("open"), 1)
    market.step()
    state = market.state
    served = np.full((len(state.catalogue.owners), 3), 0.25)
    spend = run_training(state.labs, served, state.compute_price, state.parameters, state.catalogue)
    for model in state.models.values():
        assert model.trained == pytest.approx(0.25 * model.training)
    total = sum(amount for amount, _ in spend.values())
    assert total == pytest.approx(0.25 * sum(model.training for model in state.models.values()))
    for (_, host), (amount, hours) in spend.items():
        assert amount == pytest.approx(hours * state.compute_price[state.catalogue.cloud[host]])


def test_committed_money_is_a_right_to_hours_at_the_price_of_the_day():
    overrides = ("contracts.microsoft-openai.commitment=14.4", "contracts.microsoft-openai.commitment_months=72")
    market = Market(small("open", *overrides), 1)
    market.step()
    state = market.state
    hours = committed_hours(state.contracts, state.clouds, 0, state.catalogue)
    account, cloud = state.catalogue.account, state.catalogue.cloud
    assert hours[account["openai"], cloud["azure"]] == pytest.approx(0.2 / state.clouds["azure"].compute_price)
    assert np.count_nonzero(hours) == 1
    assert (committed_hours(state.contracts, state.clouds, 72, state.catalogue) == 0.0).all()
