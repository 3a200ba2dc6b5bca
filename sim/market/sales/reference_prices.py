"""Prices that nobody decides: where the first search starts, and those of open models."""

import numpy as np
from numpy.typing import NDArray

from sim.market.catalogue import Catalogue
from sim.scenario.schema.root import Parameters

Array = NDArray[np.float64]


def opening_prices(parameters: Parameters, catalogue: Catalogue) -> Array:
    """Compute cost plus the markup of a small seller: where the first search for prices starts, shape (options,)."""
    prices = np.zeros(len(catalogue.options))
    compute_price = np.mean([cloud.compute_price for cloud in parameters.clouds.values()])
    markup = np.mean([1.0 / task.price_sensitivity for task in parameters.tasks.values()])
    costs = [parameters.models[name].serving_cost * compute_price for name in catalogue.models]
    prices[1 : 1 + len(costs)] = np.array(costs) + markup
    prices[1 + len(costs) :] = np.mean(costs) + 2.0 * markup
    return prices


def open_model_prices(
    listing: NDArray[np.bool_], serving_cost: Array, compute_price: Array, parameters: Parameters
) -> Array:
    """Price of each model if its hosts are price takers: cost at their mean compute price plus the margin (E9).

    Returns
    -------
    array, shape (models,)
        USD per Mtok; meaningful for open models only.
    """
    hosts = np.maximum(listing.sum(axis=1), 1)
    mean_compute_price = (listing * compute_price).sum(axis=1) / hosts
    return (1.0 + parameters.compute.open_hosting_margin) * serving_cost * mean_compute_price
