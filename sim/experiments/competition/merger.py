"""A merger as an authority looks at it: pricing pressure, efficiencies, prices and surplus after it, the market."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from sim.arrays import Array, Flags, Integers
from sim.economics.competition.concentration import herfindahl, merger_increase
from sim.economics.competition.elasticities import demand_at, diversion
from sim.economics.competition.merger import (
    SSNIP,
    cost_reductions,
    first_order_prices,
    hypothetical_monopolist,
    pricing_pressure,
)
from sim.economics.pricing import NoEquilibriumError, PricingIncentives, nash_prices
from sim.experiments.competition.situation import CompetitionError, Situation
from sim.experiments.competition.structure import owner_shares
from sim.market.buyers.surplus import measure_surplus
from sim.results.competition_tables import ALL

FIRST_EFFICIENCY, MOST_EFFICIENCY = 0.01, 0.5
"""Falls of costs that are looked at, as a part of them; the first one is doubled until it is enough."""


@dataclass(frozen=True, eq=False)
class Merger:
    """Two firms that would be one.

    Attributes
    ----------
    situation : Situation
        The market.
    buyer, target : str
        Owners.
    """

    situation: Situation
    buyer: str
    target: str

    @cached_property
    def merged(self) -> Situation:
        """The market after it, with everything that common owners share: models, licences at cost, routing."""
        catalogue = self.situation.state.catalogue.after_purchase(self.buyer, self.target)
        return self.situation.supposing(replace(self.situation.now, catalogue=catalogue))

    @cached_property
    def after(self) -> PricingIncentives:
        """What they would earn as one, what is on offer being as it is."""
        return self.situation.together((self.buyer, self.target))

    @property
    def members(self) -> Flags:
        """Prices that the merged firm would decide, shape (priced,)."""
        account = self.situation.state.catalogue.account
        return np.isin(self.situation.deciders, [account[self.buyer], account[self.target]])

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return everything about it.

        Returns
        -------
        dict of str to DataFrame
            ``merger_products``: pricing pressure, compensating cost reductions as a part of cost, price before, and the
            part by which it changes: to the first order, solved with what is on offer as it is, solved with
            everything that common owners share. ``merger_markets``: concentration. ``merger``: surplus, profits and
            the cost reduction that leaves buyers as they were.
            ``hypothetical_monopolist``: candidate markets, the smallest first.
        """
        solved = self._solved(self.after)
        return {
            "merger_products": pd.DataFrame(self._products(solved)),
            "merger_markets": pd.DataFrame(self._markets()),
            "merger": pd.DataFrame(self._outcome(solved)),
            "hypothetical_monopolist": pd.DataFrame(self._candidates()),
        }

    def _products(self, solved: Array) -> Iterator[dict[str, Any]]:
        here, after = self.situation, self.after
        given = here.prices, here.buyers, here.incentives, after
        pressure, reduction = pricing_pressure(*given), cost_reductions(*given, self.members)
        roughly, cost = first_order_prices(here.prices, here.buyers, after), here.unit_cost[0]
        for option in here.sold:
            place = here.row.get(option)
            is_own = place is not None and bool(self.members[place])
            yield {
                "product": here.names[option],
                "firm": here.state.catalogue.owners[here.sellers[option]],
                "guppi": float(pressure[place] / here.prices[option]) if is_own and place is not None else np.nan,
                "cmcr": float(reduction[place] / cost[option]) if is_own and place is not None else np.nan,
                "price": float(here.prices[option]),
                "first_order": float(roughly[option] / here.prices[option] - 1.0),
                "solved": float(solved[option] / here.prices[option] - 1.0),
                "everything_shared": float(self.merged.prices[option] / here.prices[option] - 1.0),
            }

    def _markets(self) -> Iterator[dict[str, Any]]:
        here, account = self.situation, self.situation.state.catalogue.account
        for name, buyers in here.markets.items():
            spend = demand_at(here.prices, buyers).total * here.prices
            held = owner_shares(here, spend)
            if held.sum() > 0.0:
                first, second = account[self.buyer], account[self.target]
                before, rise = herfindahl(held), merger_increase(held, first, second)
                yield {
                    "market": name,
                    "share_of_buyer": float(held[first] / held.sum()),
                    "share_of_target": float(held[second] / held.sum()),
                    "hhi_before": before,
                    "hhi_rise": rise,
                    "hhi_after": before + rise,
                }

    def _outcome(self, solved: Array) -> Iterator[dict[str, Any]]:
        here, catalogue = self.situation, self.situation.state.catalogue
        accounts = [catalogue.account[name] for name in (self.buyer, self.target)]
        before, together = here.outcome, self.merged.outcome
        rise = self._surplus(solved) - self._surplus(here.prices)
        earned = self._earned(solved) - self._earned(here.prices)
        yield {"figure": "prices alone: consumer surplus", "value": rise, "unit": "bn USD/month"}
        yield {"figure": "prices alone: profit of the two", "value": earned, "unit": "bn USD/month"}
        yield {
            "figure": "cost reduction that buyers break even at",
            "value": self._break_even(),
            "unit": "of unit cost",
        }
        everything = "everything shared: "
        profit = together.profit - before.profit
        for name, value in (
            ("consumer surplus", together.consumer_surplus - before.consumer_surplus),
            ("profit of the two", float(profit[accounts].sum())),
            ("profit of all others", float(profit.sum() - profit[accounts].sum())),
            ("total surplus", together.total_surplus - before.total_surplus),
        ):
            yield {"figure": everything + name, "value": value, "unit": "bn USD/month"}

    def _solved(self, after: PricingIncentives) -> Array:
        """Prices of equilibrium after it, what is on offer being as it is.

        Raises
        ------
        CompetitionError
            If they do not settle.
        """
        try:
            return nash_prices(self.situation.prices, self.situation.buyers, after)[0]
        except NoEquilibriumError as error:
            raise CompetitionError(f"{self.buyer} + {self.target}: {error}") from error

    def _surplus(self, prices: Array) -> float:
        here = self.situation
        everything = np.ones((here.buyers.groups, prices.size))
        integration = here.state.parameters.enterprises.integration_cost
        return float(measure_surplus(here.buyers, prices, everything, integration).amount.sum())

    def _earned(self, prices: Array) -> float:
        """What the two earn as one from sales at some prices, bn USD a month."""
        if not self.members.any():
            return 0.0
        place = int(np.flatnonzero(self.members)[0])
        margin = self.after.per_price[place] * prices + self.after.per_unit[place]
        return float((margin * demand_at(prices, self.situation.buyers).tokens)[:, 1:].sum())

    def _break_even(self) -> float:
        """Part by which the costs of the merged firm must fall for buyers to be as well off; NaN if none does it."""
        before = self._surplus(self.situation.prices)

        def gain(part: float) -> float:
            return self._surplus(self._solved(self._cheaper(part))) - before

        if gain(0.0) >= 0.0:
            return 0.0
        most = FIRST_EFFICIENCY
        try:
            while gain(most) < 0.0:
                most *= 2.0
                if most > MOST_EFFICIENCY:
                    return np.nan
        except CompetitionError:  # so cheap that no price is high enough
            return np.nan
        return float(brentq(gain, 0.0, most, xtol=1e-6))

    def _cheaper(self, part: float) -> PricingIncentives:
        """What deciders earn where the products of the merged firm cost a part less."""
        after, cost = self.after, self.situation.unit_cost[0]
        own = np.flatnonzero(self.members)
        saved = np.zeros(self.situation.prices.size)
        saved[after.priced[own]] = part * np.nan_to_num(cost[after.priced[own]])
        per_unit = after.per_unit.copy()
        per_unit[own] += saved
        return replace(after, per_unit=per_unit)

    def _candidates(self) -> Iterator[dict[str, Any]]:
        """Candidate markets: the products of the two where they meet, then the closest substitute more, one by one."""
        here = self.situation
        candidate = self._meeting()
        diverted = diversion(here.demand)
        priced = [option for option in here.row if option in here.sold]
        while candidate:
            options: Integers = np.array(candidate)
            owners = {here.state.catalogue.owners[here.deciders[here.row[option]]] for option in candidate}
            try:
                best, gain = hypothetical_monopolist(here.prices, here.buyers, here.together(owners), options)
            except NoEquilibriumError:
                return
            own = [option for option in candidate if self.members[here.row[option]]]
            rise = float((best[own] / here.prices[own] - 1.0).max())
            yield {
                "market": ", ".join(here.names[option] for option in candidate),
                "largest_rise": rise,
                "gain_of_5_percent": gain,
                "is_a_market": rise >= SSNIP,
            }
            outside = [option for option in priced if option not in candidate]
            if rise >= SSNIP or not outside:
                return
            candidate = [*candidate, max(outside, key=lambda option: float(diverted[candidate, option].sum()))]

    def _meeting(self) -> list[int]:
        """Products of the two in the market in which the smaller one sells most; none if they never meet."""
        here, account = self.situation, self.situation.state.catalogue.account
        best: tuple[float, list[int]] = 0.0, []
        for name, buyers in here.markets.items():
            spend = demand_at(here.prices, buyers).total * here.prices
            sold = [option for option in here.sold if option in here.row and spend[option] > 0.0]
            by = [[o for o in sold if here.deciders[here.row[o]] == account[who]] for who in (self.buyer, self.target)]
            smaller = min(float(spend[options].sum()) for options in by)
            if name != ALL and smaller > best[0]:
                best = smaller, sorted([*by[0], *by[1]])
        return best[1]


def merger_of(situation: Situation, text: str) -> Merger:
    """Return the merger that a text ``BUYER+TARGET`` means.

    Raises
    ------
    CompetitionError
        If it names no two firms.
    """
    names = [name.strip() for name in text.split("+")]
    if len(names) != 2 or not all(names):
        raise CompetitionError(f"{text!r} names no two firms: write BUYER+TARGET")
    buyer, target = (situation.owner(name) for name in names)
    if situation.state.catalogue.common_ownership(buyer, target):
        raise CompetitionError(f"{buyer} and {target} are one firm already")
    return Merger(situation, buyer, target)
