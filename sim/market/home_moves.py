"""Enterprises review their home cloud (E5)."""

import numpy as np
from numpy.typing import NDArray

from sim.economics.home_review import draw_home, home_probabilities, move_utility
from sim.market.enterprises import Enterprises
from sim.market.surplus import long_run_value
from sim.scenario.schema.root import Parameters
from sim.streams import Streams

Array = NDArray[np.float64]


def review_homes(
    enterprises: Enterprises,
    parameters: Parameters,
    month: int,
    streams: Streams,
    utility: Array,
    bonus: Array,
    prices: Array,
    volumes: dict[str, float],
) -> int:
    """Let the enterprises whose review is due choose a home cloud; returns how many moved.

    Every enterprise draws every month, so that a review shares its luck between scenarios.

    Parameters
    ----------
    utility : array, shape (tasks, classes, options)
        Utility of enterprises without price and bonus.
    bonus : array, shape (options, codes)
        Integration bonus.
    prices : array, shape (options,)
        USD per Mtok.
    volumes : dict
        Volume that could be served, by task, Qt per month.
    """
    section = parameters.enterprises
    uniform = streams.generator("home review", month=month).random((2, enterprises.count))
    due = np.flatnonzero(uniform[0] < 1.0 / section.home_review_period)
    if month == 0 or due.size == 0 or section.base_cloud_spend == 0.0:
        return 0
    classes, clouds = enterprises.classes, enterprises.classes.clouds
    now = enterprises.access_class[due].astype(np.int64)
    sensitivity = enterprises.price_sensitivity(parameters, due)
    own_bonus = bonus[:, enterprises.surface_code[due]].T
    options = np.stack([classes.moved(now, np.full(due.size, home)) for home in range(clouds)], axis=1)
    surplus = np.zeros((due.size, clouds))
    for number, task in enumerate(enterprises.catalogue.enterprise_tasks):
        for home in range(clouds):
            rows = utility[number, options[:, home]] + own_bonus
            value = long_run_value(rows, sensitivity[:, number], prices, section.concentration_cost)
            surplus[:, home] += volumes[task] * enterprises.size[due] * value
    home_now = now // clouds
    base_spend = section.base_cloud_spend * enterprises.size[due].astype(np.float64)
    worth = move_utility(
        surplus - surplus[np.arange(due.size), home_now][:, None],
        np.arange(clouds) == home_now[:, None],
        _environment_pull(enterprises, parameters, due),
        base_spend,
        horizon=section.home_review_horizon,
        switching_cost=section.home_switching_cost,
    )
    chosen = draw_home(home_probabilities(worth, base_spend, section.home_review_dispersion), uniform[1, due])
    enterprises.access_class[due] = options[np.arange(due.size), chosen]
    return int((chosen != home_now).sum())


def _environment_pull(enterprises: Enterprises, parameters: Parameters, due: NDArray[np.int64]) -> Array:
    """Draw of each cloud on enterprises that work in an environment of its owner, months of base spend."""
    catalogue = enterprises.catalogue
    pull = np.zeros((due.size, len(catalogue.clouds)))
    for name in catalogue.apps:
        app = parameters.apps[name]
        if not app.environment or app.environment_pull == 0.0:
            continue
        uses = (enterprises.incumbent[due] == catalogue.option[name]).any(axis=(1, 2))
        for number, cloud in enumerate(catalogue.clouds):
            if parameters.clouds[cloud].owner == app.owner:
                pull[:, number] += app.environment_pull * uses
    return pull
