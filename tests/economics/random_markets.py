"""Random small markets: several types of buyers in groups, owners of several options, fees, silent stakes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economics.allocation import demand_sums
from sim.economics.pricing import Buyers, DemandLaw, PricingIncentives, deciders_profit, price_term

Array = NDArray[np.float64]

OPTIONS = 6


@dataclass(frozen=True)
class RandomMarket:
    """A market and what its owners earn.

    Attributes
    ----------
    buyers : Buyers
        Types of buyers, in two groups.
    incentives : PricingIncentives
        What owners earn, stakes included.
    owner : int array, shape (options,)
        Owner of each option on sale.
    cost : array, shape (groups, options)
        Cost of each option divided by the part of the price that its owner keeps, USD per Mtok.
    """

    buyers: Buyers
    incentives: PricingIncentives
    owner: NDArray[np.int64]
    cost: Array

    def objective(self, owner: int, prices: Array) -> float:
        """What an owner earns at these prices, its stakes included."""
        row = int(np.flatnonzero(self.owner == owner)[0])
        return float(deciders_profit(prices, self.buyers, self.incentives)[row])


def demand_at(prices: Array, buyers: Buyers, guess: Array | None = None) -> tuple[Array, Array, Array]:
    """Volume or spend and its slopes at posted prices, searched from scratch where no guess is given."""
    return demand_sums(
        price_term(prices, buyers.law),
        buyers.utility,
        buyers.price_sensitivity,
        buyers.size,
        buyers.concentration,
        buyers.group,
        buyers.groups,
        np.full((2, *buyers.utility.shape), np.nan) if guess is None else guess,
    )


def random_buyers(rng: np.random.Generator, law: DemandLaw = "volumes") -> Buyers:
    """Between two and six types of buyers in two groups."""
    types = int(rng.integers(2, 7))
    utility = np.column_stack((np.zeros(types), rng.uniform(0.0, 5.0, (types, OPTIONS))))
    hidden = rng.random(utility.shape) < 0.15
    hidden[0] = False
    hidden[:, 0] = False
    return Buyers(
        utility=np.where(hidden, -np.inf, utility),
        price_sensitivity=rng.uniform(0.3, 0.6, types) * (1.0 if law == "volumes" else 4.0),
        size=rng.uniform(0.2, 2.0, types),
        concentration=rng.choice([0.0, 0.5, 2.0], types),
        group=np.concatenate(([0, 1], rng.integers(0, 2, types - 2))).astype(np.int64),
        groups=2,
        law=law,
    )


def random_market(
    seed: int, *, single_product: bool = False, stakes: bool = True, law: DemandLaw = "volumes"
) -> RandomMarket:
    """A market in which owners keep another part of the price, and pay another cost, in each group."""
    rng = np.random.default_rng(seed)
    buyers = random_buyers(rng, law)
    owner = np.arange(OPTIONS) if single_product else rng.integers(0, 3, OPTIONS)
    owners = int(owner.max()) + 1
    weight = np.eye(owners)
    if stakes:
        weight += np.where(rng.random((owners, owners)) < 0.3, rng.uniform(0.0, 0.4, (owners, owners)), 0.0)
        np.fill_diagonal(weight, 1.0)
    kept = rng.uniform(0.6, 1.0, (buyers.groups, OPTIONS))
    cost = rng.uniform(0.5, 3.0, (buyers.groups, OPTIONS))
    per_price = np.zeros((OPTIONS, buyers.groups, OPTIONS + 1))
    per_unit = np.zeros((OPTIONS, buyers.groups, OPTIONS + 1))
    per_price[:, :, 1:] = weight[owner][:, owner][:, None, :] * kept
    per_unit[:, :, 1:] = -weight[owner][:, owner][:, None, :] * cost
    incentives = PricingIncentives(np.arange(1, OPTIONS + 1), kept.T.copy(), per_price, per_unit)
    return RandomMarket(buyers, incentives, owner, cost / kept)
