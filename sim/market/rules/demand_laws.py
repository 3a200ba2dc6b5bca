"""What buyers have given: a budget for each task, or a volume of tokens (E1, E41 to E44).

The two laws share the population, the offers and the split matrix. They differ in what is named here: the size of the
market, how a price enters utility, how what is bought turns into tokens, and what doing without AI is worth.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.arrays import Array
from sim.economics.adoption import budget, new_work_probability
from sim.economics.pricing import DemandLaw, price_term
from sim.scenario.schema.agents import Owner
from sim.scenario.schema.demand import Task
from sim.scenario.schema.root import Parameters
from sim.scenario.schema.rules import Rules


class Demand(Protocol):
    """What tells one law of demand from another."""

    @property
    def law(self) -> DemandLaw:
        """Name of the law of `Buyers`."""

    def price_sensitivity(self, task: Task) -> float:
        """Utils lost per USD per Mtok, or per log point of price."""

    def near(self, task: Task, price: float, reference_price: float) -> tuple[float, float]:
        """Price sensitivity near a price, utils per USD per Mtok, and what a price of 0 would add to utility then."""

    def market_size(self, parameters: Parameters, month: int, adopted: Sequence[float]) -> dict[str, float]:
        """Size of the market of each task if nobody who buys did without: bn USD, or Qt, per month."""

    def tokens(self, amount: Array, prices: Array) -> Array:
        """Tokens of what was bought, Qt; `amount` of shape (..., products) is in the unit of the market's size."""

    def outside_utility(self, task: Task, month: int) -> float:
        """Utility of doing without AI, utils."""

    def yardstick(self, reference: float) -> float:
        """How far doing without AI has moved with the models in use, nats; `reference` says how far they have moved."""

    def adopts(self, curve: Array) -> Array:
        """Share of each segment that buys, given its curve of adoption."""

    def new_work(self, parameters: Parameters, month: int, task: Task) -> float:
        """Probability that a workload slot is new work this month."""

    def search_loss(self, owner: Owner) -> tuple[float, float]:
        """Search advertising that an owner loses to consumers: USD per USD that they spend on AI, and per Mtok (E9)."""


@dataclass(frozen=True)
class Budgets:
    """Buyers that have adopted spend a budget on each task; tokens follow from prices (E41 to E44)."""

    law: DemandLaw = "budgets"

    def price_sensitivity(self, task: Task) -> float:
        """Utils lost per log point of price."""
        return task.log_price_sensitivity

    def near(self, task: Task, price: float, reference_price: float) -> tuple[float, float]:
        """Tangent of the log of the price: its slope, and where it meets a price of 0."""
        beta = task.log_price_sensitivity
        return beta / price, beta * (1.0 - math.log(price / reference_price))

    def market_size(self, parameters: Parameters, month: int, adopted: Sequence[float]) -> dict[str, float]:
        """Budget of each task, bn USD per month: of all enterprises, and of the consumers that have adopted (E42)."""
        return {
            name: _budget(parameters, task, month) * (adopted[-1] if task.buyer == "consumer" else 1.0)
            for name, task in parameters.tasks.items()
        }

    def tokens(self, amount: Array, prices: Array) -> Array:
        """Spend over price; doing without AI has no price and is left as it is."""
        return amount / np.where(prices > 0.0, prices, 1.0)

    def outside_utility(self, task: Task, month: int) -> float:
        """The given path, the same in every scenario (E44)."""
        return task.outside_utility + task.outside_trend * month / 12.0

    def yardstick(self, reference: float) -> float:
        """Nothing: the path of doing without is given."""
        return 0.0 * reference

    def adopts(self, curve: Array) -> Array:
        """Those that the curve has reached (E41)."""
        return curve

    def new_work(self, parameters: Parameters, month: int, task: Task) -> float:
        """Part of what the budget has grown (E43)."""
        if month == 0:
            return 0.0
        before, now = _budget(parameters, task, month - 1), _budget(parameters, task, month)
        return float(new_work_probability(before, now, parameters.enterprises.new_work))

    def search_loss(self, owner: Owner) -> tuple[float, float]:
        """A part of what consumers spend, however many tokens that buys."""
        return owner.search_displacement, 0.0


def _budget(parameters: Parameters, task: Task, month: int) -> float:
    return float(budget(task.budget, task.budget_growth, parameters.adoption.budget_fading, month / 12.0))


@dataclass(frozen=True)
class Volumes:
    """All buyers use a volume of tokens that spreads by one curve (E1 to E4, E37): the law of the first edition."""

    law: DemandLaw = "volumes"

    def price_sensitivity(self, task: Task) -> float:
        """Utils lost per USD per Mtok."""
        return task.price_sensitivity

    def near(self, task: Task, price: float, reference_price: float) -> tuple[float, float]:  # noqa: ARG002 - everywhere
        """The law itself, which is a straight line."""
        return task.price_sensitivity, 0.0

    def market_size(self, parameters: Parameters, month: int, adopted: Sequence[float]) -> dict[str, float]:
        """Volume of each task that could be served, Qt per month (E37).

        A task trails by its own delay; before the delay is over it stands where adoption stood before the launch.
        """
        adoption, consumers = parameters.adoption, parameters.consumers
        sizes = {}
        for name, task in parameters.tasks.items():
            past = month - task.adoption_delay
            share = adopted[past] if past >= 0 else adoption.start_share
            block = consumers.volume_share if task.buyer == "consumer" else 1.0 - consumers.volume_share
            sizes[name] = adoption.ceiling * block * task.volume_share * share
        return sizes

    def tokens(self, amount: Array, prices: Array) -> Array:  # noqa: ARG002 - amounts are tokens already
        """What was bought."""
        return amount

    def outside_utility(self, task: Task, month: int) -> float:  # noqa: ARG002 - the yardstick moves instead
        """Utility at the start."""
        return task.outside_utility

    def yardstick(self, reference: float) -> float:
        """Doing without AI improves with the models in use (E24)."""
        return reference

    def adopts(self, curve: Array) -> Array:
        """Everybody."""
        return np.ones_like(curve)

    def new_work(self, parameters: Parameters, month: int, task: Task) -> float:  # noqa: ARG002 - growth inherits
        """None."""
        return 0.0

    def search_loss(self, owner: Owner) -> tuple[float, float]:
        """An amount per token, whatever it costs."""
        return 0.0, owner.search_cannibalisation


_LAWS: dict[str, Demand] = {"budgets": Budgets(), "volumes": Volumes()}


def demand_law(rules: Rules) -> Demand:
    """Return the law of demand in force."""
    return _LAWS[rules.demand]


def felt_prices(prices: Array, parameters: Parameters) -> Array:
    """What a unit of price sensitivity takes from the utility of each option under the law in force (E1, E44)."""
    return price_term(prices, demand_law(parameters.rules).law, parameters.adoption.reference_price)
