"""Utility of every option on every task, for every segment and access class, before price and bonus (E1, E48).

Formulas::

    v = quality - usage_penalty - latency_aversion latency
        - [no own cloud carries it] (portability_friction + compliance_penalty of closed models)
        - [home is not the partner's] neutrality_discount max(dependence - tolerated_dependence, 0)
    v of an app = routed quality less the wait (E56) - [its host is no own cloud] compliance_penalty
"""

from collections.abc import Mapping

import numpy as np

from sim.arrays import Array
from sim.market.buyers.population import segment_names
from sim.market.catalogue import OUTSIDE_GOOD, Catalogue
from sim.market.sales.access import NOT_SOLD, Classes
from sim.market.sales.offers import Access, AppSupply
from sim.market.sellers.quality import ServiceQuality
from sim.scenario.schema.root import Parameters


def utility_of_models(
    service_quality: ServiceQuality,
    access: Access,
    outside: Mapping[str, float],
    parameters: Parameters,
    catalogue: Catalogue,
    classes: Classes,
) -> Array:
    """Utility of models and of doing without AI for enterprises, without price, brand and inertia (E1).

    Parameters
    ----------
    outside : mapping of str to float
        Utility of doing without AI, by task.

    Returns
    -------
    array, shape (tasks, classes, options)
        Utils; ``-inf`` where an option is not on offer, and for apps.
    """
    section = parameters.enterprises
    tasks = catalogue.enterprise_tasks
    utility = np.full((len(tasks), classes.count, len(catalogue.options)), -np.inf)
    penalty = np.array([parameters.models[name].usage_penalty for name in catalogue.models])
    closed = np.array([not parameters.models[name].open for name in catalogue.models])
    sold = access.route != NOT_SOLD
    served_from = np.where(sold, access.route, 0)
    latency = np.take_along_axis(service_quality.latency, served_from, axis=1)
    captive = section.neutrality_discount * np.maximum(service_quality.dependence - section.tolerated_dependence, 0.0)
    discount = captive[:, None] * ~service_quality.partner[:, classes.home]
    friction = section.portability_friction * ~access.at_home
    for number, name in enumerate(tasks):
        task = parameters.tasks[name]
        row = service_quality.task_names.index(name)
        compliance = task.compliance_penalty * (~access.at_home & closed[:, None])
        net = (service_quality.quality[row] - penalty)[:, None] - friction - discount - compliance
        net -= task.latency_aversion * latency
        utility[number, :, OUTSIDE_GOOD] = outside[name]
        utility[number, :, 1 : 1 + len(catalogue.models)] = np.where(sold, net, -np.inf).T
    return utility


def enterprise_utility(
    of_models: Array,
    apps: Mapping[int, AppSupply],
    taste: Array,
    parameters: Parameters,
    catalogue: Catalogue,
    classes: Classes,
) -> Array:
    """Utility of enterprises without price, bonus and inertia (E1, E48).

    Parameters
    ----------
    of_models : array, shape (tasks, classes, options)
        Utility of everything but apps (`utility_of_models`).
    taste : array, shape (segments, options)
        What each segment thinks better of a product (`brand_taste`).

    Returns
    -------
    array, shape (tasks, segments * classes, options)
        Utils, access classes within segments; ``-inf`` where an option is not on offer for the task.
    """
    tasks, utility = catalogue.enterprise_tasks, of_models.copy()
    for option, supply in apps.items():
        if supply.task in tasks:
            host = catalogue.cloud[parameters.apps[catalogue.options[option]].host]
            own_host = (classes.home == host) | (classes.second == host)
            penalty = parameters.tasks[supply.task].compliance_penalty * ~own_host
            utility[tasks.index(supply.task), :, option] = supply.quality - penalty
    by_segment = utility[:, None] + taste[None, :, None, :]
    return by_segment.reshape(len(tasks), -1, len(catalogue.options))


def brand_taste(parameters: Parameters, catalogue: Catalogue) -> Array:
    """What each segment thinks better of a product for its brand, utils, shape (segments, options) (E48)."""
    segments = parameters.enterprises.segments
    brands = [parameters.models[name].lab for name in catalogue.models]
    brands += [parameters.apps[name].owner for name in catalogue.apps]
    taste = [[segments[name].brand_taste.get(brand, 0.0) for brand in brands] for name in segment_names(parameters)]
    return np.pad(np.array(taste), ((0, 0), (1, 0)))


def consumer_utility(
    service_quality: ServiceQuality,
    access: Access,
    apps: dict[int, AppSupply],
    outside: Mapping[str, float],
    parameters: Parameters,
    catalogue: Catalogue,
) -> Array:
    """Utility of consumers without price, bonus and inertia (E1), shape (tasks, options)."""
    tasks = catalogue.consumer_tasks
    utility = np.full((len(tasks), len(catalogue.options)), -np.inf)
    penalty = np.array([parameters.models[name].usage_penalty for name in catalogue.models])
    sold = access.remote != NOT_SOLD
    latency = (access.direct * service_quality.latency).sum(axis=1)
    for number, name in enumerate(tasks):
        task = parameters.tasks[name]
        row = service_quality.task_names.index(name)
        net = service_quality.quality[row] - penalty - task.latency_aversion * latency
        utility[number, OUTSIDE_GOOD] = outside[name]
        utility[number, 1 : 1 + sold.size] = np.where(sold, net, -np.inf)
        for option, supply in apps.items():
            if supply.task == name:
                utility[number, option] = supply.quality
    return utility
