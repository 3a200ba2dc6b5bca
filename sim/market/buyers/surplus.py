"""What buyers gain, measured on the panel and on all consumers (E38)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array, Integers
from sim.economics.allocation import allocate, allocation_values
from sim.economics.pricing import Buyers, price_term
from sim.economics.welfare import consumer_surplus, models_worth_integrating


@dataclass(frozen=True)
class Surplus:
    """Gains by row of buyers.

    Attributes
    ----------
    amount : array, shape (buyers,)
        Consumer surplus, bn USD per month.
    worth_integrating : int array, shape (buyers,)
        Options that repay their integration cost.
    """

    amount: Array
    worth_integrating: NDArray[np.int64]


def measure_surplus(buyers: Buyers, prices: Array, served: Array, integration_cost: float) -> Surplus:
    """Work out what each row of buyers gains at posted prices, less what could not be served.

    Parameters
    ----------
    buyers : Buyers
        Long-run demand.
    prices : array, shape (options,)
        USD per Mtok.
    served : array, shape (groups, options)
        Part of the demand of each group for each option that was served.
    integration_cost : float
        Cost of one more option, USD per Mtok.
    """
    net = buyers.utility - buyers.price_sensitivity[:, None] * price_term(prices, buyers.law, buyers.reference_price)
    shares, value = allocate(net, 1.0, buyers.concentration)
    inside = shares[:, 1:].sum(axis=1)
    got = (shares[:, 1:] * served[buyers.group, 1:]).sum(axis=1)
    part = np.divide(got, inside, out=np.ones_like(got), where=inside > 0.0)
    gain = consumer_surplus(value, net[:, 0], buyers.price_sensitivity, part)
    return Surplus(buyers.size * gain, models_worth_integrating(net, buyers.price_sensitivity, integration_cost))


def long_run_value(
    utility: Array, rows: Integers, own: Array, price_sensitivity: Array, paid: Array, concentration_cost: float
) -> Array:
    """Value of the allocation of each buyer in several situations, USD per Mtok of its volume or per USD of its budget.

    Parameters
    ----------
    utility : array, shape (rows, options)
        Utility without the price and what is the buyer's own.
    rows : int array, shape (buyers, situations)
        Row of `utility` that holds in each situation.
    own : array, shape (buyers, options)
        What the buyer adds to utility, utils.
    price_sensitivity : array, shape (buyers,)
        Utils per USD per Mtok, or per log point of price.
    paid : array, shape (options,)
        What each option takes from utility per unit of price sensitivity (`price_term`).
    concentration_cost : float
        Dislike of depending on one option, utils.

    Returns
    -------
    array, shape (buyers, situations)
    """
    value = allocation_values(utility, rows, own, np.ascontiguousarray(price_sensitivity), paid, concentration_cost)
    return value / price_sensitivity[:, None]
