"""Bertrand-Nash prices, the search starting at last month's (E10)."""

from sim.arrays import Array
from sim.economics.pricing import Buyers, PricingIncentives, nash_prices
from sim.market.catalogue import Catalogue
from sim.market.rules.memory import PriceMemory
from sim.scenario.schema.root import Parameters

# Largest residual of prices that are solved to judge contracts and deals, as `price_residual` measures it.
EXPECTED_RESIDUAL = 1e-8


def post_prices(
    prices: Array,
    buyers: Buyers,
    incentives: PricingIncentives,
    parameters: Parameters,
    catalogue: Catalogue,
    memory: PriceMemory,
) -> tuple[Array, float]:
    """Post prices from which no decider wants to move, with the largest remaining residual (E10).

    Raises
    ------
    NoEquilibriumError
        When prices do not settle.
    """
    del parameters, catalogue, memory
    return nash_prices(prices, buyers, incentives)


def expected_prices(
    prices: Array,
    buyers: Buyers,
    incentives: PricingIncentives,
    parameters: Parameters,
    catalogue: Catalogue,
    memory: PriceMemory,
) -> tuple[Array, float]:
    """Expect prices from which nobody would want to move (E10), solved less exactly, because so many are solved."""
    del parameters, catalogue, memory
    return nash_prices(prices, buyers, incentives, tolerance=EXPECTED_RESIDUAL)
