"""Small markets on which prices have exact answers: who buys, who owns, what sales bring."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.economics.allocation import allocate
from sim.economics.pricing import Buyers, DemandLaw, PricingIncentives, nash_prices, price_term

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SmallMarket:
    """A market in which every option is a product with one cost.

    Attributes
    ----------
    utility : array, shape (types, products)
        Utility without the price.
    price_sensitivity, weight : array, shape (types,)
        Price sensitivity and mass of each type.
    outside : float
        Utility of the outside option; ``-inf`` when the market is covered.
    concentration : float
        Dislike of concentration.
    law : {"volumes", "budgets"}
        What the mass of a type is a mass of.
    """

    utility: Array
    price_sensitivity: Array
    weight: Array
    outside: float = 0.0
    concentration: float = 0.0
    law: DemandLaw = "volumes"

    @property
    def buyers(self) -> Buyers:
        """The types as rows of buyers, outside option first."""
        types = self.weight.size
        return Buyers(
            utility=np.column_stack((np.full(types, self.outside), self.utility)),
            price_sensitivity=self.price_sensitivity,
            size=self.weight,
            concentration=np.full(types, self.concentration),
            group=np.zeros(types, dtype=np.int64),
            groups=1,
            law=self.law,
        )

    def shares(self, prices: Array) -> Array:
        """Share of each product among all buyers."""
        shares, _ = allocate(self._net(prices), 1.0, self.buyers.concentration)
        by_product: Array = self.weight @ shares[:, 1:]
        return by_product

    def consumer_surplus(self, prices: Array) -> float:
        """Mean value of the market to its buyers, in money."""
        _, value = allocate(self._net(prices), 1.0, self.buyers.concentration)
        return float(self.weight @ (value / self.price_sensitivity))

    def _net(self, prices: Array) -> Array:
        term = price_term(np.concatenate(([1.0], prices)), self.law)
        return self.buyers.utility - np.outer(self.price_sensitivity, term)


def logit_market(
    utility: list[float], price_sensitivity: float, outside: float = 0.0, concentration: float = 0.0
) -> SmallMarket:
    """A market with one type of buyer."""
    return SmallMarket(np.array([utility]), np.array([price_sensitivity]), np.ones(1), outside, concentration)


def budget_market(
    utility: list[float], price_sensitivity: float, outside: float = 0.0, concentration: float = 0.0
) -> SmallMarket:
    """A market with one type of buyer, who has a budget."""
    market = logit_market(utility, price_sensitivity, outside, concentration)
    return replace(market, law="budgets")


def incentives(
    cost: Array, owner: list[int], kept: float = 1.0, stakes: dict[tuple[int, int], float] | None = None
) -> PricingIncentives:
    """What each owner earns when it keeps a part of the price and pays the cost; stakes are (holder, held): share."""
    products = cost.size
    weight = np.eye(max(owner) + 1)
    for pair, stake in (stakes or {}).items():
        weight[pair] = stake
    per_price = np.zeros((products, 1, products + 1))
    per_unit = np.zeros((products, 1, products + 1))
    for decided in range(products):
        for sold in range(products):
            per_price[decided, 0, 1 + sold] = kept * weight[owner[decided], owner[sold]]
            per_unit[decided, 0, 1 + sold] = -cost[sold] * weight[owner[decided], owner[sold]]
    own = np.full((products, 1), kept)
    return PricingIncentives(np.arange(1, products + 1), own, per_price, per_unit)


def equilibrium(market: SmallMarket, earned: PricingIncentives, start: Array) -> Array:
    """Equilibrium prices of the products, solved tightly enough for exact comparisons."""
    prices, _ = nash_prices(np.concatenate(([0.0], start)), market.buyers, earned, tolerance=1e-13)
    return prices[1:]


def owned_equilibrium(market: SmallMarket, cost: Array, owner: list[int], kept: float = 1.0) -> Array:
    """Equilibrium prices when owners keep a part of the price and pay the cost."""
    return equilibrium(market, incentives(cost, owner, kept), cost + 3.0)
