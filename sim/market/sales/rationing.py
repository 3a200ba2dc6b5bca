"""Service: what was asked for meets the GPUs that there are (E13)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array
from sim.economics.capacity import ration
from sim.market.catalogue import Catalogue
from sim.market.sales.offers import Offers


def asked_volumes(tokens: Array, consumer_tokens: Array) -> Array:
    """Volume asked for by group of buyers and option, Qt per month.

    Parameters
    ----------
    tokens : array, shape (tasks, classes, options)
        Volume that enterprises ask for, Qt per month.
    consumer_tokens : array, shape (tasks, options)
        Volume that consumers ask for, Qt per month.

    Returns
    -------
    array, shape (groups, options)
    """
    return np.concatenate((consumer_tokens.sum(axis=0)[None], tokens.sum(axis=0)))


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
    own_hours : array, shape (labs,)
        Compute that each lab wanted for itself, to train and to serve consumers directly, bn GPU-hours.
    own_need : array, shape (clouds,)
        The same by cloud.
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
    own_hours: Array
    own_need: Array


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
    asked = (demand[:, offers.component_option] * offers.part).sum(axis=0)
    model, cloud = offers.component_model, offers.component_cloud
    lab = model_lab[model]
    hours = asked * serving_cost[model]
    wanted = training_hours.copy()
    np.add.at(wanted, (lab, cloud), hours)
    own = training_hours.copy()
    np.add.at(own, (lab, cloud), hours * offers.bought_from_the_lab)
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
        served=offers.by_option(offers.part * part),
        volume=asked * part,
        unserved=float((asked * (1.0 - part)).sum()),
        served_share=served_share,
        need=wanted.sum(axis=0),
        used=used.sum(axis=0),
        lab_hours=used,
        own_hours=own.sum(axis=1),
        own_need=own.sum(axis=0),
    )
