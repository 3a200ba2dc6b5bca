"""What buyers gain (E38) and how many models repay their integration (E6).

Formulas::

    E38  gain = (value of the allocation - utility of doing without) served / price_sensitivity
    E44  the same with budgets: there it is a gain per USD of budget, and D_k = -d (budget gain) / d p_k
    E6   n = largest n with (value of the n best - value of the n - 1 best) / price_sensitivity >= integration_cost
"""

import numpy as np

from sim.arrays import Array, Integers


def consumer_surplus(value: Array, outside: Array, price_sensitivity: Array, served: Array) -> Array:
    """What each buyer gains over doing without AI, USD per Mtok of its volume or per USD of its budget (E38, E44).

    Parameters
    ----------
    value : array, shape (buyers,)
        Value of the buyer's allocation (for the logit, the log-sum), utils.
    outside : array, shape (buyers,)
        Utility of doing without AI, utils.
    price_sensitivity : array, shape (buyers,)
        Utils per USD per Mtok, or per log point of price.
    served : array, shape (buyers,)
        Part of the buyer's demand that is served.
    """
    return (value - outside) * served / price_sensitivity


def models_worth_integrating(utility: Array, price_sensitivity: Array, integration_cost: float) -> Integers:
    """Number of options that repay their integration cost, best first (E6).

    Parameters
    ----------
    utility : array, shape (buyers, options)
        Utility of each option, price included; ``-inf`` where not on offer; doing without AI first.
    price_sensitivity : array, shape (buyers,)
        Utils per USD per Mtok.
    integration_cost : float
        Cost of one more option, USD per Mtok.

    Returns
    -------
    int array, shape (buyers,)
        Largest n for which the n-th option adds at least its cost.
    """
    ranked = -np.sort(-utility[:, 1:], axis=1)
    best = np.concatenate((utility[:, :1], ranked), axis=1)
    inclusive_value = np.logaddexp.accumulate(best, axis=1)
    worth = np.diff(inclusive_value, axis=1) >= integration_cost * price_sensitivity[:, None]
    return np.cumprod(worth, axis=1).sum(axis=1, dtype=np.int64)
