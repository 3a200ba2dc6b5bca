"""The list prices of the scenario."""

import numpy as np

from sim.arrays import Array
from sim.economics.pricing import Buyers, PricingIncentives, price_residual
from sim.market.catalogue import Catalogue
from sim.market.rules.memory import PriceMemory
from sim.scenario.schema.root import Parameters

NEEDS_LIST_PRICES = True


def post_prices(
    prices: Array,
    buyers: Buyers,
    incentives: PricingIncentives,
    parameters: Parameters,
    catalogue: Catalogue,
    memory: PriceMemory,
) -> tuple[Array, float]:
    """Post the list prices; the residual says how far they are from equilibrium (E10)."""
    del memory
    posted = prices.copy()
    for option in incentives.priced:
        name = catalogue.options[option]
        section = parameters.apps[name] if name in parameters.apps else parameters.models[name]
        if section.list_price is not None:
            posted[option] = section.list_price
    return posted, float(np.max(np.abs(price_residual(posted, buyers, incentives)), initial=0.0))


def expected_prices(
    prices: Array,
    buyers: Buyers,
    incentives: PricingIncentives,
    parameters: Parameters,
    catalogue: Catalogue,
    memory: PriceMemory,
) -> tuple[Array, float]:
    """Expect the prices that are posted: nobody moves them (E10)."""
    del buyers, incentives, parameters, catalogue, memory
    return prices, 0.0
