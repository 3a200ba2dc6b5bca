"""Two clouds on a line of customers (Hotelling 1929), for exact answers on who gets a better input."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """Where the two clouds settle.

    Attributes
    ----------
    prices, shares, profits : array, shape (clouds,)
        Price, share of customers, and profit of each.
    """

    prices: Array
    shares: Array
    profits: Array


@dataclass(frozen=True)
class Line:
    """A covered line of customers of length 1, with a cloud at each end and no costs.

    Attributes
    ----------
    transport : float
        Cost to a customer of a cloud at the other end.
    """

    transport: float

    def settle(self, quality: list[float], royalty_to_first: float = 0.0) -> Outcome:
        """Nash equilibrium in prices.

        Cloud g earns `(p_g + own_g) x_g + other_g x_h`, and `x_g = 1/2 + (q_g - q_h - p_g + p_h) / (2 t)`, so that its
        first-order condition is `2 p_g - p_h = t + q_g - q_h - own_g + other_g`.

        Parameters
        ----------
        quality : list of float
            Worth of each cloud to all customers.
        royalty_to_first : float
            What the second cloud pays to the first for each of its customers.
        """
        lead = np.array([quality[0] - quality[1], quality[1] - quality[0]])
        own, other = np.array([0.0, -royalty_to_first]), np.array([royalty_to_first, 0.0])
        prices = np.linalg.solve(np.array([[2.0, -1.0], [-1.0, 2.0]]), self.transport + lead - own + other)
        shares = 0.5 + (lead - prices + prices[::-1]) / (2.0 * self.transport)
        return Outcome(prices, shares, (prices + own) * shares + other * shares[::-1])
