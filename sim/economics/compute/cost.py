"""What compute costs whoever owns it (E51, E55).

Formulas::

    E55  annuity = price (interest + depreciation) / 12, whether the machine is used or not
    E51  cost of an hour to its owner = market price where capacity is short, else resource cost + capital cost
"""

import numpy as np

from sim.arrays import Array, Flags


def annuity(price: float | Array, interest: float, depreciation: float) -> Array:
    """What capital costs its owner per month, in the unit of `price` (E55).

    On a market that stands still, where orders replace what wears out, the annuity on all capacity is capital
    expenditure plus interest.

    Parameters
    ----------
    price : float or array
        Price of a unit of capacity, e.g. USD per GPU.
    interest, depreciation : float
        Interest on capital and part of it that wears out, per year.
    """
    return np.asarray(price) * (interest + depreciation) / 12.0


def owners_compute_cost(market_price: Array, resource_cost: Array, capital_cost: Array, short: Flags) -> Array:
    """What a GPU-hour costs the owner of the cloud that spends it: what it would have earned, or what it takes (E51).

    Parameters
    ----------
    market_price, resource_cost, capital_cost : array, shape (clouds,)
        USD per GPU-hour.
    short : bool array, shape (clouds,)
        Whether somebody else would have bought the hour.
    """
    return np.where(short, market_price, resource_cost + capital_cost)
