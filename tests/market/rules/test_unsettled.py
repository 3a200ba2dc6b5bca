"""Where prices do not settle, the reason names the parameter."""

import pytest

from sim.economics.pricing import NoEquilibriumError
from sim.market.market import Market
from tests.market.small_runs import small

# In the second month compute costs the lab a thousand times what the licence did when it was agreed.
DEAR_COMPUTE = ("compute.target_utilisation=0.1", "compute.price_adjustment=5")


def two_months(*overrides):
    market = Market(small("base", *overrides), 1)
    market.step()
    market.step()
    return market.state


def test_who_gains_by_giving_away_is_named_with_the_parameter():
    reason = r"Microsoft would give .* away, .* rules\.renegotiation_period=12 months"
    with pytest.raises(NoEquilibriumError, match=reason):
        two_months(*DEAR_COMPUTE)


def test_with_wholesale_prices_of_the_month_prices_settle():
    assert two_months(*DEAR_COMPUTE, "rules.renegotiation_period=1").price_residual < 1e-8


def test_buyers_of_volumes_are_given_what_its_seller_would_pay_for():
    state = two_months(*DEAR_COMPUTE, "rules.demand=volumes")
    assert min(state.prices) == 0.0
    assert state.price_residual < 1e-8
