"""Labs train, learn by serving, and decide what to spend (E24, E25, E27)."""

import math

import mesa
import numpy as np
import pytest

from sim.market.sellers.labs import Lab
from sim.streams import Streams
from tests.market.small_runs import by_entity, played, run, series, small

PARAMETERS = small("open").parameters


@pytest.fixture
def lab():
    return Lab(mesa.Model(rng=1), "openai", PARAMETERS)


def test_a_lab_has_its_models(lab):
    assert list(lab.models) == ["gpt"]
    assert lab.models["gpt"].capability == PARAMETERS.models["gpt"].capability


def test_what_could_not_be_computed_teaches_nothing(lab):
    calm = small("open", "technology.capability_noise=0", "technology.catch_up=0").parameters
    state = lab.models["gpt"]
    state.training, state.trained = 1.0, 0.0
    lab.learn(calm, 1, Streams(1), (), 3.9)
    assert state.capability == 3.9
    state.trained = 1.0
    lab.learn(calm, 2, Streams(1), (), 3.9)
    assert state.capability > 3.9


def test_the_budget_grows_with_the_reference_and_receipts_add_to_it(lab):
    technology, budget = PARAMETERS.technology, PARAMETERS.models["gpt"].training_budget
    lab.decide_training(PARAMETERS, 12, math.inf)
    assert lab.models["gpt"].training == pytest.approx(2.4 * budget)
    lab.receipts = 0.8
    lab.decide_training(PARAMETERS, 12, math.inf)
    assert lab.models["gpt"].training == pytest.approx(2.4 * budget + 0.8 * technology.reinvestment_share)


def test_a_lab_spends_no_more_on_training_than_it_can_afford(lab):
    lab.decide_training(PARAMETERS, 12, 0.07)
    assert lab.training == pytest.approx(0.07)
    lab.decide_training(PARAMETERS, 12, 0.0)
    assert lab.training == 0.0


def test_what_is_not_there_is_not_trained_and_learns_nothing(lab):
    state = lab.models["gpt"]
    state.trained = 1.0
    lab.learn(PARAMETERS, 1, Streams(1), {"gpt"}, 5.0)
    assert state.capability == PARAMETERS.models["gpt"].capability
    lab.decide_training(PARAMETERS, 12, math.inf, {"gpt"})
    assert state.training == 0.0


def test_serving_gets_cheaper_with_output(lab):
    lab.cheapen(PARAMETERS, 0)
    assert lab.models["gpt"].serving_cost == PARAMETERS.models["gpt"].serving_cost
    lab.models["gpt"].output *= 2.0
    lab.cheapen(PARAMETERS, 0)
    assert lab.models["gpt"].serving_cost == pytest.approx(0.85 * PARAMETERS.models["gpt"].serving_cost)


def test_output_counts_every_token_served():
    state = played("open")
    volume = by_entity(run("open"), "model", "volume").sum()
    for name, model in state.models.items():
        assert model.output == pytest.approx(PARAMETERS.models[name].initial_output + volume[name])


def test_receipts_are_sales_of_models_direct_and_wholesale():
    replication, ledger = run("open"), run("open").ledger
    received = ledger[(ledger["payee"] == "openai") & ledger["flow"].isin(["api_sales", "wholesale"])]
    revenue = series(replication, "owner", "openai", "model_revenue")
    np.testing.assert_allclose(received.groupby("month")["amount"].sum(), revenue, rtol=1e-9)


def test_training_is_paid_to_the_primary_host():
    ledger = run("open").ledger
    paid = ledger[ledger["flow"] == "training_compute"].groupby(["payer", "payee"])["amount"].sum()
    hosts = {
        (model.lab, PARAMETERS.clouds[model.primary_host].owner)
        for model in PARAMETERS.models.values()
        if model.training_budget > 0.0
    }
    assert set(paid.index) == hosts
