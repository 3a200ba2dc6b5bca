"""Enterprises review their home cloud (E5)."""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Array, Integers
from sim.economics.home_review import draw_home, home_probabilities, move_utility
from sim.market.buyers.base_cloud import base_cloud_spend
from sim.market.buyers.enterprises import Enterprises
from sim.market.buyers.surplus import long_run_value
from sim.market.catalogue import Catalogue
from sim.market.rules.demand_laws import felt_prices
from sim.scenario.schema.root import Parameters
from sim.streams import Streams


@dataclass(frozen=True)
class EnterpriseMarket:
    """What enterprises find when they look at the clouds.

    Attributes
    ----------
    utility : array, shape (tasks, segments * classes, options)
        Utility of enterprises without price and bonus.
    bonus : array, shape (options, codes)
        Integration bonus.
    prices : array, shape (options,)
        USD per Mtok.
    market_size : dict
        Size of the market of each task, bn USD or Qt per month.
    """

    utility: Array
    bonus: Array
    prices: Array
    market_size: dict[str, float]


def review_homes(
    enterprises: Enterprises,
    parameters: Parameters,
    month: int,
    streams: Streams,
    market: EnterpriseMarket,
) -> int:
    """Let the enterprises whose review is due choose a home cloud; returns how many moved.

    Every enterprise draws every month, so that a review shares its luck between scenarios.
    """
    section = parameters.enterprises
    uniform = streams.generator("home review", month=month).random((2, enterprises.count))
    due = np.flatnonzero(uniform[0] < 1.0 / section.home_review_period)
    if month == 0 or due.size == 0 or section.base_cloud_spend == 0.0:
        return 0
    weight = enterprises.size[due].astype(np.float64)
    probability, options = home_choices(
        enterprises,
        due,
        weight,
        enterprises.buys[due].astype(float),
        parameters,
        enterprises.catalogue,
        market,
        month,
    )
    home_now = enterprises.access_class[due].astype(np.int64) // enterprises.classes.clouds
    chosen = draw_home(probability, uniform[1, due])
    enterprises.access_class[due] = options[np.arange(due.size), chosen]
    return int((chosen != home_now).sum())


def surplus_by_class(
    enterprises: Enterprises,
    members: Integers,
    classes: Integers,
    weight: Array,
    parameters: Parameters,
    catalogue: Catalogue,
    market: EnterpriseMarket,
) -> Array:
    """Consumer surplus of some enterprises in the long run, if they were of other access classes, bn USD per month.

    Parameters
    ----------
    members : int array, shape (members,)
        Enterprises.
    classes : int array, shape (members, choices)
        Access classes to suppose.
    weight : array, shape (members,)
        Share of each in what all spend on AI, if all had adopted.

    Returns
    -------
    array, shape (members, choices)
    """
    sensitivity = enterprises.price_sensitivity(parameters, members)
    own_bonus = enterprises.own_bonus(market.bonus, members)
    segment = enterprises.segment[members].astype(np.int64)
    rows = segment[:, None] * enterprises.classes.count + classes
    paid, gamma = felt_prices(market.prices, parameters), parameters.enterprises.concentration_cost
    surplus = np.zeros(classes.shape)
    for number, task in enumerate(catalogue.enterprise_tasks):
        value = long_run_value(market.utility[number], rows, own_bonus, sensitivity[:, number], paid, gamma)
        spending = market.market_size[task] * weight * enterprises.task_mix[segment, number]
        surplus += spending[:, None] * value
    return surplus


def home_choices(
    enterprises: Enterprises,
    members: Integers,
    weight: Array,
    buying: Array,
    parameters: Parameters,
    catalogue: Catalogue,
    market: EnterpriseMarket,
    month: int,
) -> tuple[Array, Integers]:
    """Probability that some enterprises, when they review their home, settle on each cloud (E5).

    Parameters
    ----------
    members : int array, shape (members,)
        Enterprises.
    weight, buying : array, shape (members,)
        Share of each in the spend of all, and part of it that has adopted AI.
    catalogue : Catalogue
        Who owns what.

    Returns
    -------
    probability : array, shape (members, clouds)
        Rows sum to 1.
    options : int array, shape (members, clouds)
        Access class with each cloud as home.
    """
    section = parameters.enterprises
    classes, clouds = enterprises.classes, enterprises.classes.clouds
    now = enterprises.access_class[members].astype(np.int64)
    options = np.stack([classes.moved(now, np.full(members.size, home)) for home in range(clouds)], axis=1)
    surplus = surplus_by_class(enterprises, members, options, weight * buying, parameters, catalogue, market)
    home_now = now // clouds
    base_spend = base_cloud_spend(section, month) * weight
    worth = move_utility(
        surplus - surplus[np.arange(members.size), home_now][:, None],
        np.arange(clouds) == home_now[:, None],
        _environment_pull(enterprises, parameters, catalogue, members),
        base_spend,
        horizon=section.home_review_horizon,
        switching_cost=section.home_switching_cost,
    )
    return home_probabilities(worth, base_spend, section.home_review_dispersion), options


def migration_value(
    enterprises: Enterprises,
    members: Integers,
    weight: Array,
    parameters: Parameters,
    catalogue: Catalogue,
    market: EnterpriseMarket,
    month: int,
) -> Array:
    """What each owner's clouds gain each month from enterprises that move their home to them (E5, E20).

    A mover brings the margin on its base spend for as long as a home review looks ahead.

    Returns
    -------
    array, shape (owners,)
        Bn USD per month; sums to zero where all clouds have owners.
    """
    section = parameters.enterprises
    gained = np.zeros(len(catalogue.owners))
    if section.base_cloud_spend == 0.0:
        return gained
    buying = enterprises.buying_share[enterprises.segment[members]]
    probability, _ = home_choices(enterprises, members, weight, buying, parameters, catalogue, market, month)
    clouds = enterprises.classes.clouds
    home_now = enterprises.access_class[members].astype(np.int64) // clouds
    flow = weight @ (probability - (np.arange(clouds) == home_now[:, None])) / section.home_review_period
    worth = flow * base_cloud_spend(section, month) * section.base_cloud_margin * section.home_review_horizon
    np.add.at(gained, catalogue.cloud_accounts(parameters), worth)
    return gained


def _environment_pull(enterprises: Enterprises, parameters: Parameters, catalogue: Catalogue, due: Integers) -> Array:
    """Draw of each cloud on enterprises that work in an environment of its owner, months of base spend."""
    pull = np.zeros((due.size, len(catalogue.clouds)))
    for name in catalogue.apps:
        app = parameters.apps[name]
        if not app.environment or app.environment_pull == 0.0:
            continue
        uses = (enterprises.incumbent[due] == catalogue.option[name]).any(axis=(1, 2))
        for number, cloud in enumerate(catalogue.clouds):
            if catalogue.common_ownership(parameters.clouds[cloud].owner, app.owner):
                pull[:, number] += app.environment_pull * uses
    return pull
