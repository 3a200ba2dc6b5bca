"""Who controls each of the six layers of the market (E38)."""

import numpy as np

from sim.arrays import Array
from sim.market.catalogue import CONSUMERS, ENTERPRISES, Catalogue
from sim.market.measures import LAYERS
from sim.market.sales.offers import Offers
from sim.scenario.schema.root import Parameters


def control_amounts(
    offers: Offers,
    volume: Array,
    prices: Array,
    serving_cost: Array,
    compute_price: Array,
    environment_share: Array,
    parameters: Parameters,
    catalogue: Catalogue,
) -> dict[str, Array]:
    """Amount of each control layer that each owner holds.

    Enterprises that buy a model get the bill from the cloud's marketplace; consumers get it from the lab, or
    from the host of an open model.

    Parameters
    ----------
    volume : array, shape (components,)
        Volume served, Qt per month.
    prices : array, shape (options,)
        USD per Mtok.
    serving_cost : array, shape (models,)
        GPU-hours per Mtok.
    compute_price : array, shape (clouds,)
        USD per GPU-hour.
    environment_share : array, shape (components,)
        Part of each component's volume that is work in tasks for which there is an environment.

    Returns
    -------
    dict
        For each layer an array over owners, in the layer's own unit.
    """
    amounts = {layer: np.zeros(len(catalogue.owners)) for layer in LAYERS}
    for c, component in enumerate(offers.components):
        lab = catalogue.account[parameters.models[catalogue.models[component.model]].lab]
        host = catalogue.account[parameters.clouds[catalogue.clouds[component.cloud]].owner]
        name = catalogue.options[component.option]
        if name in parameters.apps:
            channel = catalogue.account[parameters.apps[name].owner]
            environment = channel if parameters.apps[name].environment else lab
        else:
            gives_away = parameters.models[catalogue.models[component.model]].open
            channel = lab if component.buyer == CONSUMERS and not gives_away else host
            environment = lab
        hours = volume[c] * serving_cost[component.model]
        amounts["model"][lab] += volume[c]
        amounts["cloud"][host] += hours
        amounts["customer"][channel] += volume[c] * prices[component.option]
        amounts["coding"][environment] += volume[c] * environment_share[c]
        amounts["distribution"][channel] += volume[c]
        amounts["inference"][host] += hours * compute_price[component.cloud]
    return amounts


def environment_tasks(parameters: Parameters) -> set[str]:
    """Tasks for which some app is the environment in which its users work."""
    return {app.task for app in parameters.apps.values() if app.environment}


def environment_share(
    tokens: Array,
    asked: Array,
    offers: Offers,
    parameters: Parameters,
    catalogue: Catalogue,
) -> Array:
    """Part of each component's volume that is work in tasks with an environment, shape (components,).

    Parameters
    ----------
    tokens : array, shape (tasks, classes, options)
        Volume that enterprises ask for, Qt per month.
    asked : array, shape (components,)
        Volume asked for, Qt per month.
    """
    tasks = environment_tasks(parameters)
    inside = np.zeros(offers.mix.shape[:2])
    for number, task in enumerate(catalogue.enterprise_tasks):
        if task in tasks:
            inside[1:] += tokens[number]
    by_component = np.einsum("gk,gkc->c", inside, offers.mix)
    bought = np.array([component.buyer == ENTERPRISES for component in offers.components], dtype=bool)
    return np.divide(by_component, asked, out=np.zeros_like(asked), where=bought & (asked > 0.0))
