"""Bertrand-Nash prices, the search starting at last month's (E10)."""

import numpy as np
from numpy.typing import NDArray

from sim.economics.pricing import Buyers, PricingIncentives, nash_prices
from sim.market.catalogue import Catalogue
from sim.market.rules.memory import PriceMemory
from sim.scenario.schema.root import Parameters

Array = NDArray[np.float64]


def post_prices(
    prices: Array,
    buyers: Buyers,
    incentives: PricingIncentives,
    parameters: Parameters,
    catalogue: Catalogue,
    memory: PriceMemory,
) -> tuple[Array, float]:
    """Post prices from which no decider wants to move, with the largest remaining residual (E10)."""
    del parameters, catalogue, memory
    return nash_prices(prices, buyers, incentives)
