"""Service: what was asked for meets the GPUs that there are (E13)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economics.capacity import ration
from sim.market.catalogue import Catalogue
from sim.market.sales.offers import CONSUMER_GROUP, Offers

Array = NDArray[np.float64]


def asked_volumes(volumes: Mapping[str, float], usage: Array, consumer_usage: Array, catalogue: Catalogue) -> Array:
    """Volume asked for by group of buyers and option, Qt per month.

    Parameters
    ----------
    volumes : mapping
        Volume that could be served, by task, Qt per month.
    usage : array, shape (tasks, classes, options)
        Shares of the volume of enterprises.
    consumer_usage : array, shape (tasks, options)
        Shares of the volume of consumers.

    Returns
    -------
    array, shape (groups, options)
    """
    demand = np.zeros((1 + usage.shape[1], len(catalogue.options)))
    for number, task in enumerate(catalogue.enterprise_tasks):
        demand[1:] += volumes[task] * usage[number]
    for number, task in enumerate(catalogue.consumer_tasks):
        demand[CONSUMER_GROUP] += volumes[task] * consumer_usage[number]
    return demand


@dataclass(frozen=True)
class Service:
    """What was served this month.

    Attributes
    ----------
    demand : array, shape (groups, options)
        Volume asked for, Qt per month.
    asked : array, shape (components,)
        Volume asked for, Qt per month.
    served : array, shape (groups, options)
        Part of the demand that is served.
    volume : array, shape (components,)
        Volume served, Qt per month.
    unserved : float
        Volume lost because clouds were full, Qt per month.
    served_share : array, shape (labs, clouds)
        Part of each lab's compute that each cloud could serve; labs are numbered as owners.
    need, used : array, shape (clouds,)
        Compute asked for and served, bn GPU-hours per month.
    lab_hours : array, shape (labs, clouds)
        Compute served to each lab for serving and training, bn GPU-hours.
    """

    demand: Array
    asked: Array
    served: Array
    volume: Array
    unserved: float
    served_share: Array
    need: Array
    used: Array
    lab_hours: Array


def serve(
    demand: Array,
    offers: Offers,
    model_lab: NDArray[np.int64],
    serving_cost: Array,
    training_hours: Array,
    capacity: Array,
    committed_hours: Array,
    catalogue: Catalogue,
) -> Service:
    """Serve demand and training as far as capacity goes, committed compute first (E12, E13).

    Parameters
    ----------
    demand : array, shape (groups, options)
        Volume asked for, Qt per month.
    offers : Offers
        Components behind each option.
    model_lab : int array, shape (models,)
        Lab of each model, numbered as owners.
    serving_cost : array, shape (models,)
        GPU-hours per Mtok.
    training_hours, committed_hours : array, shape (labs, clouds)
        Compute wanted for training, and compute to which the lab has a right, bn GPU-hours.
    capacity : array, shape (clouds,)
        bn GPU-hours per month.
    catalogue : Catalogue
        Names and numbers.
    """
    asked = np.einsum("gk,gkc->c", demand, offers.mix)
    model, cloud = offers.component_model, offers.component_cloud
    lab = model_lab[model]
    hours = asked * serving_cost[model]
    wanted = training_hours.copy()
    np.add.at(wanted, (lab, cloud), hours)
    served_share = np.ones_like(wanted)
    used = np.zeros_like(wanted)
    for number in range(len(catalogue.clouds)):
        used[:, number] = ration(wanted[:, number], float(capacity[number]), committed_hours[:, number])
        asking = wanted[:, number] > 0.0
        served_share[asking, number] = used[asking, number] / wanted[asking, number]
    part = served_share[lab, cloud]
    return Service(
        demand=demand,
        asked=asked,
        served=np.einsum("gkc,c->gk", offers.mix, part),
        volume=asked * part,
        unserved=float((asked * (1.0 - part)).sum()),
        served_share=served_share,
        need=wanted.sum(axis=0),
        used=used.sum(axis=0),
        lab_hours=used,
    )
