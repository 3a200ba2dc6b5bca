"""What a mass of buyers does when contracts are renewed (E3 in expectation): a chain with inertia.

Formulas::

    next shares = (1 - hazard) shares + hazard shares P
    P_jk = exp(v_k - switching_cost [k is not j]) / sum over options of the same
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def renewal_matrix(utility: Array, switching_cost: float) -> Array:
    """Probability that a renewing buyer moves from one option to another (E3, one workload).

    Parameters
    ----------
    utility : array, shape (..., options)
        Utility of each option, price included.
    switching_cost : float
        Utility lost by leaving the incumbent.

    Returns
    -------
    array, shape (..., options, options)
        Rows are incumbents; each row sums to 1.
    """
    options = utility.shape[-1]
    moved = switching_cost * (1.0 - np.eye(options))
    net = utility[..., None, :] - moved
    weight = np.exp(net - net.max(axis=-1, keepdims=True))
    return weight / weight.sum(axis=-1, keepdims=True)


def renew_mass(shares: Array, utility: Array, switching_cost: float, renewal_hazard: float) -> Array:
    """Move a mass of buyers by one month of renewals (E3 in expectation).

    Parameters
    ----------
    shares : array, shape (..., options)
        Where the mass is now.
    utility : array, shape (..., options)
        Utility of each option, price and dislike of concentration included.
    switching_cost : float
        Utility lost by leaving the incumbent.
    renewal_hazard : float
        Part of the mass that chooses this month.
    """
    moved = np.einsum("...j,...jk->...k", shares, renewal_matrix(utility, switching_cost))
    return (1.0 - renewal_hazard) * shares + renewal_hazard * moved
