"""The market is a Mesa model whose month is ten stages."""

import inspect
import re

import mesa
import numpy as np
import pytest

import sim
from sim.market.deals.regulator import Regulator
from sim.market.measures import measure_names
from sim.market.sellers.apps import Distributor
from sim.market.sellers.clouds import Cloud
from sim.market.sellers.labs import Lab
from tests.market.small_runs import run, series, small

STAGES = [
    "shocks",
    "technology",
    "contracts_and_deals",
    "clouds_post",
    "set_prices",
    "enterprises_choose",
    "serve_demand",
    "make_payments",
    "finance",
    "record",
]


@pytest.fixture(scope="module")
def market():
    model = sim.Market(small("open"), seed=1)
    for _ in range(5):
        model.step()
    return model


def test_it_is_a_mesa_model_with_agents(market):
    assert isinstance(market, mesa.Model)
    kinds = {kind: sorted(agent.name for agent in market.agents if isinstance(agent, kind)) for kind in (Lab, Cloud)}
    parameters = market.state.parameters
    assert kinds[Cloud] == sorted(parameters.clouds)
    assert kinds[Lab] == sorted({model.lab for model in parameters.models.values()})
    apps = [agent.name for agent in market.agents if isinstance(agent, Distributor)]
    assert sorted(apps) == sorted(parameters.apps)
    regulators = [agent for agent in market.agents if isinstance(agent, Regulator)]
    assert len(regulators) == 1
    assert len(market.agents) == sum(map(len, kinds.values())) + len(apps) + len(regulators)


def attributes_told(kind):
    """Names under ``Attributes`` in the docstring of a class."""
    told = inspect.getdoc(kind).split("Attributes\n")[1]
    lines = re.findall(r"^(\w[\w, ]*) : ", told, flags=re.MULTILINE)
    return {name for line in lines for name in line.split(", ")}


def test_every_attribute_of_its_own_is_documented_and_there_are_few(market):
    bare = mesa.Model(rng=1)
    own = {name for name in {*vars(market), *vars(sim.Market)} - {*dir(bare)} if not name.startswith("_")}
    properties = {name for name in own if isinstance(vars(sim.Market).get(name), property)}
    methods = {name for name in own if callable(vars(sim.Market).get(name))}
    assert own - methods - properties == attributes_told(sim.Market)
    assert methods == {*STAGES, "outlook"}
    assert all(inspect.getdoc(vars(sim.Market)[name]) for name in properties | methods)
    inherited = {name for name in vars(bare) if not name.startswith("_")}
    assert len((own | inherited) - methods) <= 25


def test_a_state_documents_every_attribute(market):
    assert set(vars(market.state)) == attributes_told(type(market.state))


def test_its_data_collector_holds_what_the_run_records(market):
    table = market.datacollector.get_model_vars_dataframe()
    assert list(table.columns) == list(measure_names("market"))
    assert len(table) == 5
    for name in table.columns:
        np.testing.assert_array_equal(table[name], series(run("open"), "market", "market", name).loc[:4])


def test_a_step_is_a_month_of_ten_stages_in_order(market, monkeypatch):
    assert market.month == 5
    assert list(market.timings) == STAGES
    assert all(seconds > 0.0 for seconds in market.timings.values())
    model = sim.Market(small("open"), seed=1)
    seen = []
    for name in STAGES:
        stage = getattr(model, name)

        def noted(stage=stage, name=name):
            seen.append(name)
            stage()

        noted.__name__ = name
        monkeypatch.setattr(model, name, noted)
    model.step()
    assert seen == STAGES


def test_agents_may_act_in_any_order():
    forwards, backwards = (sim.Market(small("open"), seed=1) for _ in range(2))
    backwards.state.labs = dict(reversed(backwards.state.labs.items()))
    backwards.state.distributors = dict(reversed(backwards.state.distributors.items()))
    for _ in range(4):
        forwards.step()
        backwards.step()
    for first, second in zip(forwards.records.rows, backwards.records.rows, strict=True):
        assert first[:3] == second[:3]
        # The largest residual is itself rounding noise of prices, which agree to 1e-12.
        measured = [
            {name: value for name, value in row[3].items() if name != "price_residual"} for row in (first, second)
        ]
        assert measured[1] == pytest.approx(measured[0], rel=1e-12, abs=1e-12, nan_ok=True)


def test_mesas_own_random_numbers_are_not_drawn():
    model = sim.Market(small("open"), seed=1)
    before = model.rng.bit_generator.state["state"]
    plain = model.random.getstate()
    model.step()
    assert str(model.rng.bit_generator.state["state"]) == str(before)
    assert model.random.getstate() == plain


def test_a_market_can_be_stepped_beyond_the_horizon():
    model = sim.Market(small("open", "horizon.months=1"), seed=1)
    model.step()
    model.step()
    assert model.month == 2


def test_dated_events_take_effect_in_their_month():
    scenario = small("open").with_(events=[{"when": "2023-04", "set": {"clouds.aws.marketplace_fee": 0.2}}])
    model = sim.Market(scenario, seed=1)
    fees = []
    for _ in range(5):
        model.step()
        fees.append(model.state.parameters.clouds["aws"].marketplace_fee)
    assert fees == [0.03, 0.03, 0.03, 0.2, 0.2]


def test_adoption_starts_with_the_shock_and_rises(market):
    section = market.state.parameters.adoption
    assert market.state.adopted[0] == section.start_share + section.launch_shock
    assert (np.diff(market.state.adopted) > 0.0).all()
    assert len(market.state.adopted) == 5


def test_a_market_takes_the_seeds_that_a_run_takes_and_no_other():
    assert sim.Market(small("open"), seed=np.int64(3)).state.streams.seed == 3
    for seed, message in ((-1, "negative"), (True, "whole"), (2**64, "large"), (1.5, "whole"), (None, "whole")):
        with pytest.raises(ValueError, match=message):
            sim.Market(small("open"), seed=seed)
