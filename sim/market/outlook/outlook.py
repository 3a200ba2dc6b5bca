"""What the market would come to if something were different: how firms judge contracts and deals (E20, E33, E38).

Everything but what is supposed stays as it was last month. Prices settle anew, on a sample of enterprises, as the
pricing rule in force says. Payoffs are taken after rationing, because short capacity is the main reason why exclusivity
ends.
"""

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.arrays import Array
from sim.economics.pricing import Buyers, PricingIncentives, long_run_demand
from sim.economics.revenue_share import take_or_pay_shortfall
from sim.market.buyers.home_moves import EnterpriseMarket, migration_value
from sim.market.buyers.panel import Panel
from sim.market.buyers.surplus import measure_surplus
from sim.market.counterfactuals import Counterfactual
from sim.market.money.payments import consumer_purchases, search_advertising
from sim.market.outlook.assortment import access_under, demand_for, incentives_for, lay_out, placement_under
from sim.market.outlook.effects import market_key
from sim.market.outlook.searches import Searches
from sim.market.rules import expected_prices_rule, pricing_rule
from sim.market.rules.demand_laws import demand_law
from sim.market.sales.dependence import Dependence, measure_dependence
from sim.market.sales.memo import Memo
from sim.market.sales.offers import Offers
from sim.market.sales.rationing import serve
from sim.market.sales.reference_prices import open_model_prices
from sim.market.sellers.compute_needs import committed_hours, hour_premium, training_hours, training_prices
from sim.market.sellers.quality import ServiceQuality
from sim.market.state import State


@dataclass(frozen=True)
class CounterfactualOutcome:
    """What a counterfactual would come to, per month.

    Attributes
    ----------
    profit : array, shape (owners,)
        Profit from all sales, before training, overheads and fees, bn USD.
    migration : array, shape (owners,)
        Worth of enterprises that move their home to the owner's clouds, bn USD.
    consumer_surplus : float
        Bn USD; not a number unless it was asked for.
    prices : array, shape (options,)
        USD per Mtok.
    residual : float
        Largest distance of a price from its equilibrium condition, as `price_residual` measures it.
    dependence : Dependence
        Who would depend on whom.
    trained : array, shape (owners,)
        Training compute that each owner would get, bn GPU-hours.
    training_cost, training_margin : array, shape (owners,)
        What each owner would pay for it, and what each would earn with the training of others: bn USD.
    capital : array, shape (owners,)
        What the compute that is used would cost owners of clouds as capital, as far as its price covers that: bn USD.
        It counts where clouds have had the time to build what is used (E51, E55).
    """

    profit: Array
    migration: Array
    consumer_surplus: float
    prices: Array
    residual: float
    dependence: Dependence
    trained: Array
    training_cost: Array
    training_margin: Array
    capital: Array

    @property
    def total_surplus(self) -> float:
        """Consumer surplus and all profits, bn USD per month."""
        return self.consumer_surplus + float(self.profit.sum())


