"""What labs need of the clouds besides serving: training, and compute to which they have a right."""

from collections.abc import Mapping

import numpy as np

from sim.arrays import Array
from sim.economics.compute.cost import annuity, owners_compute_cost
from sim.market.catalogue import Catalogue
from sim.market.contracts import ContractBook, Pair
from sim.market.sellers.clouds import Cloud
from sim.market.sellers.labs import Lab
from sim.scenario.schema.contracts import Contract
from sim.scenario.schema.root import Parameters
from sim.scenario.schema.supply import Compute

MONTHS_PER_YEAR = 12.0


def training_prices(clouds: Mapping[str, Cloud], parameters: Parameters, catalogue: Catalogue) -> Array:
    """What an hour of training costs each owner on each cloud, USD per GPU-hour, shape (owners, clouds) (E51).

    On a cloud of its own an owner gives up what the hour would have earned: the market price where capacity was short
    last month, else what the hour takes.
    """
    market = np.array([cloud.compute_price for cloud in clouds.values()])
    resource = np.array([parameters.clouds[name].resource_cost for name in clouds])
    host = catalogue.cloud_accounts(parameters)
    own = resource + hour_premium(clouds, parameters)
    return np.where(np.arange(len(catalogue.owners))[:, None] == host, own, market)


def hour_premium(clouds: Mapping[str, Cloud], parameters: Parameters) -> Array:
    """What an hour is worth to the owner of each cloud above its resource cost, USD, shape (clouds,) (E51).

    The rest of the market price where capacity was short last month; else the capital cost, as far as the price covers
    it.
    """
    compute = parameters.compute
    market = np.array([cloud.compute_price for cloud in clouds.values()])
    resource = np.array([parameters.clouds[name].resource_cost for name in clouds])
    capital = np.full(market.size, capital_cost(compute) / compute.hours_per_gpu)
    short = np.array([cloud.load >= 1.0 for cloud in clouds.values()])
    return np.minimum(owners_compute_cost(market, resource, capital, short), market) - resource


def capital_cost(compute: Compute) -> float:
    """What a GPU costs its owner in a month, used or not, USD (E55)."""
    return float(annuity(compute.gpu_price, compute.interest, MONTHS_PER_YEAR / compute.depreciation_months))


def owners_capital_cost(clouds: Mapping[str, Cloud], parameters: Parameters, catalogue: Catalogue) -> Array:
    """What their GPUs cost owners as capital this month, used or not, bn USD, shape (owners,) (E55)."""
    per_capacity = capital_cost(parameters.compute) / parameters.compute.hours_per_gpu
    cost = np.zeros(len(catalogue.owners))
    for name, cloud in clouds.items():
        cost[catalogue.account[parameters.clouds[name].owner]] += per_capacity * cloud.capacity
    return cost


def training_hours(labs: Mapping[str, Lab], placement: Array, prices: Array, catalogue: Catalogue) -> Array:
    """Compute wanted for training, bn GPU-hours, shape (owners, clouds).

    Parameters
    ----------
    placement : array, shape (owners, clouds)
        Part of its own compute that each owner buys on each cloud.
    prices : array, shape (owners, clouds)
        What an hour costs it there, USD.
    """
    spend = np.zeros(len(catalogue.owners))
    for lab in labs.values():
        spend[catalogue.account[lab.name]] += lab.training
    return placement * (spend / (placement * prices).sum(axis=1))[:, None]


def run_training(
    labs: Mapping[str, Lab], hours: Array, prices: Array, served_share: Array, efficiency: float, catalogue: Catalogue
) -> tuple[Array, Array]:
    """Train as far as there was capacity; returns bn USD and bn GPU-hours, both of shape (owners, clouds).

    Parameters
    ----------
    hours : array, shape (owners, clouds)
        Compute wanted for training, bn GPU-hours.
    prices : array, shape (owners, clouds)
        What an hour costs each owner on each cloud, USD.
    served_share : array, shape (owners, clouds)
        Part of each lab's compute that each cloud could serve.
    efficiency : float
        What an hour achieves relative to one at the start (E51).
    """
    done = hours * served_share
    paid = done * prices
    spend = np.zeros(len(catalogue.owners))
    for lab in labs.values():
        spend[catalogue.account[lab.name]] += lab.training
    for lab in labs.values():
        number = catalogue.account[lab.name]
        for state in lab.models.values():
            part = state.training / spend[number] if spend[number] > 0.0 else 0.0
            state.trained = float(part * paid[number].sum())
            state.learned_from = float(part * done[number].sum() * efficiency)
    return paid, done


def committed_hours(
    contracts: ContractBook,
    clouds: Mapping[str, Cloud],
    month: int,
    catalogue: Catalogue,
    terms: Mapping[Pair, Contract] | None = None,
) -> Array:
    """Compute to which labs have a right, over a partner's clouds by capacity, bn GPU-hours, shape (owners, clouds).

    Parameters
    ----------
    terms : mapping, optional
        Contracts to suppose instead of those in force.
    """
    hours = np.zeros((len(catalogue.owners), len(catalogue.clouds)))
    for (partner, lab), contract in (contracts.terms if terms is None else terms).items():
        amount = contracts.monthly_commitment((partner, lab), month, contract)
        if amount == 0.0:
            continue
        own = [
            cloud
            for cloud in clouds.values()
            if catalogue.common_ownership(cloud.owner, partner) and cloud.capacity > 0.0
        ]
        whole = sum(cloud.capacity for cloud in own)
        for cloud in own:
            part = cloud.capacity / whole
            hours[catalogue.account[lab], catalogue.cloud[cloud.name]] += amount * part / cloud.compute_price
    return hours
