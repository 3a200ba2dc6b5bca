"""What each price decider earns from every sale: the split matrix with silent stakes and search at stake (E10)."""

from collections.abc import Callable, Collection, Mapping

import numpy as np

from sim.arrays import Array, Integers
from sim.economics.pricing import PricingIncentives
from sim.market.catalogue import Catalogue
from sim.market.sales.offers import CONSUMER_GROUP, Offers
from sim.scenario.schema.agents import Owner
from sim.scenario.schema.root import Parameters


def pricing_incentives(
    offers: Offers,
    stakes: dict[tuple[str, str], float],
    serving_cost: Array,
    hour_premium: Array,
    search_loss: Callable[[Owner], tuple[float, float]],
    parameters: Parameters,
    catalogue: Catalogue,
    together: Collection[str] = (),
) -> PricingIncentives:
    """Work out who decides which price and what every sale brings that decider (E9, E10, E19).

    Parameters
    ----------
    offers : Offers
        Sales that can be made.
    stakes : dict
        Share of a partner in a lab's profit, by (partner, lab).
    serving_cost : array, shape (models,)
        GPU-hours per Mtok.
    hour_premium : array, shape (clouds,)
        What an hour of its cloud is worth to the owner above its resource cost, USD: whoever owns a cloud and sets
        prices weighs the hours that a sale takes up at this (E51).
    search_loss : callable
        Search advertising that an owner loses to what consumers buy: USD per USD of it, and per Mtok.
    together : collection of str
        Owners who are supposed to decide as one, everything else being as it is.
    """
    owners = len(catalogue.owners)
    joint = sorted({catalogue.account[name] for name in together})
    host = catalogue.cloud_accounts(parameters)
    cloud = offers.component_cloud
    worth = offers.per_unit[:owners].copy()
    worth[host[cloud], np.arange(cloud.size)] -= hour_premium[cloud] * serving_cost[offers.component_model]
    price = offers.per_price[:owners]
    deciders = price_deciders(offers, parameters, catalogue)
    priced = np.array(sorted(deciders), dtype=np.int64)
    accounts, decider = np.unique(
        np.array([catalogue.account[deciders[option]] for option in sorted(deciders)], dtype=np.int64),
        return_inverse=True,
    )
    weight = profit_weights(stakes, catalogue, together)[accounts]
    per_price, per_unit = (
        offers.by_option(received[:, None, :] * offers.part) for received in (weight @ price, weight @ worth)
    )
    for name in catalogue.owners:
        of_price, of_unit = search_loss(parameters.owners[name])
        if of_price == of_unit == 0.0:
            continue
        account = catalogue.account[name]
        losers = np.isin(accounts, joint if account in joint else [account])
        per_price[losers, CONSUMER_GROUP, 1:] -= of_price
        per_unit[losers, CONSUMER_GROUP, 1:] -= of_unit
    return PricingIncentives(
        priced=priced,
        own_per_price=_kept(offers, priced, profit_weights({}, catalogue, together)[accounts[decider]] @ price),
        per_price=per_price[decider],
        per_unit=per_unit[decider],
    )


def _kept(offers: Offers, priced: Integers, received: Array) -> Array:
    """Part of its own price that the decider of each option receives, shape (priced, groups).

    Parameters
    ----------
    received : array, shape (priced, components)
        What the decider of each priced option receives of the price of every component.
    """
    row = np.zeros(offers.options, dtype=np.int64)
    row[priced] = np.arange(priced.size)
    own = row[offers.component_option], np.arange(offers.component_option.size)
    return offers.by_option(received[own] * offers.part)[:, priced].T


def profit_weights(
    stakes: Mapping[tuple[str, str], float], catalogue: Catalogue, together: Collection[str] = ()
) -> Array:
    """What a dollar of the second owner's profit is worth to the first, shape (owners, owners).

    Parameters
    ----------
    stakes : mapping
        Share of a partner in a lab's profit, by (partner, lab).
    together : collection of str
        Owners who are supposed to decide as one.
    """
    weight = np.eye(len(catalogue.owners))
    for (partner, lab), stake in stakes.items():
        if not catalogue.common_ownership(partner, lab):  # what belongs to one owner counts in full
            weight[catalogue.account[partner], catalogue.account[lab]] = stake
    joint = sorted({catalogue.account[name] for name in together})
    if joint:
        weight[np.ix_(joint, joint)] = 1.0
        weight[joint] = weight[joint].max(axis=0)
    return weight


def price_deciders(offers: Offers, parameters: Parameters, catalogue: Catalogue) -> dict[int, str]:
    """Owner who sets the price of each option that is sold; open models have none: their hosts are price takers."""
    deciders = {}
    for option in offers.sales:
        name = catalogue.options[option]
        if name in parameters.apps:
            deciders[option] = parameters.apps[name].owner
        elif not parameters.models[name].open:
            deciders[option] = parameters.models[name].lab
    return deciders
