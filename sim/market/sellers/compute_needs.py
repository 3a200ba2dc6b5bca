"""What labs need of the clouds besides serving: training, and compute to which they have a right."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.market.catalogue import Catalogue
from sim.market.contracts import ContractBook, Pair
from sim.market.sellers.clouds import Cloud
from sim.market.sellers.labs import Lab
from sim.scenario.schema.contracts import Contract
from sim.scenario.schema.root import Parameters

Array = NDArray[np.float64]


def training_hours(
    labs: Mapping[str, Lab], compute_price: Array, parameters: Parameters, catalogue: Catalogue
) -> Array:
    """Compute wanted for training, on each model's primary host, bn GPU-hours, shape (owners, clouds)."""
    hours = np.zeros((len(catalogue.owners), len(catalogue.clouds)))
    for lab in labs.values():
        for state in lab.models.values():
            cloud = catalogue.cloud[parameters.models[state.name].primary_host]
            hours[catalogue.account[lab.name], cloud] += state.training / compute_price[cloud]
    return hours


def run_training(
    labs: Mapping[str, Lab],
    served_share: Array,
    compute_price: Array,
    parameters: Parameters,
    catalogue: Catalogue,
) -> dict[tuple[str, str], tuple[float, float]]:
    """Train as far as there was capacity; returns bn USD and bn GPU-hours by lab and cloud.

    Parameters
    ----------
    served_share : array, shape (owners, clouds)
        Part of each lab's compute that each cloud could serve.
    """
    spend: dict[tuple[str, str], tuple[float, float]] = {}
    for lab in labs.values():
        for state in lab.models.values():
            host = parameters.models[state.name].primary_host
            cloud = catalogue.cloud[host]
            state.trained = state.training * float(served_share[catalogue.account[lab.name], cloud])
            paid, hours = spend.get((lab.name, host), (0.0, 0.0))
            spend[lab.name, host] = (
                paid + state.trained,
                hours + state.trained / float(compute_price[cloud]),
            )
    return spend


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
