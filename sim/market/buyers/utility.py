"""The utility of every option on every task, for every access class, before price and bonus (E1).

Formulas::

    v = quality - usage_penalty - latency_aversion latency
        - [no own cloud carries it] (portability_friction + compliance_penalty of closed models)
        - [home is not the partner's] neutrality_discount max(dependence - tolerated_dependence, 0)
"""

import numpy as np
from numpy.typing import NDArray

from sim.market.catalogue import OUTSIDE_GOOD, Catalogue
from sim.market.sales.access import NOT_SOLD, Classes
from sim.market.sales.offers import Access, AppSupply
from sim.market.sellers.quality import ServiceQuality
from sim.scenario.schema.root import Parameters

Array = NDArray[np.float64]


def enterprise_utility(
    service_quality: ServiceQuality,
    access: Access,
    apps: dict[int, AppSupply],
    parameters: Parameters,
    catalogue: Catalogue,
    classes: Classes,
) -> Array:
    """Utility of enterprises without price, bonus and inertia (E1).

    Returns
    -------
    array, shape (tasks, classes, options)
        Utils; ``-inf`` where an option is not on offer for the task.
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
        utility[number, :, OUTSIDE_GOOD] = task.outside_utility
        utility[number, :, 1 : 1 + len(catalogue.models)] = np.where(sold, net, -np.inf).T
        for option, supply in apps.items():
            if supply.task == name:
                host = catalogue.cloud[parameters.apps[catalogue.options[option]].host]
                own_host = (classes.home == host) | (classes.second == host)
                utility[number, :, option] = _app_utility(service_quality, supply, row, task.latency_aversion)
                utility[number, :, option] -= task.compliance_penalty * ~own_host
    return utility


def consumer_utility(
    service_quality: ServiceQuality,
    access: Access,
    apps: dict[int, AppSupply],
    parameters: Parameters,
    catalogue: Catalogue,
) -> Array:
    """Utility of consumers without price, bonus and inertia (E1), shape (tasks, options)."""
    tasks = catalogue.consumer_tasks
    utility = np.full((len(tasks), len(catalogue.options)), -np.inf)
    penalty = np.array([parameters.models[name].usage_penalty for name in catalogue.models])
    models = np.arange(len(catalogue.models))
    sold = access.remote != NOT_SOLD
    latency = service_quality.latency[models, np.where(sold, access.remote, 0)]
    for number, name in enumerate(tasks):
        task = parameters.tasks[name]
        row = service_quality.task_names.index(name)
        net = service_quality.quality[row] - penalty - task.latency_aversion * latency
        utility[number, OUTSIDE_GOOD] = task.outside_utility
        utility[number, 1 : 1 + len(models)] = np.where(sold, net, -np.inf)
        for option, supply in apps.items():
            if supply.task == name:
                utility[number, option] = _app_utility(service_quality, supply, row, task.latency_aversion)
    return utility


def _app_utility(service_quality: ServiceQuality, supply: AppSupply, row: int, latency_aversion: float) -> float:
    """Routed quality of an app less the wait for its models (E8)."""
    models, clouds = list(supply.models), list(supply.clouds)
    served = service_quality.quality[row, models] - latency_aversion * service_quality.latency[models, clouds]
    return float(np.dot(supply.routing, served))
