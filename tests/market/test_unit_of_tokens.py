"""Nothing depends on the unit in which tokens are counted (E46), over a whole run."""

from typing import Any

import numpy as np
import pytest

from sim.market.measures import MEASURES
from sim.market.replication import Replication, simulate
from sim.scenario import Scenario, load
from tests.market.small_runs import FEW, SCENARIOS

# A power of two: floating point scales by it without rounding, so that no draw is decided by a last digit.
UNIT = 1024.0
PER_TOKENS = {"serving_cost": 1.0 / UNIT, "initial_output": UNIT, "list_price": 1.0 / UNIT}


def counted_otherwise(scenario: Scenario) -> Scenario:
    """The same market, its tokens counted in a unit `UNIT` times smaller."""
    parameters = scenario.parameters
    changes: dict[str, Any] = {
        "adoption.reference_price": parameters.adoption.reference_price / UNIT,
    }
    for name, model in parameters.models.items():
        for field, factor in PER_TOKENS.items():
            value = getattr(model, field)
            if value is not None:
                changes[f"models.{name}.{field}"] = value * factor
        if model.releases:
            releases = [one.model_dump(exclude_none=True) for one in model.releases]
            cheaper = [one | {"serving_cost": one["serving_cost"] / UNIT} for one in releases]
            changes[f"models.{name}.releases"] = cheaper
    for name, app in parameters.apps.items():
        if app.list_price is not None:
            changes[f"apps.{name}.list_price"] = app.list_price / UNIT
    return scenario.with_(**changes)


def differences(here: Replication, there: Replication) -> dict[str, float]:
    """Largest relative difference of each measure, each in its unit."""
    found = {}
    for measure in MEASURES:
        if measure.name not in here.monthly:
            continue
        factor = UNIT if measure.unit.startswith("Qt") else 1.0 / UNIT if measure.unit.endswith("Mtok") else 1.0
        first, second = here.monthly[measure.name] * factor, there.monthly[measure.name]
        scale = np.maximum(first.abs(), second.abs()).clip(lower=1e-6)
        worst = ((first - second).abs() / scale).max()
        if worst > 0.0:
            found[measure.name] = worst
    return found


@pytest.mark.parametrize("months", [6, pytest.param(72, marks=pytest.mark.study)])
def test_a_run_is_the_same_in_another_unit_of_tokens(months):
    changes = (*FEW, "appraisal.period=120", f"horizon.months={months}")
    scenario = load(SCENARIOS / "exclusive.yaml", changes)
    here, there = (simulate(one, seed=1) for one in (scenario, counted_otherwise(scenario)))
    assert here.monthly["month"].nunique() == months
    worst = differences(here, there)
    assert not {measure: by for measure, by in worst.items() if by > 1e-10}
