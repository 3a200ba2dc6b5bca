"""How much each owner holds of each market that a regulator would look at: tasks and layers of control (E34)."""

import numpy as np

from sim.arrays import Array
from sim.market.sales.offers import CONSUMER_GROUP
from sim.market.state import State


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
        volume = np.einsum("gk,gkc->c", state.tokens[number], offers.mix[1:])
        amounts[f"task {task}"] = np.bincount(lab, volume, owners)
    for task, tokens in zip(catalogue.consumer_tasks, state.consumer_tokens, strict=True):
        amounts[f"task {task}"] = np.bincount(lab, tokens @ offers.mix[CONSUMER_GROUP], owners)
    return amounts
