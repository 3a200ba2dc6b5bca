"""Whatever numbers the schema allows: they are refused with a reason, or the run is finite and adds up."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.economics.pricing import NoEquilibriumError
from sim.market.measures import MEASURES
from sim.market.replication import Replication, simulate
from sim.scenario import Scenario, ScenarioError, load, value_at
from sim.scenario.places import PARAMETERS, Place
from sim.scenario.tree import flat
from tests.market.small_economies import FILE
from tests.market.small_runs import FEW, SCENARIOS
from tests.market.unappraised import unappraised

# What says how large the computation is, not what the market is like.
SIZES = {
    "appraisal.period",
    "appraisal.starts",
    "bargaining.foresight",
    "bargaining.panel",
    "bargaining.rounds",
    "consumers.types",
    "enterprises.count",
    "enterprises.panel",
    "enterprises.workloads_per_task",
    "horizon.months",
}
LIVELY = ("rules.finance=constrained", "rules.deals=bids", "entry.rate=1", "bargaining.foresight=0")
WORLDS = {
    "contracts as written": load(SCENARIOS / "base.yaml", (*FEW, "horizon.months=5")),
    "volumes": load(SCENARIOS / "base.yaml", (*FEW, "horizon.months=5", "rules.demand=volumes")),
    "trial and error": load(SCENARIOS / "base.yaml", (*FEW, "horizon.months=5", "rules.pricing=adaptive")),
    "everything bargained": load(FILE, ("horizon.months=3", *LIVELY)),
}


def numbers_of(scenario: Scenario) -> dict[str, Place]:
    """Where a scenario holds a number, by dotted path."""
    paths = flat(scenario.parameters.model_dump())
    places = {".".join(path): PARAMETERS.at(path) for path in paths}
    return {path: place for path, place in places.items() if place.kind in (int, float) and path not in SIZES}


NUMBERS = {name: numbers_of(scenario) for name, scenario in WORLDS.items()}


def values(place: Place) -> st.SearchStrategy[float]:
    """Every number that the schema allows at a place, of every order of magnitude."""
    bounds = place.bounds or {"ge": 0.0, "le": 1.0}  # shares that stand in free maps
    low, high = bounds["ge"], bounds.get("le", bounds.get("lt"))
    if place.kind is int:
        return st.integers(int(low), int(high))
    evenly = st.floats(low, high, exclude_max="lt" in bounds, allow_subnormal=False)
    return evenly if low < 0 else evenly | st.floats(-9.0, 0.0).map(lambda power: max(low, 10.0**power * high * 0.999))


@st.composite
def cases(draw):
    """A world, and some numbers of it that are others."""
    world = draw(st.sampled_from(sorted(WORLDS)))
    paths = draw(st.lists(st.sampled_from(sorted(NUMBERS[world])), min_size=1, max_size=4, unique=True))
    return world, {path: draw(values(NUMBERS[world][path])) for path in paths}


def assert_it_adds_up(replication: Replication, *, settled: bool) -> None:
    monthly = replication.monthly
    for measure in MEASURES:
        noted = monthly.loc[monthly["kind"] == measure.kind, measure.name].dropna()
        low, high = measure.possible
        assert np.isfinite(noted).all(), measure.name
        assert noted.between(low, high).all(), (measure.kind, measure.name)
    market = monthly[monthly["kind"] == "market"]
    assert market[["consumer_surplus", "total_surplus", "spend", "volume"]].notna().all(axis=None)
    assert not settled or (market["price_residual"] <= 1e-8).all()
    assert (market["ledger_imbalance"] <= 1e-9).all()
    assert np.isfinite(replication.ledger["amount"]).all()


def assert_it_has_a_reason(refused: ScenarioError | NoEquilibriumError, scenario: Scenario) -> None:
    if isinstance(refused, ScenarioError):
        assert all(problem.message and problem.key for problem in refused.problems)
        return
    named = re.findall(r"(\S+)=", str(refused))
    assert named
    assert None not in [value_at(scenario.parameters, path) for path in named]


def live(world: str, changes: dict[str, float]) -> None:
    """Run a world with other numbers; what does not run says why."""
    scenario, refused = WORLDS[world], None
    try:
        scenario = scenario.with_(**changes)
        with unappraised():
            replication = simulate(scenario, 1)
    except (ScenarioError, NoEquilibriumError) as error:
        refused = error
    if refused is not None:
        assert_it_has_a_reason(refused, scenario)
    else:
        assert_it_adds_up(replication, settled=scenario.parameters.rules.pricing == "nash")


@settings(max_examples=10, derandomize=True)
@given(case=cases())
def test_whatever_numbers_the_schema_allows(case):
    live(*case)


@pytest.mark.study
@settings(max_examples=300, derandomize=True)
@given(case=cases())
def test_hundreds_of_numbers_that_the_schema_allows(case):
    live(*case)


BUDGETS, VOLUMES = "contracts as written", "volumes"
# All of these broke a run once, or gave something impossible.
ONCE_BROKEN = [
    (BUDGETS, {"enterprises.size_spread": 3.0}),
    (BUDGETS, {"shocks.outage_rate": 1.0}),
    (BUDGETS, {"models.gpt.tokens_per_second": 1e-6}),
    (BUDGETS, {"clouds.azure.resource_cost": 1000.0}),
    (BUDGETS, {"compute.price_floor_margin": 100.0}),
    (BUDGETS, {"compute.target_utilisation": 0.1, "compute.price_adjustment": 5.0}),
    (BUDGETS, {"tasks.coding.latency_aversion": 100.0}),
    (BUDGETS, {"technology.training_effect": 1.0, "technology.cost_of_capability": 5.0, "shocks.breakthrough_rate": 1}),
    (BUDGETS, {"technology.capability_noise": 1.0}),
    (BUDGETS, {"technology.progress_ratio": 0.2, "models.gpt.initial_output": 1e-6}),
    (VOLUMES, {"shocks.outage_rate": 0.75}),
    (VOLUMES, {"models.gpt.serving_cost": 1000.0, "technology.algorithmic_decline": 3.0}),
    (VOLUMES, {"clouds.azure.compute_price": 1000.0}),
    (VOLUMES, {"clouds.azure.resource_cost": 1000.0}),
    (VOLUMES, {"tasks.consumer.price_sensitivity": 100.0}),
    (VOLUMES, {"tasks.consumer.price_sensitivity": 1e-3}),
    (VOLUMES, {"tasks.coding.price_sensitivity": 0.05}),
    (VOLUMES, {"apps.search_ai.bonus": 20.0}),
]


@pytest.mark.parametrize(
    ("world", "changes"), ONCE_BROKEN, ids=lambda part: part if isinstance(part, str) else " ".join(part)
)
def test_what_once_broke_a_run(world, changes):
    live(world, changes)


@pytest.mark.parametrize(
    "change",
    [
        "tasks.consumer.price_sensitivity=600",
        "tasks.consumer.price_sensitivity=1e-9",
        "apps.search_ai.bonus=500",
        "clouds.aws.compute_price=2000000",
        "models.claude.serving_cost=1000000",
        "technology.training_effect=80",
        "technology.capability_noise=30000",
    ],
)
def test_what_the_model_cannot_do_is_refused(change):
    with pytest.raises(ScenarioError, match=change.partition("=")[0]):
        load(SCENARIOS / "base.yaml", [change])
