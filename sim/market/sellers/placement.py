"""On which clouds each lab buys the compute that it uses itself: for training and for serving directly (E53)."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array, Flags
from sim.economics.compute.placement import place_compute
from sim.market.catalogue import Catalogue
from sim.market.contracts import Pair
from sim.scenario.schema.contracts import Contract
from sim.scenario.schema.root import Parameters

# A lab that needs nothing yet is placed as if it needed a little, bn GPU-hours.
_LITTLE = 1e-12


def placement_shares(
    need: Array,
    room: Array,
    capacity: Array,
    compute_price: Array,
    terms: Mapping[Pair, Contract],
    parameters: Parameters,
    catalogue: Catalogue,
) -> Array:
    """Part of its own compute that each owner of models buys on each cloud, shape (owners, clouds); rows sum to 1.

    An owner of clouds turns to its own first. Whoever has no clause buys where it is cheapest.

    Parameters
    ----------
    need : array, shape (owners,)
        Compute that each owner wants for itself, bn GPU-hours per month.
    room, capacity, compute_price : array, shape (clouds,)
        Compute left by what is sold through catalogues, and owned, bn GPU-hours per month; USD per GPU-hour.
    terms : mapping
        Contracts in force or supposed, by partner and lab.
    """
    tied, first_refusal, partner = _clauses(terms, parameters, catalogue)
    wanted = np.maximum(need, _LITTLE)
    return place_compute(wanted, tied, first_refusal, partner, room, capacity, compute_price) / wanted[:, None]


def _clauses(
    terms: Mapping[Pair, Contract], parameters: Parameters, catalogue: Catalogue
) -> tuple[Flags, Flags, NDArray[np.bool_]]:
    """Who is tied, who owes a first refusal, and to which clouds."""
    owners = len(catalogue.owners)
    tied, first = np.zeros(owners, dtype=bool), np.zeros(owners, dtype=bool)
    host = catalogue.cloud_accounts(parameters)
    partner = np.arange(owners)[:, None] == host
    first |= partner.any(axis=1)
    for (name, lab), contract in terms.items():
        number = catalogue.account[lab]
        if contract.compute == "free" or first[number] or tied[number]:
            continue
        partner[number] = host == catalogue.account[name]
        tied[number], first[number] = contract.compute == "tied", contract.compute == "first_refusal"
    return tied, first, partner
