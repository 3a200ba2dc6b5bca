"""How prices are posted: the alternatives behind ``rules.pricing``, and the prices that nobody decides."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.economics.pricing import Buyers, Interests, nash_prices, price_residual
from sim.market.catalogue import Catalogue
from sim.scenario.schema.root import Parameters

Array = NDArray[np.float64]
PricingRule = Callable[[Array, Buyers, Interests, Parameters, Catalogue], tuple[Array, float]]


def post_nash_prices(
    prices: Array, buyers: Buyers, interests: Interests, parameters: Parameters, catalogue: Catalogue
) -> tuple[Array, float]:
    """Post Bertrand-Nash prices, starting the search at last month's (E10)."""
    del parameters, catalogue
    return nash_prices(prices, buyers, interests)


def post_fixed_prices(
    prices: Array, buyers: Buyers, interests: Interests, parameters: Parameters, catalogue: Catalogue
) -> tuple[Array, float]:
    """Post the list prices of the scenario; the residual says how far they are from equilibrium."""
    posted = prices.copy()
    for option in interests.priced:
        name = catalogue.options[option]
        section = parameters.apps[name] if name in parameters.apps else parameters.models[name]
        if section.list_price is not None:
            posted[option] = section.list_price
    return posted, float(np.max(np.abs(price_residual(posted, buyers, interests)), initial=0.0))


PRICING_RULES: dict[str, PricingRule] = {"nash": post_nash_prices, "fixed": post_fixed_prices}


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