class Outlook:
    """The market as firms see it this month, ready to be asked what would be if.

    Parameters
    ----------
    state : State
        The market; it must not change while the outlook is in use.
    panel : Panel
        Sample of enterprises on which firms judge.
    """

    def __init__(self, state: State, panel: Panel) -> None:
        self.state = state
        self.catalogue = state.catalogue
        self.panel = panel
        self._known: dict[tuple[object, ...], CounterfactualOutcome] = {}
        self._memo = Memo()
        self._expected_prices = expected_prices_rule(state.parameters.rules)
        self._searches = Searches(state.prices)

    @cached_property
    def _bonus(self) -> Array:
        """Integration bonus of each option for each kind of enterprise, shape (options, codes)."""
        return self.state.enterprises.surfaces.bonus(self.state.parameters)

    @property
    def largest_residual(self) -> float:
        """Largest residual of all prices that were solved for the outlook, as `price_residual` measures it."""
        return max((outcome.residual for outcome in self._known.values()), default=0.0)

    @property
    def solved(self) -> int:
        """Number of markets that were solved."""
        return len(self._known)

    def under(self, counterfactual: Counterfactual) -> CounterfactualOutcome:
        """Return what a counterfactual would come to; each is solved once."""
        key = market_key(self.state, counterfactual, self._memo)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._solve(counterfactual)
        return known

    def _solve(self, supposed: Counterfactual) -> CounterfactualOutcome:
        """Solve the market that comes of a counterfactual; what is on offer may be the same as under another."""
        quality, offers = self._laid_out(supposed)
        stakes = tuple(self.state.contracts.silent_stakes(supposed.terms).items())
        committed = tuple(
            (pair, terms.commitment, terms.commitment_months)
            for pair, terms in supposed.terms.items()
            if terms.commitment > 0.0
        )
        contracts = stakes, committed, placement_under(self.state, supposed, self._memo).tobytes()
        key = "outcome", quality, offers.access, *offers.sales.items(), *contracts, *supposed.besides_contracts()
        return self._memo.get(key, lambda: self._settled(supposed, quality, offers))

    def _settled(self, supposed: Counterfactual, quality: ServiceQuality, offers: Offers) -> CounterfactualOutcome:
        """Let the market settle with what is on offer."""
        state, parameters = self.state, self.state.parameters
        utility, buyers, incentives = self._sold(supposed, quality, offers)
        prices, residual = self._prices(supposed, offers, buyers, incentives)
        demand = long_run_demand(prices, buyers)
        clouds = state.clouds.values()
        hour_cost = training_prices(state.clouds, parameters, supposed.catalogue)
        wanted = training_hours(state.labs, placement_under(state, supposed, self._memo), hour_cost, supposed.catalogue)
        factor = [0.0 if c.name in supposed.withdrawn else supposed.capacity.get(c.name, 1.0) for c in clouds]
        service = serve(
            demand,
            offers,
            supposed.catalogue.lab_accounts(parameters),
            state.serving_cost,
            wanted,
            state.capacity * factor,
            committed_hours(state.contracts, state.clouds, state.month, supposed.catalogue, supposed.terms),
            supposed.catalogue,
        )
        price = prices[offers.component_option]
        receipts = (offers.per_price * price + offers.per_unit) @ service.volume
        profit = receipts[: len(supposed.catalogue.owners)] + self._besides(supposed, offers, service.volume, prices)
        profit += self._shortfalls(supposed, service.lab_hours)
        hours = wanted * service.served_share
        surplus = math.nan
        if supposed.with_surplus:
            integration = parameters.enterprises.integration_cost
            surplus = float(measure_surplus(buyers, prices, service.served, integration).amount.sum())
        return CounterfactualOutcome(
            profit=profit,
            migration=migration_value(
                state.enterprises,
                self.panel.members,
                self.panel.weight,
                parameters,
                supposed.catalogue,
                EnterpriseMarket(utility, self._bonus, prices, state.market_size),
                state.month,
            ),
            consumer_surplus=surplus,
            prices=prices,
            residual=residual,
            dependence=measure_dependence(
                offers, service.volume, prices, service.lab_hours, parameters, supposed.catalogue
            ),
            trained=hours.sum(axis=1),
            training_cost=(hours * hour_cost).sum(axis=1),
            training_margin=self._training_margin(supposed, hours, hour_cost),
            capital=self._capital(supposed, service.used),
        )

    def _capital(self, supposed: Counterfactual, used: Array) -> Array:
        """Capital cost of the compute that is used, as far as its price covers it (E51), bn USD, shape (owners,)."""
        parameters, catalogue = self.state.parameters, supposed.catalogue
        cost = used * hour_premium(self.state.clouds, parameters)
        return np.bincount(catalogue.cloud_accounts(parameters), cost, len(catalogue.owners))

    def _training_margin(self, supposed: Counterfactual, hours: Array, hour_cost: Array) -> Array:
        """What owners of clouds earn with the training of others, after what the hours take: bn USD (E51)."""
        parameters, catalogue = self.state.parameters, supposed.catalogue
        earned = np.zeros(len(catalogue.owners))
        for number, host in enumerate(catalogue.cloud_accounts(parameters)):
            resource = parameters.clouds[catalogue.clouds[number]].resource_cost
            margin = hours[:, number] * (hour_cost[:, number] - resource)
            earned[host] += float(margin.sum() - margin[host])
        return earned

    def sales_under(self, supposed: Counterfactual) -> tuple[Offers, Array, Buyers, PricingIncentives]:
        """What could be sold under a counterfactual, to whom, and what it would bring those who set prices.

        Returns
        -------
        offers : Offers
            Sales.
        utility : array, shape (tasks, classes, options)
            Utility of enterprises without price and bonus.
        buyers : Buyers
            Long-run demand of the sample.
        incentives : PricingIncentives
            What deciders earn.
        """
        quality, offers = self._laid_out(supposed)
        return offers, *self._sold(supposed, quality, offers)

    def _laid_out(self, supposed: Counterfactual) -> tuple[ServiceQuality, Offers]:
        """What could be bought."""
        quality = self._service_quality(supposed)
        access = access_under(self.state, supposed, self._memo)
        return quality, lay_out(self.state, supposed, access, quality, self.state.prices, self._memo)

    def _sold(
        self, supposed: Counterfactual, quality: ServiceQuality, offers: Offers
    ) -> tuple[Array, Buyers, PricingIncentives]:
        """What enterprises think of it, who would buy, and what that brings those who set prices."""
        demand = demand_for(self.state, self.panel, offers, quality, self._bonus, supposed, self._memo)
        return demand.enterprise_utility, demand.buyers, incentives_for(self.state, offers, supposed)

    def _service_quality(self, supposed: Counterfactual) -> ServiceQuality:
        """What using each model would be like."""
        lifts = tuple(supposed.lift.get(name, 0.0) for name in supposed.catalogue.models)
        now = self.state.service_quality
        return self._memo.get(("quality", lifts), lambda: replace(now, quality=now.quality + np.array(lifts)))

    def _prices(
        self, supposed: Counterfactual, offers: Offers, buyers: Buyers, incentives: PricingIncentives
    ) -> tuple[Array, float]:
        """Prices that would be posted; open models at cost."""
        state, parameters = self.state, self.state.parameters
        start = self._searches.start.copy()
        if supposed.prices_stay and self._expected_prices is not None:  # whatever was asked before
            start = self.under(state.as_it_is()).prices.copy()
        posted = open_model_prices(offers.access.listing, state.serving_cost, state.compute_price, parameters)
        for number, name in enumerate(state.catalogue.models):
            if parameters.models[name].open:
                start[1 + number] = posted[number]
        if supposed.prices_stay:
            return start, 0.0
        self._searches.begin(buyers)
        prices, residual = self.settled_prices(start, buyers, incentives)
        if self._expected_prices is not None:
            self._searches.note(prices, buyers, incentives)
        return prices, residual

    def settled_prices(self, start: Array, buyers: Buyers, incentives: PricingIncentives) -> tuple[Array, float]:
        """Prices that firms expect under the pricing rule in force, and how far they are from equilibrium.

        A rule that does not say what it expects is asked what it would post, with a copy of its notes.

        Parameters
        ----------
        start : array, shape (options,)
            Prices from which they move, USD per Mtok.
        """
        state = self.state
        rule = self._expected_prices or pricing_rule(state.parameters.rules)
        memory = state.price_memory.supposed()
        return rule(start, buyers, incentives, state.parameters, self.catalogue, memory)

    def _besides(self, supposed: Counterfactual, offers: Offers, volume: Array, prices: Array) -> Array:
        """Search advertising that owners lose to what consumers buy (E9), bn USD per month."""
        bought, law = consumer_purchases(offers, volume, prices), demand_law(self.state.parameters.rules)
        lost = np.zeros(len(supposed.catalogue.owners))
        for name in supposed.catalogue.owners:
            section = self.state.parameters.owners[name]
            left = search_advertising(section, *bought, law)
            lost[supposed.catalogue.account[name]] += left - section.search_revenue
        return lost

    def _shortfalls(self, supposed: Counterfactual, lab_hours: Array) -> Array:
        """What labs pay for committed compute that they do not use (E18), bn USD per month."""
        state, catalogue = self.state, supposed.catalogue
        net = np.zeros(len(catalogue.owners))
        for (partner, lab), terms in supposed.terms.items():
            committed = state.contracts.monthly_commitment((partner, lab), state.month, terms)
            if committed <= 0.0:
                continue
            own = [
                n for n, cloud in enumerate(state.clouds.values()) if catalogue.common_ownership(cloud.owner, partner)
            ]
            used = float(lab_hours[catalogue.account[lab], own] @ state.compute_price[own])
            due = take_or_pay_shortfall(used, committed)
            net[catalogue.account[partner]] += due
            net[catalogue.account[lab]] -= due
        return net
