"""Prices found by trial (E11): post a price a little off, and move to where more was earned.

Formulas::

    posted price = exp(log_price + perturbation sign)
    next log_price = log_price + clip(step sign (profit - base_profit) / (perturbation |base_profit|), -limit, limit)

On a market that stands still the price drifts to the one that its seller would compute (E10); while the market moves it
is slow and noisy.
"""

import numpy as np

from sim.arrays import Array

# Bn USD per month below which a profit counts as nothing, so that a first dollar does not count as a huge gain.
_NOTHING = 1e-12


def posted_log_price(log_price: Array, perturbation: float, sign: Array) -> Array:
    """Log of the price that is posted: the price believed best, moved up or down (E11).

    Parameters
    ----------
    log_price : array, shape (options,)
        Log of the price believed best, USD per Mtok.
    perturbation : float
        Size of the trial, log points.
    sign : array, shape (options,)
        Direction of the trial, 1 or -1.
    """
    return log_price + perturbation * sign


def adjusted_log_price(
    log_price: Array,
    sign: Array,
    profit: Array,
    base_profit: Array,
    *,
    step: float,
    perturbation: float,
    limit: float = 0.02,
) -> Array:
    """Log of the price believed best after a trial: towards it if it earned more than usual, away if less (E11).

    Parameters
    ----------
    log_price, sign : array, shape (options,)
        As for `posted_log_price`.
    profit : array, shape (options,)
        What the decider earned in the month of the trial, bn USD.
    base_profit : array, shape (options,)
        What it usually earns, bn USD (`running_mean`); the size of a loss serves as a yardstick like that of a gain.
    step : float
        Change of the log price per unit of slope of the log profit.
    perturbation : float
        Size of the trial, log points.
    limit : float
        Largest change in a month, log points.
    """
    usual = np.maximum(np.abs(base_profit), _NOTHING)
    change = step * sign * (profit - base_profit) / (perturbation * usual)
    return np.asarray(log_price + np.clip(change, -limit, limit))


def running_mean(base: Array, profit: Array, memory: float) -> Array:
    """What is usually earned, after one more month.

    Parameters
    ----------
    base, profit : array, shape (options,)
        The mean so far, and the latest month.
    memory : float
        Months over which the past is remembered, 1 or more; 1 remembers the latest month only.
    """
    return np.asarray(base + (profit - base) / memory)
