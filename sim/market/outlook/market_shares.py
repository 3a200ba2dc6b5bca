"""How much each owner holds of each market that a regulator would look at: tasks and layers of control (E34)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.market.sales.offers import CONSUMER_GROUP

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.market.market import Market

    Array = NDArray[np.float64]


def amounts_by_market(market: Market) -> dict[str, Array]:
    """Amounts by owner in every layer of control, and volumes of models by lab in every task, last month.

    Returns
    -------
    dict
        For each layer, and for each task as ``"task <name>"``, an array over owners.
    """
    catalogue, offers = market.catalogue, market.offers
    owners = len(catalogue.owners)
    lab = market.lab_account[offers.component_model]
    amounts = {layer: held[:owners] for layer, held in market.control.items()}
    for number, task in enumerate(catalogue.enterprise_tasks):
        volume = np.einsum("gk,gkc->c", market.usage[number], offers.mix[1:])
        amounts[f"task {task}"] = np.bincount(lab, market.volumes[task] * volume, owners)
    for number, task in enumerate(catalogue.consumer_tasks):
        shares = market.consumers.weight @ market.consumers.shares[number]
        volume = shares @ offers.mix[CONSUMER_GROUP]
        amounts[f"task {task}"] = np.bincount(lab, market.volumes[task] * volume, owners)
    return amounts
