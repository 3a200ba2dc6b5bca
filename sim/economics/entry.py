"""When new labs enter, and how many a market can carry (E35).

Formulas::

    entrants per month = base_rate max(0, expected profit / entry cost)
"""

import numpy as np

from sim.arrays import Array


def entry_rate(expected_profit: float, entry_cost: float, *, base_rate: float) -> float:
    """Labs that enter per month, on average (E35): in proportion to what entry is expected to earn over its cost.

    Parameters
    ----------
    expected_profit : float
        Profit that an entrant expects, bn USD over the life that `entry_cost` is counted for; a loss keeps all out.
    entry_cost : float
        Cost of entering, bn USD, above 0.
    base_rate : float
        Entrants per month where profit just covers the cost.
    """
    return base_rate * max(0.0, expected_profit / entry_cost)


def firms_that_fit(profit_by_count: Array, entry_cost: float) -> int:
    """Firms in a market with free entry: they enter one by one as long as the last one covers its cost.

    Parameters
    ----------
    profit_by_count : array, shape (counts,)
        Profit of each firm where there are 1, 2, 3, ... of them.
    entry_cost : float
        Cost of entering, in the unit of profit.
    """
    covered = np.asarray(profit_by_count) >= entry_cost
    return int(np.logical_and.accumulate(covered).sum())
