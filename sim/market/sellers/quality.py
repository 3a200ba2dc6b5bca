"""What using a model is like: its quality on every task, its latency, and how captive its users are (E1, E26)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array
from sim.economics.technology import architecture_penalty
from sim.market.catalogue import Catalogue
from sim.market.sales.dependence import Dependence
from sim.market.sellers.labs import ModelState
from sim.scenario.schema.root import Parameters


@dataclass(frozen=True, eq=False)
class ServiceQuality:
    """What using each model is like this month.

    Attributes
    ----------
    quality : array, shape (tasks, models)
        Quality of each model on each task, utils; tasks in the order of `task_names`.
    latency : array, shape (models, clouds)
        Seconds per 1000 tokens.
    dependence : array, shape (models,)
        Dependence of each model's lab, by revenue, on the partner through which most of it runs.
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


def service_quality(
    level: Array,
    waiting_time: Array,
    dependence: Dependence,
    models: Mapping[str, ModelState],
    entrants: Mapping[str, str],
    month: int,
    parameters: Parameters,
    catalogue: Catalogue,
) -> ServiceQuality:
    """Put together what using each model is like this month.

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
    special = [models[name].specialisation for name in catalogue.models]
    speciality = np.array([[of_model.get(task, 0.0) for of_model in special] for task in names])
    for model, task in entrants.items():
        speciality[names.index(task), catalogue.models.index(model)] += parameters.entry.speciality
    is_diffusion = np.array([models[name].architecture == "diffusion" for name in catalogue.models])
    speed = np.array([section.tokens_per_second for section in sections])
    speed = speed * np.where(is_diffusion, technology.diffusion_speed, 1.0)
    labs = np.array([catalogue.account[section.lab] for section in sections])
    hosts = catalogue.cloud_accounts(parameters)
    main = dependence.main_partner()[labs]
    is_open = np.array([section.open for section in sections])
    return ServiceQuality(
        quality=level + speciality - _immaturity(models, month, parameters, catalogue),
        latency=1000.0 / speed[:, None] + waiting_time,
        dependence=np.where(is_open, 0.0, dependence.by_revenue[labs, main]),
        partner=main[:, None] == hosts,
        task_names=names,
    )


def _immaturity(models: Mapping[str, ModelState], month: int, parameters: Parameters, catalogue: Catalogue) -> Array:
    """Quality that diffusion models still lack (E26), shape (models,)."""
    technology = parameters.technology
    lacking = np.zeros(len(catalogue.models))
    for number, name in enumerate(catalogue.models):
        state = models[name]
        if state.architecture == "diffusion":
            since = None if state.succeeded is None else float(month - state.succeeded)
            lacking[number] = architecture_penalty(technology.diffusion_penalty, since, technology.diffusion_recovery)
    return lacking
