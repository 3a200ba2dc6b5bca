"""What an owner's profit consists of."""

import pytest

from sim.results.reading.profit_parts import profit_parts
from tests.market.small_runs import FEW, SCENARIOS
from tests.statistics.one_owner import Run


def test_payments_within_a_firm_funding_and_investment_are_no_part():
    parts = profit_parts(Run(0.0), "alphabet")
    assert parts.loc[1].to_dict() == pytest.approx(
        {
            "api_sales received": 5.0,
            "base_cloud received": 3.0,
            "base_cloud paid": -1.0,
            "search_advertising received": 7.0,
            "overhead paid": 0.0,
            "capital_cost": -0.5,
        }
    )


@pytest.mark.study
def test_the_parts_of_every_owner_add_up_to_its_profit():
    import sim

    ensemble = sim.run(sim.load(SCENARIOS / "endogenous.yaml", [*FEW, "horizon.months=2"]), seeds=[1], jobs=1)
    for owner in ensemble.scenario.parameters.owners:
        total = profit_parts(ensemble, owner).sum(axis=1)
        assert total.loc[1] == pytest.approx(ensemble.outcomes.loc[1, f"profit.{owner}"], rel=1e-9, abs=1e-12)
