"""What is on offer under given contracts, and the demand it meets: for the month itself, and for what firms suppose."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from sim.arrays import Array
from sim.economics.pricing import Buyers, PricingIncentives
from sim.market.buyers.panel import Panel
from sim.market.buyers.utility import brand_taste, consumer_utility, enterprise_utility, utility_of_models
from sim.market.counterfactuals import Counterfactual
from sim.market.outlook.indicators import dependence_on_supplier
from sim.market.rules.demand_laws import demand_law
from sim.market.sales.access import NOT_SOLD
from sim.market.sales.memo import Memo
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


def access_under(state: State, supposed: Counterfactual, memo: Memo) -> Access:
    """Where each model can be bought (E4, E16)."""
    parameters, catalogue = state.parameters, supposed.catalogue
    listing = state.contracts.listing(parameters, state.month, supposed.terms, supposed.withdrawn)
    shut = supposed.withdrawn | supposed.unlisted
    listing[:, [number for number, name in enumerate(catalogue.clouds) if name in shut]] = False
    placement = placement_under(state, supposed, memo)
    key = "access", listing.tobytes(), placement.tobytes(), _bought(supposed)
    return memo.get(key, partial(Access.of, listing, placement, parameters, catalogue, state.classes))


def placement_under(state: State, supposed: Counterfactual, memo: Memo) -> Array:
    """Part of its own compute that each owner of models buys on each cloud, shape (owners, clouds) (E53)."""
    clauses = tuple((pair, terms.compute) for pair, terms in supposed.terms.items() if terms.compute != "free")

    def placed() -> Array:
        now = state.own_compute, state.room, state.capacity, state.compute_price
        return placement_shares(*now, supposed.terms, state.parameters, supposed.catalogue)

    return memo.get(("placement", clauses, _bought(supposed)), placed)


def _bought(supposed: Counterfactual) -> tuple[tuple[str, str], ...]:
    """Who belongs to whom."""
    return tuple(supposed.catalogue.bought.items())


def wholesale_view(
    state: State, supposed: Counterfactual, access: Access, service_quality: ServiceQuality, prices: Array
) -> MarketView:
    """What is common knowledge when wholesale prices are negotiated."""
    costs = state.serving_cost, state.compute_price
    return market_view(service_quality, access, prices, *costs, state.month, state.parameters, supposed.catalogue)


def lay_out(
    state: State, supposed: Counterfactual, access: Access, service_quality: ServiceQuality, prices: Array, memo: Memo
) -> Offers:
    """Lay out every sale that could be made: models on clouds, and apps with what they route to.

    Parameters
    ----------
    prices : array, shape (options,)
        Last posted prices, USD per Mtok, as a yardstick for new licences.
    memo : Memo
        What is known of this month at these posted prices.
    """
    parameters, catalogue = state.parameters, supposed.catalogue
    terms = terms_under(state, supposed, access)
    seen = "view", (access.remote != NOT_SOLD).tobytes(), service_quality
    view = memo.get(seen, partial(wholesale_view, state, supposed, access, service_quality, prices))
    apps: dict[int, AppSupply] = {}
    for name in state.distributors:
        if name in supposed.withdrawn:
            continue
        supply = _supply(state, supposed, name, access, terms, service_quality, view, memo)
        if supply is not None:
            apps[catalogue.option[name]] = supply
    return build_offers(access, apps, terms, parameters, catalogue, state.classes, memo)


def terms_under(state: State, supposed: Counterfactual, access: Access) -> Terms:
    """Figures that decide who is paid what."""
    book = state.contracts
    return Terms(
        serving_cost=state.serving_cost,
        compute_price=state.compute_price,
        revenue_shares={lab: book.revenue_shares(lab, state.month, supposed.terms) for lab in state.labs},
        open_prices=open_model_prices(access.listing, state.serving_cost, state.compute_price, state.parameters),
    )


def _licences(state: State, supposed: Counterfactual, app: str, memo: Memo) -> list[str]:
    """Models that an app may use."""
    owner = state.parameters.apps[app].owner
    held = tuple(
        (pair, terms.licence)
        for pair, terms in supposed.terms.items()
        if (pair[0] == owner and terms.licensed) or terms.licence == "exclusive"
    )

    def found() -> list[str]:
        parameters = state.parameters
        licences = state.contracts.licences_of(app, parameters, supposed.terms, supposed.granted)
        if app not in supposed.closed:
            return licences
        of_owner = supposed.catalogue.common_ownership
        return [model for model in licences if of_owner(parameters.models[model].lab, owner)]

    return memo.get(("licences", app, held, supposed.granted, app in supposed.closed, _bought(supposed)), found)


def _supply(
    state: State,
    supposed: Counterfactual,
    app: str,
    access: Access,
    terms: Terms,
    service_quality: ServiceQuality,
    view: MarketView,
    memo: Memo,
) -> AppSupply | None:
    """What stands behind an app; None if it can use no model."""
    parameters, catalogue, distributor = state.parameters, supposed.catalogue, state.distributors[app]
    section = parameters.apps[app]
    licences, host = _licences(state, supposed, app, memo), catalogue.cloud[section.host]

    def written(name: str) -> tuple[object, ...]:
        lab = parameters.models[name].lab
        contract = supposed.terms.get((section.owner, lab))
        return name, None if contract is None else contract.wholesale_markup, tuple(terms.revenue_shares[lab])

    def had(name: str) -> tuple[object, ...]:
        model, section = catalogue.models.index(name), parameters.models[name]
        cloud = host if access.listing[model, host] else int(access.remote[model])
        price = terms.open_prices[model] if section.open else wholesale.get(name)
        return name, cloud, price, tuple(terms.revenue_shares[section.lab])

    def agreed() -> dict[str, float]:
        return distributor.wholesale_under(licences, supposed.terms, parameters, state.contracts, view)

    def supplied() -> AppSupply | None:
        knows = service_quality, dependence_on_supplier(state, section.owner)
        return distributor.supply(licences, wholesale, parameters, catalogue, access, terms, *knows)

    wholesale = memo.get(("wholesale", app, tuple(map(written, licences)), view), agreed)
    key = "supply", app, tuple(map(had, licences)), service_quality, _bought(supposed)
    return memo.get(key, supplied)


def incentives_for(
    state: State, offers: Offers, supposed: Counterfactual, together: Collection[str] = ()
) -> PricingIncentives:
    """What those who decide prices would earn from every sale (E9, E10, E19, E45); some owners may decide as one."""
    parameters = state.parameters
    stakes = state.contracts.silent_stakes(supposed.terms)
    worth = state.serving_cost, hour_premium(state.clouds, parameters), demand_law(parameters.rules).search_loss
    return pricing_incentives(offers, stakes, *worth, parameters, supposed.catalogue, together)


def demand_for(
    state: State,
    panel: Panel,
    offers: Offers,
    service_quality: ServiceQuality,
    bonus: Array,
    supposed: Counterfactual,
    memo: Memo,
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
    access, apps, named = offers.access, offers.apps, (parameters, catalogue)
    bare = partial(utility_of_models, service_quality, access, outside, *named, state.classes)
    of_models = memo.get(("utility of models", access, service_quality), bare)
    taste = memo.get("brand taste", partial(brand_taste, *named))
    utility = enterprise_utility(of_models, apps, taste, *named, state.classes)
    task_utility = consumer_utility(service_quality, access, apps, outside, *named)
    for name in catalogue.apps:
        lift = supposed.lift.get(name, 0.0)
        utility[:, :, catalogue.option[name]] += lift
        task_utility[:, catalogue.option[name]] += lift
    own = memo.get("consumers' own", partial(state.consumers.own_bonus, parameters))
    consumers = task_utility[:, None, :] + own
    people = state.enterprises, state.consumers
    sample = memo.get("sample", partial(panel.sample, parameters, *people, bonus, state.market_size))
    return Demand(utility, consumers, sample.buyers(utility, consumers))
