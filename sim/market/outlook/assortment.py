"""What is on offer under given contracts, and the demand it meets: for the month itself, and for what firms suppose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.market.buyers.utility import ServiceQuality, consumer_utility, enterprise_utility
from sim.market.sales.offers import Access, AppSupply, Offers, Terms, build_offers
from sim.market.sales.reference_prices import open_model_prices
from sim.market.sellers.apps import MarketView, market_view

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.economics.pricing import Buyers
    from sim.market.buyers.panel import Panel
    from sim.market.counterfactuals import Counterfactual
    from sim.market.market import Market

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Demand:
    """Who would buy, and what they think of each option.

    Attributes
    ----------
    enterprise_utility : array, shape (tasks, classes, options)
        Utility of enterprises without price and bonus.
    consumer_utility : array, shape (tasks, types, options)
        Utility of consumers without price.
    buyers : Buyers
        Long-run demand of a panel of enterprises and of all consumers.
    """

    enterprise_utility: Array
    consumer_utility: Array
    buyers: Buyers


def access_under(market: Market, supposed: Counterfactual) -> Access:
    """Where each model can be bought (E4, E16)."""
    parameters, catalogue = market.parameters, supposed.catalogue
    listing = market.contracts.listing(parameters, market.month, supposed.terms, supposed.withdrawn)
    shut = supposed.withdrawn | supposed.unlisted
    listing[:, [number for number, name in enumerate(catalogue.clouds) if name in shut]] = False
    return Access.of(listing, parameters, catalogue, market.classes)


def wholesale_view(
    market: Market, supposed: Counterfactual, access: Access, experience: ServiceQuality, prices: Array
) -> MarketView:
    """What is common knowledge when wholesale prices are negotiated."""
    costs = market.serving_cost, market.compute_price
    return market_view(experience, access, prices, *costs, market.parameters, supposed.catalogue)


def lay_out(
    market: Market, supposed: Counterfactual, access: Access, experience: ServiceQuality, prices: Array
) -> Offers:
    """Lay out every sale that could be made: models on clouds, and apps with what they route to.

    Parameters
    ----------
    prices : array, shape (options,)
        Last posted prices, USD per Mtok, as a yardstick for new licences.
    """
    parameters, catalogue, book = market.parameters, supposed.catalogue, market.contracts
    terms = Terms(
        serving_cost=market.serving_cost,
        compute_price=market.compute_price,
        revenue_shares={lab: book.revenue_shares(lab, supposed.terms) for lab in market.labs},
        open_prices=open_model_prices(access.listing, market.serving_cost, market.compute_price, parameters),
    )
    view = wholesale_view(market, supposed, access, experience, prices)
    apps: dict[int, AppSupply] = {}
    for name, distributor in market.distributors.items():
        if name in supposed.withdrawn:
            continue
        licences = book.licences_of(name, parameters, supposed.terms, supposed.granted)
        if name in supposed.closed:
            owner = parameters.apps[name].owner
            licences = [model for model in licences if catalogue.common_ownership(parameters.models[model].lab, owner)]
        wholesale = distributor.wholesale_under(licences, supposed.terms, parameters, book, view)
        quality = experience.quality[experience.task_names.index(parameters.apps[name].task)]
        supply = distributor.supply(licences, wholesale, parameters, catalogue, access, terms, quality)
        if supply is not None:
            apps[catalogue.option[name]] = supply
    return build_offers(access, apps, terms, parameters, catalogue, market.classes)


def demand_for(
    market: Market,
    panel: Panel,
    offers: Offers,
    experience: ServiceQuality,
    bonus: Array,
    supposed: Counterfactual,
) -> Demand:
    """Long-run demand of a panel of enterprises and of all consumers for what is on offer.

    Parameters
    ----------
    bonus : array, shape (options, codes)
        Integration bonus of each option for each kind of enterprise.
    """
    parameters, catalogue = market.parameters, supposed.catalogue
    on_offer = offers.access, offers.apps, parameters, catalogue
    utility = enterprise_utility(experience, *on_offer, market.classes)
    task_utility = consumer_utility(experience, *on_offer)
    for name in catalogue.apps:
        lift = supposed.lift.get(name, 0.0)
        utility[:, :, catalogue.option[name]] += lift
        task_utility[:, catalogue.option[name]] += lift
    consumers = market.consumers.utility(parameters, task_utility)
    buyers = panel.buyers(parameters, market.enterprises, market.consumers, utility, bonus, consumers, market.volumes)
    return Demand(utility, consumers, buyers)
