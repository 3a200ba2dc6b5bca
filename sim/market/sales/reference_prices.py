"""Prices that nobody decides: where the first search starts, and those of open models."""

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array
from sim.market.catalogue import Catalogue
from sim.market.sales.offers import Offers
from sim.scenario.schema.root import Parameters

_MARKUP = 2.0


def opening_prices(serving_cost: Array, parameters: Parameters, catalogue: Catalogue) -> Array:
    """Twice the compute cost, four times for apps: where the first search for prices starts, shape (options,)."""
    prices = np.zeros(len(catalogue.options))
    compute_price = np.mean([cloud.compute_price for cloud in parameters.clouds.values()])
    costs = serving_cost * compute_price
    prices[1 : 1 + costs.size] = _MARKUP * costs
    prices[1 + costs.size :] = _MARKUP**2 * costs.mean()
    return prices


def unasked_app_prices(prices: Array, offers: Offers, asked: NDArray[np.bool_]) -> Array:
    """Prices with twice the cost of its models for each app that nobody who is asked can buy yet, shape (options,).

    The few that know a new app before market research finds one of them pay that.

    Parameters
    ----------
    asked : bool array, shape (options,)
        Options that somebody on the panel, or some consumer, can buy.
    """
    posted = prices.copy()
    for option, supply in offers.apps.items():
        if not asked[option]:
            posted[option] = _MARKUP * float(np.dot(supply.routing, supply.wholesale))
    return posted


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
