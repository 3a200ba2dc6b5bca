"""What buyers feel: the utility of every option on every task, for every access class, before price and bonus (E1).

Formulas::

    v = quality - usage_penalty - latency_aversion latency
        - [no own cloud carries it] (portability_friction + compliance_penalty of closed models)
        - [home is not the partner's] neutrality_discount max(dependence - tolerated_dependence, 0)
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economics.technology import architecture_penalty
from sim.market.catalogue import OUTSIDE_GOOD, Catalogue
from sim.market.sales.access import NOT_SOLD, Classes
from sim.market.sales.dependence import Dependence
from sim.market.sales.offers import Access, AppSupply
from sim.market.sellers.labs import ModelState
from sim.scenario.schema.root import Parameters

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ServiceQuality:
    """What serving feels like this month.

    Attributes
    ----------
    quality : array, shape (tasks, models)
        Quality of each model on each task, utils; tasks in the order of `task_names`.
    latency : array, shape (models, clouds)
        Seconds per 1000 tokens.
    dependence : array, shape (models,)
        Dependence of each model's lab on its main partner.
    partner : bool array, shape (models, clouds)
        True where a cloud belongs to that partner.
    task_names : tuple of str
        All tasks, enterprises' first.
    """

    quality: Array
    latency: Array
    dependence: Array
    partner: NDArray[np.bool_]
    task_names: tuple[str, ...]


def feel(
    level: Array,
    waiting_time: Array,
    dependence: Dependence,
    models: Mapping[str, ModelState],
    entrants: Mapping[str, str],
    month: int,
    parameters: Parameters,
    catalogue: Catalogue,
) -> ServiceQuality:
    """Put together what buyers feel this month.

    Open models leave nobody captive: whoever minds their lab's dependence can run them elsewhere.

    Parameters
    ----------
    level : array, shape (models,)
        Capability against this month's yardstick, nats.
    waiting_time : array, shape (clouds,)
        Seconds that requests queue.
    dependence : Dependence
        Who depended on whom last month.
    models : mapping of str to ModelState
        Every model as it stands.
    entrants : mapping of str to str
        Task for which the model of each lab that entered later is made.
    month : int
        This month.
    """
    technology = parameters.technology
    names = catalogue.enterprise_tasks + catalogue.consumer_tasks
    sections = [parameters.models[name] for name in catalogue.models]
    speciality = np.array([[section.specialisation.get(task, 0.0) for section in sections] for task in names])
    for model, task in entrants.items():
        speciality[names.index(task), catalogue.models.index(model)] += parameters.entry.speciality
    is_diffusion = np.array([models[name].architecture == "diffusion" for name in catalogue.models])
    speed = np.array([section.tokens_per_second for section in sections])
    speed = speed * np.where(is_diffusion, technology.diffusion_speed, 1.0)
    labs = np.array([catalogue.account[section.lab] for section in sections])
    hosts = np.array([catalogue.account[parameters.clouds[name].owner] for name in catalogue.clouds])
    main = dependence.main_partner()[labs]
    is_open = np.array([section.open for section in sections])
    return ServiceQuality(
        quality=level + speciality - _lacking(models, month, parameters, catalogue),
        latency=1000.0 / speed[:, None] + waiting_time,
        dependence=np.where(is_open, 0.0, dependence.lab_on_partner[labs, main]),
        partner=main[:, None] == hosts,
        task_names=names,
    )


def _lacking(models: Mapping[str, ModelState], month: int, parameters: Parameters, catalogue: Catalogue) -> Array:
    """Quality that diffusion models still lack (E26), shape (models,)."""
    technology = parameters.technology
    lacking = np.zeros(len(catalogue.models))
    for number, name in enumerate(catalogue.models):
        state = models[name]
        if state.architecture == "diffusion":
            since = None if state.succeeded is None else float(month - state.succeeded)
            lacking[number] = architecture_penalty(technology.diffusion_penalty, since, technology.diffusion_recovery)
    return lacking


def enterprise_utility(
    experience: ServiceQuality,
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
    latency = np.take_along_axis(experience.latency, served_from, axis=1)
    captive = section.neutrality_discount * np.maximum(experience.dependence - section.tolerated_dependence, 0.0)
    felt_captive = captive[:, None] * ~experience.partner[:, classes.home]
    friction = section.portability_friction * ~access.at_home
    for number, name in enumerate(tasks):
        task = parameters.tasks[name]
        row = experience.task_names.index(name)
        compliance = task.compliance_penalty * (~access.at_home & closed[:, None])
        net = (experience.quality[row] - penalty)[:, None] - friction - felt_captive - compliance
        net -= task.latency_aversion * latency
        utility[number, :, OUTSIDE_GOOD] = task.outside_utility
        utility[number, :, 1 : 1 + len(catalogue.models)] = np.where(sold, net, -np.inf).T
        for option, supply in apps.items():
            if supply.task == name:
                host = catalogue.cloud[parameters.apps[catalogue.options[option]].host]
                own_host = (classes.home == host) | (classes.second == host)
                utility[number, :, option] = _app_utility(experience, supply, row, task.latency_aversion)
                utility[number, :, option] -= task.compliance_penalty * ~own_host
    return utility


def consumer_utility(
    experience: ServiceQuality,
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
    latency = experience.latency[models, np.where(sold, access.remote, 0)]
    for number, name in enumerate(tasks):
        task = parameters.tasks[name]
        row = experience.task_names.index(name)
        net = experience.quality[row] - penalty - task.latency_aversion * latency
        utility[number, OUTSIDE_GOOD] = task.outside_utility
        utility[number, 1 : 1 + len(models)] = np.where(sold, net, -np.inf)
        for option, supply in apps.items():
            if supply.task == name:
                utility[number, option] = _app_utility(experience, supply, row, task.latency_aversion)
    return utility


def _app_utility(experience: ServiceQuality, supply: AppSupply, row: int, latency_aversion: float) -> float:
    """Routed quality of an app less the wait for its models (E8)."""
    models, clouds = list(supply.models), list(supply.clouds)
    served = experience.quality[row, models] - latency_aversion * experience.latency[models, clouds]
    return float(np.dot(supply.routing, served))
