"""What is on offer under given contracts, and the demand it meets: for the month itself, and for what firms suppose."""

from dataclasses import dataclass

from sim.arrays import Array
from sim.economics.pricing import Buyers, PricingIncentives
from sim.market.buyers.panel import Panel
from sim.market.buyers.utility import consumer_utility, enterprise_utility
from sim.market.counterfactuals import Counterfactual
from sim.market.outlook.indicators import dependence_on_supplier
from sim.market.rules.demand_laws import demand_law
from sim.market.sales.offers import Access, AppSupply, Offers, Terms, build_offers
from sim.market.sales.pricing_incentives import pricing_incentives
from sim.market.sales.reference_prices import open_model_prices
from sim.market.sellers.apps import MarketView, market_view
from sim.market.sellers.compute_needs import hour_premium
from sim.market.sellers.placement import placement_shares
from sim.market.sellers.quality import ServiceQuality
from sim.market.state import State


@dataclass(frozen=True)
class Demand:
    """Who would buy, and what they think of each option.

    Attributes
    ----------
    enterprise_utility : array, shape (tasks, segments * classes, options)
        Utility of enterprises without price and bonus.
    consumer_utility : array, shape (tasks, types, options)
        Utility of consumers without price.
    buyers : Buyers
        Long-run demand of a panel of enterprises and of all consumers.
    """

    enterprise_utility: Array
    consumer_utility: Array
    buyers: Buyers


def access_under(state: State, supposed: Counterfactual) -> Access:
    """Where each model can be bought (E4, E16)."""
    parameters, catalogue = state.parameters, supposed.catalogue
    listing = state.contracts.listing(parameters, state.month, supposed.terms, supposed.withdrawn)
    shut = supposed.withdrawn | supposed.unlisted
    listing[:, [number for number, name in enumerate(catalogue.clouds) if name in shut]] = False
    return Access.of(listing, placement_under(state, supposed), parameters, catalogue, state.classes)


def placement_under(state: State, supposed: Counterfactual) -> Array:
    """Part of its own compute that each owner of models buys on each cloud, shape (owners, clouds) (E53)."""
    now = state.own_compute, state.room, state.capacity, state.compute_price
    return placement_shares(*now, supposed.terms, state.parameters, supposed.catalogue)


def wholesale_view(
    state: State, supposed: Counterfactual, access: Access, service_quality: ServiceQuality, prices: Array
) -> MarketView:
    """What is common knowledge when wholesale prices are negotiated."""
    costs = state.serving_cost, state.compute_price
    return market_view(service_quality, access, prices, *costs, state.month, state.parameters, supposed.catalogue)


def lay_out(
    state: State, supposed: Counterfactual, access: Access, service_quality: ServiceQuality, prices: Array
) -> Offers:
    """Lay out every sale that could be made: models on clouds, and apps with what they route to.

    Parameters
    ----------
    prices : array, shape (options,)
        Last posted prices, USD per Mtok, as a yardstick for new licences.
    """
    parameters, catalogue, book = state.parameters, supposed.catalogue, state.contracts
    terms = Terms(
        serving_cost=state.serving_cost,
        compute_price=state.compute_price,
        revenue_shares={lab: book.revenue_shares(lab, supposed.terms) for lab in state.labs},
        open_prices=open_model_prices(access.listing, state.serving_cost, state.compute_price, parameters),
    )
    view = wholesale_view(state, supposed, access, service_quality, prices)
    apps: dict[int, AppSupply] = {}
    for name, distributor in state.distributors.items():
        if name in supposed.withdrawn:
            continue
        licences = book.licences_of(name, parameters, supposed.terms, supposed.granted)
        if name in supposed.closed:
            owner = parameters.apps[name].owner
            licences = [model for model in licences if catalogue.common_ownership(parameters.models[model].lab, owner)]
        wholesale = distributor.wholesale_under(licences, supposed.terms, parameters, book, view)
        exposure = dependence_on_supplier(state, parameters.apps[name].owner)
        knows = service_quality, exposure
        supply = distributor.supply(licences, wholesale, parameters, catalogue, access, terms, *knows)
        if supply is not None:
            apps[catalogue.option[name]] = supply
    return build_offers(access, apps, terms, parameters, catalogue, state.classes)


def incentives_for(state: State, offers: Offers, supposed: Counterfactual) -> PricingIncentives:
    """What those who decide prices would earn from every sale (E9, E10, E19, E45)."""
    parameters = state.parameters
    stakes = state.contracts.silent_stakes(supposed.terms)
    worth = state.serving_cost, hour_premium(state.clouds, parameters), demand_law(parameters.rules).search_loss
    return pricing_incentives(offers, stakes, *worth, parameters, supposed.catalogue)


def demand_for(
    state: State,
    panel: Panel,
    offers: Offers,
    service_quality: ServiceQuality,
    bonus: Array,
    supposed: Counterfactual,
) -> Demand:
    """Long-run demand of a panel of enterprises and of all consumers for what is on offer.

    Parameters
    ----------
    bonus : array, shape (options, codes)
        Integration bonus of each option for each kind of enterprise.
    """
    parameters, catalogue = state.parameters, supposed.catalogue
    law = demand_law(parameters.rules)
    outside = {name: law.outside_utility(task, state.month) for name, task in parameters.tasks.items()}
    on_offer = offers.access, offers.apps, outside, parameters, catalogue
    utility = enterprise_utility(service_quality, *on_offer, state.classes)
    task_utility = consumer_utility(service_quality, *on_offer)
    for name in catalogue.apps:
        lift = supposed.lift.get(name, 0.0)
        utility[:, :, catalogue.option[name]] += lift
        task_utility[:, catalogue.option[name]] += lift
    consumers = state.consumers.utility(parameters, task_utility)
    buyers = panel.buyers(parameters, state.enterprises, state.consumers, utility, bonus, consumers, state.market_size)
    return Demand(utility, consumers, buyers)
