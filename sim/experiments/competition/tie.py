"""A tie of a lab to a partner: vertical pricing pressure, ability and incentive to foreclose rivals, what it brings."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim.arrays import Array, Flags
from sim.economics.competition.elasticities import lerner, token_diversion
from sim.economics.competition.foreclosure import (
    critical_diversion,
    partner_pressure,
    rival_pressure,
    supplier_pressure,
    vertical_diversion,
)
from sim.economics.competition.merger import pass_through
from sim.experiments.competition.situation import CompetitionError, Situation
from sim.market.contracts import Pair
from sim.market.counterfactuals import without_licence
from sim.market.outlook.assortment import terms_under
from sim.market.outlook.indicators import dependence_on_supplier
from sim.scenario.wording import suggestion

# By how much an input is made dearer to see how far an app turns to other models.
_DEARER = 0.01
# Part of a rise of its cost that a supplier passes on where the demand for its input is linear.
_LINEAR = 0.5


@dataclass(frozen=True, eq=False)
class Tie:
    """A lab and a partner whose clouds sell it, or whose apps use it.

    Attributes
    ----------
    situation : Situation
        The market.
    pair : (str, str)
        Partner and lab.
    """

    situation: Situation
    pair: Pair

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return everything about it.

        Returns
        -------
        dict of str to DataFrame
            ``vertical_rivals``: apps of others that use the lab's models, and the vertical GUPPIs of the lab and of the
            rival. ``vertical_partner``: those of the partner's apps. ``foreclosure``: what each way of shutting rivals
            out does, with actual and critical diversion. ``raised_costs``: what rivals then pay and charge.
        """
        ways = self._ways()
        return {
            "vertical_rivals": pd.DataFrame(self._rivals()),
            "vertical_partner": pd.DataFrame(self._partners()),
            "foreclosure": pd.DataFrame([self._foreclosure(way, *both) for way, both in ways.items()]),
            "raised_costs": pd.DataFrame([row for way, both in ways.items() for row in self._raised(way, *both)]),
        }

    @cached_property
    def _of_partner(self) -> Flags:
        """Options that the partner sells, shape (options,)."""
        here = self.situation
        sold = here.sellers == here.state.catalogue.account[self.pair[0]]
        sold[0] = False
        return sold

    @cached_property
    def _apps_of_rivals(self) -> list[int]:
        """Apps of others that use the lab's models."""
        here = self.situation
        own = [here.state.catalogue.account[name] for name in self.pair]
        apps = [option for option in here.offers.apps if option in here.sold and here.sellers[option] not in own]
        return [option for option in apps if self._input(option)[0] > 0.0]

    def _of_lab(self, option: int) -> Flags:
        """Models behind an app that are the lab's."""
        here = self.situation
        account = here.state.catalogue.account[self.pair[1]]
        return here.state.lab_account[list(here.offers.apps[option].models)] == account

    def _input(self, option: int) -> tuple[float, float]:
        """Units of the lab's models in a unit of an app, and what it pays for one of them, USD per Mtok."""
        supply = self.situation.offers.apps[option]
        used = np.array(supply.routing) * self._of_lab(option)
        share = float(used.sum())
        return share, float(used @ supply.wholesale) / share if share > 0.0 else np.nan

    def _margin_of_lab(self, option: int) -> float:
        """What the lab earns with a unit of its models in an app, as a part of what the app pays for it."""
        here, (share, price) = self.situation, self._input(option)
        offers, account = here.offers, here.state.catalogue.account[self.pair[1]]
        inside = (offers.component_option == option) & (here.state.lab_account[offers.component_model] == account)
        part = offers.part[:, inside].max(axis=0)
        return float(offers.per_unit[account, inside] @ part) / (share * price)

    def _substitution(self, option: int) -> float:
        """Elasticity with which an app turns to other models when those of the lab get dearer."""
        here, supply = self.situation, self.situation.offers.apps[option]
        state, catalogue, name = here.state, here.now.catalogue, here.names[option]
        models = [catalogue.models[model] for model in supply.models]
        dearer = np.array(supply.wholesale) * np.where(self._of_lab(option), 1.0 + _DEARER, 1.0)
        prices = dict(zip(models, dearer.tolist(), strict=True))
        access, owner = here.offers.access, state.parameters.apps[name].owner
        known = terms_under(state, here.now, access), state.service_quality, dependence_on_supplier(state, owner)
        moved = state.distributors[name].supply(models, prices, state.parameters, catalogue, access, *known)
        share = self._input(option)[0]
        left = 0.0 if moved is None else float(np.array(moved.routing) @ self._of_lab(option))
        return float(-np.log(left / share) / np.log1p(_DEARER)) if left > 0.0 else np.inf

    def _rivals(self) -> Iterator[dict[str, Any]]:
        """Vertical GUPPIs of the lab and of each rival app."""
        here = self.situation
        diverted, (cost, kept) = token_diversion(here.demand), here.unit_cost
        margin = lerner(here.prices, cost, kept)
        weight = here.weight[np.ix_(here.deciders, here.deciders)]
        passed = pass_through(here.prices, here.buyers, here.incentives, weight)
        sells = self._of_partner & np.isfinite(margin)
        for option in self._apps_of_rivals:
            (share, price), place = self._input(option), here.row[option]
            to_partner = float(diverted[option, sells].sum())
            earned = float(diverted[option, sells] @ (margin * kept * here.prices)[sells])
            substitution = self._substitution(option)
            elasticity = float(passed[place, place]) * price * share / float(here.prices[option])
            vertical = vertical_diversion(to_partner, float(margin[option]), substitution, elasticity) / share
            per_sale = np.array([earned / to_partner if to_partner > 0.0 else 0.0])
            of_lab = supplier_pressure(np.array([vertical]), np.ones(1), per_sale, np.array([price]))
            on_rival = rival_pressure(of_lab, np.array([_LINEAR]), np.array([price * share]), here.prices[[option]])
            yield {
                "rival": here.names[option],
                "input_share": share,
                "input_price": price,
                "diversion_to_partner": to_partner,
                "substitution": substitution,
                "vguppi_u": float(of_lab[0]),
                "vguppi_r": float(on_rival[0]),
            }

    def _partners(self) -> Iterator[dict[str, Any]]:
        """Vertical GUPPIs of the partner's own apps."""
        here, diverted = self.situation, token_diversion(self.situation.demand)
        inputs = {option: self._input(option) for option in self._apps_of_rivals}
        lost = {option: share * price * self._margin_of_lab(option) for option, (share, price) in inputs.items()}
        for option in here.sold:
            if not self._of_partner[option] or option not in here.offers.apps:
                continue
            share, price = self._input(option)
            own = self._margin_of_lab(option) * share * price if share > 0.0 and price > 0.0 else 0.0
            gained = sum(float(diverted[option, rival]) * value for rival, value in lost.items())
            given = np.array([gained]), np.ones(1), np.ones(1), here.prices[[option]]
            yield {
                "app": here.names[option],
                "own_input": own,
                "vguppi_d": float(partner_pressure(*given, np.zeros(1))[0]),
                "vguppi_d_with_input_at_cost": float(partner_pressure(*given, np.array([own]))[0]),
            }

    def _ways(self) -> dict[str, tuple[Situation, Situation]]:
        """Ways to shut rivals out, each with the market before and after."""
        here, lab = self.situation, self.pair[1]
        ways = {}
        if here.now.terms[self.pair].access != "none":
            free, shut = (here.now.with_terms(self.pair, access=access) for access in ("open", "exclusive"))
            ways["sold on the partner's clouds only"] = here.supposing(free), here.supposing(shut)
        shut = here.now
        for option in self._apps_of_rivals:
            shut = without_licence(shut, here.state.parameters.apps[here.names[option]].owner, lab)
        if self._apps_of_rivals:
            ways["no licence for rival apps"] = here, here.supposing(shut)
        return ways

    def _foreclosure(self, way: str, free: Situation, shut: Situation) -> dict[str, Any]:
        """What shutting rivals out does to everybody, USD bn a month, and whether enough sales come to the partner."""
        partner, lab = (free.state.catalogue.account[name] for name in self.pair)
        profit = shut.outcome.profit - free.outcome.profit
        migration = float(shut.outcome.migration[partner] - free.outcome.migration[partner])
        (kept, earned), (left, _) = self._sales(free, lab), self._sales(shut, lab)
        (held, margin), (won, _) = self._sales(free, partner), self._sales(shut, partner)
        lost, gained = kept - left, won - held
        actual = gained / lost if lost > 0.0 else np.nan
        critical = critical_diversion(earned, margin)
        return {
            "way": way,
            "tokens_lost_by_lab": lost,
            "tokens_won_by_partner": gained,
            "actual_diversion": actual,
            "critical_diversion": critical,
            "incentive": bool(actual > critical) if np.isfinite(actual) else bool(profit[partner] + profit[lab] > 0.0),
            "profit_of_lab": float(profit[lab]),
            "profit_of_partner": float(profit[partner]),
            "homes_won_by_partner": migration,
            "profit_of_others": float(profit.sum() - profit[lab] - profit[partner]),
            "consumer_surplus": shut.outcome.consumer_surplus - free.outcome.consumer_surplus,
            "total_surplus": shut.outcome.total_surplus - free.outcome.total_surplus,
        }

    def _sales(self, market: Situation, account: int) -> tuple[float, float]:
        """Tokens that an owner has a part in, as lab, seller or cloud, Qt a month, and what one earns, USD per Mtok."""
        offers, state = market.offers, market.state
        volume = np.einsum("gl,glc->c", market.demand.tokens, offers.mix)
        clouds = state.catalogue.cloud_accounts(state.parameters)
        mine = state.lab_account[offers.component_model] == account
        mine |= market.sellers[offers.component_option] == account
        mine |= clouds[offers.component_cloud] == account
        earned = offers.per_price[account] * market.prices[offers.component_option] + offers.per_unit[account]
        tokens = float(volume[mine].sum())
        return tokens, float(earned[mine] @ volume[mine]) / tokens if tokens > 0.0 else 0.0

    def _raised(self, way: str, free: Situation, shut: Situation) -> Iterator[dict[str, Any]]:
        """What rivals pay and charge before and after."""
        own = [free.state.catalogue.account[name] for name in self.pair]
        for option in free.sold:
            if free.sellers[option] in own or option not in free.row:
                continue
            before, after = _cost(free, option), _cost(shut, option)
            is_there = option in shut.sold
            yield {
                "way": way,
                "rival": free.names[option],
                "unit_cost": before,
                "unit_cost_after": after,
                "price": float(free.prices[option]),
                "price_after": float(shut.prices[option]) if is_there else np.nan,
                "tokens": float(free.demand.total[option]),
                "tokens_after": float(shut.demand.total[option]),
            }


def _cost(market: Situation, option: int) -> float:
    cost: Array = market.unit_cost[0]
    return float(cost[option])


def tie_of(situation: Situation, text: str) -> Tie:
    """Return the tie that a text ``PARTNER-LAB`` means.

    Raises
    ------
    CompetitionError
        If there is no such contract.
    """
    pairs = {"-".join(pair): pair for pair in situation.now.terms}
    if text not in pairs:
        raise CompetitionError(f"there is no contract {text!r}: {suggestion(text, pairs, 'contracts')}")
    if situation.state.catalogue.common_ownership(*pairs[text]):
        raise CompetitionError(f"{' and '.join(pairs[text])} are one firm: see --merge")
    return Tie(situation, pairs[text])
