"""Enterprises with one cloud review whether a second one pays (E49)."""

import numpy as np

from sim.economics.home_review import second_cloud_probability
from sim.market.buyers.base_cloud import base_cloud_spend
from sim.market.buyers.enterprises import Enterprises
from sim.market.buyers.home_moves import EnterpriseMarket, surplus_by_class
from sim.scenario.schema.root import Parameters
from sim.streams import Streams


def review_second_clouds(
    enterprises: Enterprises,
    parameters: Parameters,
    month: int,
    streams: Streams,
    market: EnterpriseMarket,
) -> int:
    """Let the enterprises whose review is due take a second cloud where it pays; returns how many did.

    They look at the cloud that would bring them most, at the larger one where several bring the same. Every enterprise
    draws every month, so that a review shares its luck between scenarios.
    """
    section, clouds = parameters.enterprises, enterprises.classes.clouds
    uniform = streams.generator("second cloud review", month=month).random((2, enterprises.count))
    home, second = np.divmod(enterprises.access_class.astype(np.int64), clouds)
    due = np.flatnonzero((uniform[0] < 1.0 / section.home_review_period) & (home == second))
    if month == 0 or due.size == 0 or clouds < 2 or section.base_cloud_spend == 0.0:
        return 0
    catalogue = enterprises.catalogue
    largest_first = np.argsort([-parameters.clouds[name].home_share for name in catalogue.clouds], kind="stable")
    classes = home[due, None] * clouds + np.concatenate(([0], largest_first))
    classes[:, 0] = enterprises.access_class[due]
    weight = enterprises.size[due].astype(np.float64)
    surplus = surplus_by_class(enterprises, due, classes, weight * enterprises.buys[due], parameters, catalogue, market)
    gain = np.where(classes[:, 1:] == classes[:, :1], -np.inf, surplus[:, 1:] - surplus[:, :1])
    best = gain.argmax(axis=1)
    base_spend = base_cloud_spend(section, month) * weight
    probability = second_cloud_probability(
        gain[np.arange(due.size), best],
        horizon=section.home_review_horizon,
        cost=section.second_cloud_cost * base_spend,
        dispersion=section.second_cloud_dispersion * base_spend,
    )
    takes = uniform[1, due] < probability
    enterprises.access_class[due[takes]] = classes[takes, 1 + best[takes]]
    return int(takes.sum())
