"""How much each owner holds of each market that a regulator would look at: tasks and layers of control (E34)."""

import numpy as np
from numpy.typing import NDArray

from sim.market.sales.offers import CONSUMER_GROUP
from sim.market.state import State

Array = NDArray[np.float64]


def amounts_by_market(state: State) -> dict[str, Array]:
    """Amounts by owner in every layer of control, and volumes of models by lab in every task, last month.

    Returns
    -------
    dict
        For each layer, and for each task as ``"task <name>"``, an array over owners.
    """
    catalogue, offers = state.catalogue, state.offers
    owners = len(catalogue.owners)
    lab = state.lab_account[offers.component_model]
    amounts = {layer: held[:owners] for layer, held in state.control.items()}
    for number, task in enumerate(catalogue.enterprise_tasks):
        volume = np.einsum("gk,gkc->c", state.usage[number], offers.mix[1:])
        amounts[f"task {task}"] = np.bincount(lab, state.volumes[task] * volume, owners)
    for task, shares in zip(catalogue.consumer_tasks, state.consumers.usage(), strict=True):
        volume = shares @ offers.mix[CONSUMER_GROUP]
        amounts[f"task {task}"] = np.bincount(lab, state.volumes[task] * volume, owners)
    return amounts
