"""A market in one month, as firms see it: who sells what, who decides which price, how demand answers."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array
from sim.economics.competition.elasticities import Demand, demand_at
from sim.economics.pricing import Buyers, NoEquilibriumError, PricingIncentives
from sim.experiments.unappraised import UNAPPRAISED
from sim.market.counterfactuals import Counterfactual
from sim.market.market import Market
from sim.market.outlook.assortment import incentives_for
from sim.market.outlook.outlook import CounterfactualOutcome, Outlook
from sim.market.rules import fresh_rules
from sim.market.sales.offers import Offers
from sim.market.sales.pricing_incentives import price_deciders, profit_weights
from sim.market.state import State
from sim.results.competition_tables import ALL
from sim.scenario import Scenario
from sim.scenario.months import month_index, month_name
from sim.scenario.wording import suggestion


class CompetitionError(ValueError):
    """A firm, a pair or a month that there is not, or prices that would not settle."""


@dataclass(frozen=True, eq=False)
class Situation:
    """A market in one month.

    Attributes
    ----------
    state : State
        What is the case; the month has been played and is not over.
    when : str
        The month, ``2025-06``.
    outlook : Outlook
        What would be if something were different, on the enterprises on whom prices are set.
    now : Counterfactual
        What holds, or is supposed to.
    """

    state: State
    when: str
    outlook: Outlook
    now: Counterfactual

    def supposing(self, supposed: Counterfactual) -> "Situation":
        """Return the same month under a counterfactual."""
        return replace(self, now=replace(supposed, with_surplus=True))

    @cached_property
    def outcome(self) -> CounterfactualOutcome:
        """What the market comes to.

        Raises
        ------
        CompetitionError
            If its prices do not settle.
        """
        try:
            return self.outlook.under(self.now)
        except NoEquilibriumError as error:
            raise CompetitionError(f"{self.when}: {error}") from error

    @cached_property
    def _sales(self) -> tuple[Offers, Array, Buyers, PricingIncentives]:
        return self.outlook.sales_under(self.now)

    @property
    def offers(self) -> Offers:
        """Every sale that can be made."""
        return self._sales[0]

    @property
    def buyers(self) -> Buyers:
        """Long-run demand."""
        return self._sales[2]

    @property
    def incentives(self) -> PricingIncentives:
        """What those who decide prices earn from every sale."""
        return self._sales[3]

    def together(self, owners: Collection[str]) -> PricingIncentives:
        """What they would earn if some owners decided as one, what is on offer being as it is."""
        return incentives_for(self.state, self.offers, self.now, owners)

    @property
    def prices(self) -> Array:
        """USD per Mtok."""
        return self.outcome.prices

    @cached_property
    def demand(self) -> Demand:
        """Demand of all markets together."""
        return demand_at(self.prices, self.buyers)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names by option."""
        return self.state.catalogue.options

    @cached_property
    def sellers(self) -> NDArray[np.int64]:
        """Account of the owner who sells each option; of no meaning for doing without."""
        catalogue = self.now.catalogue
        vendors = catalogue.vendors(self.state.parameters)
        return np.array([catalogue.account[catalogue.owners[vendor]] for vendor in vendors], dtype=np.int64)

    @cached_property
    def deciders(self) -> NDArray[np.int64]:
        """Account of who decides each price of `incentives`."""
        chosen = price_deciders(self.offers, self.state.parameters, self.now.catalogue)
        account = self.now.catalogue.account
        return np.array([account[chosen[int(option)]] for option in self.incentives.priced], dtype=np.int64)

    @cached_property
    def weight(self) -> Array:
        """What a dollar of the second owner's profit is worth to the first, shape (owners, owners)."""
        return profit_weights(self.state.contracts.silent_stakes(self.now.terms), self.now.catalogue)

    @cached_property
    def sold(self) -> list[int]:
        """Options that are bought, in order."""
        return [int(option) for option in np.flatnonzero(self.demand.total > 0.0) if option > 0]

    @cached_property
    def row(self) -> dict[int, int]:
        """Place of each option whose price somebody decides among `incentives`."""
        return {int(option): place for place, option in enumerate(self.incentives.priced)}

    @cached_property
    def unit_cost(self) -> tuple[Array, Array]:
        """Cost of each option to its decider, USD per Mtok, and the part of the price it keeps; NaN for no decider."""
        cost, kept = np.full(len(self.names), np.nan), np.full(len(self.names), np.nan)
        for option, place in self.row.items():
            sold = self.demand.tokens[:, option]
            if sold.sum() > 0.0:
                cost[option] = -np.average(self.incentives.per_unit[place, :, option], weights=sold)
                kept[option] = np.average(self.incentives.per_price[place, :, option], weights=sold)
        return cost, kept

    @cached_property
    def markets(self) -> dict[str, Buyers]:
        """Buyers of all tasks together, and of each task."""
        catalogue, buyers = self.state.catalogue, self.buyers
        found, start = {ALL: buyers}, 0
        sizes = [self.state.panel.members.size] * len(catalogue.enterprise_tasks)
        kinds = buyers.size.size - sum(sizes)
        sizes += [kinds // max(len(catalogue.consumer_tasks), 1)] * len(catalogue.consumer_tasks)
        for task, size in zip((*catalogue.enterprise_tasks, *catalogue.consumer_tasks), sizes, strict=True):
            rows = slice(start, start + size)
            found[task] = replace(
                buyers,
                utility=buyers.utility[rows],
                price_sensitivity=buyers.price_sensitivity[rows],
                size=buyers.size[rows],
                concentration=buyers.concentration[rows],
                group=buyers.group[rows],
            )
            start += size
        return {task: one for task, one in found.items() if one.on_offer.any() and one.size.sum() > 0.0}

    def owner(self, name: str) -> str:
        """Return an owner that was named.

        Raises
        ------
        CompetitionError
            If there is none of that name.
        """
        owners = self.state.catalogue.owners
        if name not in owners:
            raise CompetitionError(f"there is no firm {name!r}: {suggestion(name, owners, 'firms')}")
        return name


def situation_at(scenario: Scenario, month: str | None, seed: int | None) -> Situation:
    """Play a scenario up to a month, that one included.

    Parameters
    ----------
    scenario : Scenario
        What is played.
    month : str, optional
        ``2025-06``; the last one by default.
    seed : int, optional
        Seed; the scenario's first by default.

    Raises
    ------
    CompetitionError
        If the scenario has no such month.
    """
    horizon = scenario.parameters.horizon
    place = horizon.months - 1 if month is None else _month(month, horizon.start, horizon.months)
    with fresh_rules():
        market = Market(scenario.with_(**UNAPPRAISED), scenario.seeds[0] if seed is None else seed)
        for _ in range(place + 1):
            market.step()
    return _seen(market, place)


def through_time(scenario: Scenario, seed: int, look: Callable[[Situation], None]) -> None:
    """Play a scenario, and look at it in each month that is appraised and in the last one.

    Parameters
    ----------
    scenario : Scenario
        What is played.
    seed : int
        Seed.
    look : callable
        Shown each of these months; it must leave them as they are.
    """
    parameters = scenario.parameters
    months, period = parameters.horizon.months, parameters.appraisal.period
    with fresh_rules():
        market = Market(scenario.with_(**UNAPPRAISED), seed)
        for place in range(months):
            market.step()
            if place == months - 1 or (period and place % period == 0):
                look(_seen(market, place))
                market.state.month = place + 1


def _seen(market: Market, place: int) -> Situation:
    """Return a market in the month that it has just played, looked at from within."""
    state = market.state
    state.month = place
    now = replace(state.as_it_is(), with_surplus=True)
    when = month_name(state.parameters.horizon.start, place)
    return Situation(state, when, Outlook(state, state.panel), now)


def _month(text: str, start: str, months: int) -> int:
    try:
        place = month_index(start, text)
    except ValueError:
        place = -1
    if not 0 <= place < months:
        last = month_name(start, months - 1)
        raise CompetitionError(f"there is no month {text!r}: write {start} to {last}, such as {last}")
    return place
