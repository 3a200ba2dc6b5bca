"""Distributors: apps that wrap models, choose among those they may use, and pay wholesale prices."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import mesa
import numpy as np

from sim.arrays import Array
from sim.economics.routing import PriceEffect, most_profitable_routing, routed_quality
from sim.economics.wholesale import Negotiation, cost_after_revenue_share
from sim.market.catalogue import Catalogue
from sim.market.contracts import ContractBook, Pair
from sim.market.rules import routing_rule, wholesale_rule
from sim.market.rules.demand_laws import demand_law, felt_prices
from sim.market.sales.access import NOT_SOLD
from sim.market.sales.offers import Access, AppSupply, Terms
from sim.market.sellers.quality import ServiceQuality
from sim.scenario.schema.contracts import Contract
from sim.scenario.schema.root import Parameters

# Price over unit cost that is taken for usual where none is known. Near it the response of buyers is taken to be
# straight when a wholesale price is negotiated.
_TYPICAL_MARKUP = 3.0


@dataclass(frozen=True, eq=False)
class MarketView:
    """What is common knowledge when wholesale prices are negotiated.

    Attributes
    ----------
    month : int
        Month in which they negotiate.
    unit_cost : dict
        Compute cost of each model at its primary host, USD per Mtok.
    quality : dict
        Quality of each model and task, less what the model is used less than that, utils.
    alternative : dict
        What a buyer can do on each task without any app (log-sum of the models at posted prices and of doing without
        AI), utils.
    """

    month: int
    unit_cost: dict[str, float]
    quality: dict[tuple[str, str], float]
    alternative: dict[str, float]


def market_view(
    service_quality: ServiceQuality,
    access: Access,
    prices: Array,
    serving_cost: Array,
    compute_price: Array,
    month: int,
    parameters: Parameters,
    catalogue: Catalogue,
) -> MarketView:
    """Gather what everybody at a wholesale negotiation knows.

    Parameters
    ----------
    prices : array, shape (options,)
        Last posted prices, USD per Mtok.
    serving_cost : array, shape (models,)
        GPU-hours per Mtok.
    compute_price : array, shape (clouds,)
        USD per GPU-hour.
    month : int
        This month.
    """
    unit_cost = {}
    for number, name in enumerate(catalogue.models):
        host = catalogue.cloud[parameters.models[name].primary_host]
        unit_cost[name] = float(serving_cost[number] * compute_price[host])
    law = demand_law(parameters.rules)
    paid = felt_prices(prices, parameters)[1 : 1 + len(catalogue.models)]
    penalty = np.array([parameters.models[name].usage_penalty for name in catalogue.models])
    quality: dict[tuple[str, str], float] = {}
    alternative: dict[str, float] = {}
    for row, task in enumerate(service_quality.task_names):
        section = parameters.tasks[task]
        served = service_quality.quality[row] - penalty
        net = served - law.price_sensitivity(section) * paid
        known = np.append(net[access.remote != NOT_SOLD], law.outside_utility(section, month))
        alternative[task] = float(np.logaddexp.reduce(known))
        quality |= {(name, task): float(served[n]) for n, name in enumerate(catalogue.models)}
    return MarketView(month, unit_cost, quality, alternative)


class Distributor(mesa.Agent):
    """An app and its licences.

    Attributes
    ----------
    wholesale : dict
        Price fixed at the last negotiation for each licensed model, USD per Mtok.
    """

    def __init__(self, model: mesa.Model, name: str, parameters: Parameters) -> None:
        super().__init__(model)
        self.name = name
        self.owner = parameters.apps[name].owner
        self.wholesale: dict[str, float] = {}
        self._routings: dict[tuple[Any, ...], Array] = {}  # of this month: most supposed contracts leave them alone

    def negotiate(
        self,
        month: int,
        parameters: Parameters,
        contracts: ContractBook,
        view: MarketView,
        renewed: Container[str] = (),
    ) -> None:
        """Fix wholesale prices when they are due, or a licence or the model is new; they then hold until the next date.

        Parameters
        ----------
        renewed : container of str
            Models of which another version came on sale this month (E50): it has a price of its own.
        """
        self._routings.clear()
        if month % parameters.rules.renegotiation_period == 0:
            self.wholesale = {}
        self.wholesale = {name: price for name, price in self.wholesale.items() if name not in renewed}
        licences = contracts.licences_of(self.name, parameters)
        self.wholesale = self.wholesale_under(licences, contracts.terms, parameters, contracts, view)

    def wholesale_under(
        self,
        licences: Sequence[str],
        terms: Mapping[Pair, Contract],
        parameters: Parameters,
        contracts: ContractBook,
        view: MarketView,
    ) -> dict[str, float]:
        """Price of each licensed model: the one in force, or what would be agreed for a new licence, USD per Mtok.

        Parameters
        ----------
        licences : sequence of str
            Models that the app may use.
        terms : mapping
            Contracts in force or supposed.
        """
        app = parameters.apps[self.name]
        rule, law = wholesale_rule(parameters.rules), demand_law(parameters.rules)
        prices = {}
        for name in licences:
            section = parameters.models[name]
            contract = terms.get((self.owner, section.lab))
            if section.open or contracts.catalogue.common_ownership(section.lab, self.owner):
                continue
            if contract is None or not contract.licensed:
                continue
            if name in self.wholesale:
                prices[name] = self.wholesale[name]
                continue
            written = contract.wholesale_markup
            near, reference = _TYPICAL_MARKUP * view.unit_cost[name], parameters.adoption.reference_price
            sensitivity, worth_of_nothing = law.near(parameters.tasks[app.task], near, reference)
            prices[name] = rule(
                Negotiation(
                    unit_cost=view.unit_cost[name],
                    revenue_share=sum(rate for _, rate in contracts.revenue_shares(section.lab, view.month, terms)),
                    markup=parameters.bargaining.licence_markup if written is None else written,
                    price_sensitivity=sensitivity,
                    utility=view.quality[name, app.task] + app.bonus + worth_of_nothing - view.alternative[app.task],
                    lab_weight=parameters.bargaining.lab_weight,
                )
            )
        return prices

    def supply(
        self,
        licences: Sequence[str],
        wholesale: Mapping[str, float],
        parameters: Parameters,
        catalogue: Catalogue,
        access: Access,
        terms: Terms,
        service_quality: ServiceQuality,
        exposure: float,
    ) -> AppSupply | None:
        """Route requests over the models that can be had now (E7, E56); None if there is none.

        Parameters
        ----------
        licences : sequence of str
            Models that the app may use.
        wholesale : mapping
            What it pays for those of others, USD per Mtok.
        service_quality : ServiceQuality
            What using each model is like.
        exposure : float
            Part of the owner's requests that its main outside lab answered last month (E38).
        """
        section = parameters.apps[self.name]
        host = catalogue.cloud[section.host]
        models, clouds, prices = [], [], []
        for name in sorted(licences):
            model = catalogue.models.index(name)
            cloud = host if access.listing[model, host] else int(access.remote[model])
            if cloud == NOT_SOLD:
                continue
            price = self._unit_price(name, model, cloud, wholesale, parameters, catalogue, terms)
            if price is not None:
                models.append(model)
                clouds.append(cloud)
                prices.append(price)
        if not models:
            return None
        task = service_quality.task_names.index(section.task)
        wait = parameters.tasks[section.task].latency_aversion * service_quality.latency[models, clouds]
        lacking = np.array([parameters.models[catalogue.models[model]].usage_penalty for model in models])
        served = service_quality.quality[task, models] - lacking - wait
        shares = self._route(served, np.array(prices), parameters, exposure)
        quality = routed_quality(served, shares, parameters.routing.dispersion)
        return AppSupply(tuple(models), tuple(clouds), tuple(prices), tuple(shares.tolist()), section.task, quality)

    def _route(self, served: Array, cost: Array, parameters: Parameters, exposure: float) -> Array:
        """Spread requests such that the app earns most, the dearer its owner's exposure the wider.

        Parameters
        ----------
        served : array, shape (models,)
            Quality of each model less the wait for it, utils.
        cost : array, shape (models,)
            What a unit of each costs the app, USD per Mtok.
        """
        app, routing = parameters.apps[self.name], parameters.routing
        law = demand_law(parameters.rules)
        effect = PriceEffect(law.price_sensitivity(parameters.tasks[app.task]), law.law)
        rule, dislike = routing_rule(parameters.rules), exposure * routing.concentration_cost
        key = (rule, served.tobytes(), cost.tobytes(), effect, routing.dispersion, dislike)
        if key not in self._routings:

            def route(price_weight: float) -> Array:
                return rule(served, cost, price_weight, routing.dispersion, dislike)

            found = most_profitable_routing(route, served, cost, effect, routing.dispersion, dislike)
            self._routings[key] = found
        return self._routings[key]

    def _unit_price(
        self,
        name: str,
        model: int,
        cloud: int,
        wholesale: Mapping[str, float],
        parameters: Parameters,
        catalogue: Catalogue,
        terms: Terms,
    ) -> float | None:
        """What a unit of a model costs the app: posted price if open, compute cost if own, else wholesale.

        A lab that would lose by what it agreed to, since compute has become dearer, is paid its cost: it may decline.
        """
        section = parameters.models[name]
        if section.open:
            return float(terms.open_prices[model])
        cost = float(terms.compute_price[cloud] * terms.serving_cost[model])
        if catalogue.common_ownership(section.lab, self.owner):
            return cost
        if name not in wholesale:
            return None
        passed_on = sum(rate for _, rate in terms.revenue_shares[section.lab])
        return max(wholesale[name], cost_after_revenue_share(cost, passed_on))
