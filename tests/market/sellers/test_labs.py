"""Labs train, learn by serving, and decide what to spend (E24, E25, E27)."""

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
    state.training, state.learned_from = 1.0, 0.0
    lab.learn(calm, 1, Streams(1), (), 3.9)
    assert state.capability == 3.9
    state.learned_from = 1.0
    lab.learn(calm, 2, Streams(1), (), 3.9)
    assert state.capability > 3.9


def test_floors_of_training_grow_with_the_reference(lab):
    technology, budget = PARAMETERS.technology, PARAMETERS.models["gpt"].training_budget
    assert lab.training_floor(PARAMETERS, 0) == pytest.approx(budget)
    assert lab.training_floor(PARAMETERS, 12) == pytest.approx(technology.training_growth * budget)
    assert lab.training_floor(PARAMETERS, 12, {"gpt"}) == 0.0


def test_a_budget_is_shared_out_in_proportion_to_the_floors():
    another = PARAMETERS.models["mercury"].model_copy(update={"lab": "anthropic", "training_budget": 0.05})
    parameters = PARAMETERS.model_copy(update={"models": PARAMETERS.models | {"mercury": another}})
    lab = Lab(mesa.Model(rng=1), "anthropic", parameters)
    lab.decide_training(0.7, parameters)
    floors = {name: parameters.models[name].training_budget for name in lab.models}
    assert len(floors) == 2
    assert lab.training == pytest.approx(0.7)
    for name, state in lab.models.items():
        assert state.training == pytest.approx(0.7 * floors[name] / sum(floors.values()))
    lab.decide_training(0.0, parameters)
    assert lab.training == 0.0


def test_what_is_not_there_is_not_trained_and_learns_nothing(lab):
    state = lab.models["gpt"]
    state.learned_from = 1.0
    lab.learn(PARAMETERS, 1, Streams(1), {"gpt"}, 5.0)
    assert state.capability == PARAMETERS.models["gpt"].capability
    lab.decide_training(1.0, PARAMETERS, {"gpt"})
    assert state.training == 0.0


def test_serving_gets_cheaper_with_output(lab):
    gpt, left = PARAMETERS.models["gpt"], PARAMETERS.technology.progress_ratio
    lab.cheapen(PARAMETERS, 0)
    assert lab.models["gpt"].serving_cost == gpt.serving_cost
    lab.models["gpt"].output *= 2.0
    lab.cheapen(PARAMETERS, 0)
    assert lab.models["gpt"].serving_cost == pytest.approx(left * gpt.serving_cost)


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


def test_training_is_paid_to_whoever_owns_the_clouds_on_which_it_ran():
    state, ledger = played("open"), run("open").ledger
    last = ledger[(ledger["flow"] == "training_compute") & (ledger["month"] == ledger["month"].max())]
    paid = last.groupby(["payer", "payee"])["amount"].sum()
    done = state.training_hours * state.service.served_share * state.training_prices
    host = [state.parameters.clouds[name].owner for name in state.catalogue.clouds]
    for lab in state.labs:
        row = done[state.catalogue.account[lab]]
        for owner in set(host):
            expected = row[[owner == name for name in host]].sum()
            assert paid.get((lab, owner), 0.0) == pytest.approx(expected, abs=1e-12)
