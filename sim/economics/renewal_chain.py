"""What a mass of buyers does when contracts are renewed and work arrives (E3, E43, E47), in expectation: a chain.

Formulas::

    next shares = (1 - new_work) ((1 - hazard) shares + hazard shares P) + new_work Q
    P_jk = exp(v_k - cost_jk) / sum over options of the same;  Q_k is the same without costs
    cost_jk = 0 for k = j, upgrade_cost for another model of the same vendor, else switching_cost
"""

import numpy as np

from sim.arrays import Array, Integers


def renewal_matrix(
    utility: Array, switching_cost: float, vendor: Integers | None = None, upgrade_cost: float = 0.0
) -> Array:
    """Probability that a renewing buyer moves from one option to another (E3, E47, one workload).

    Parameters
    ----------
    utility : array, shape (..., options)
        Utility of each option, price included.
    switching_cost : float
        Utility lost by leaving the vendor of the incumbent.
    vendor : int array, shape (options,), optional
        Vendor of each option; without it every option has its own.
    upgrade_cost : float
        Utility lost by moving to another option of the same vendor.

    Returns
    -------
    array, shape (..., options, options)
        Rows are incumbents; each row sums to 1.
    """
    options = utility.shape[-1]
    cost = np.full((options, options), switching_cost)
    if vendor is not None:
        cost[vendor[:, None] == vendor] = upgrade_cost
    np.fill_diagonal(cost, 0.0)
    return _logit(utility[..., None, :] - cost)


def renew_mass(
    shares: Array,
    utility: Array,
    switching_cost: float,
    renewal_hazard: float,
    *,
    new_work: float = 0.0,
    vendor: Integers | None = None,
    upgrade_cost: float = 0.0,
) -> Array:
    """Move a mass of buyers by one month of renewals and of new work (E3, E43, E47 in expectation).

    Parameters
    ----------
    shares : array, shape (..., options)
        Where the mass is now.
    utility : array, shape (..., options)
        Utility of each option, price and dislike of concentration included.
    switching_cost, upgrade_cost, vendor
        As for `renewal_matrix`.
    renewal_hazard : float
        Part of the mass with an incumbent that chooses this month.
    new_work : float
        Part of the mass that is new this month and chooses without an incumbent.
    """
    moved = np.einsum("...j,...jk->...k", shares, renewal_matrix(utility, switching_cost, vendor, upgrade_cost))
    kept = (1.0 - renewal_hazard) * shares + renewal_hazard * moved
    return (1.0 - new_work) * kept + new_work * shares.sum(axis=-1, keepdims=True) * _logit(utility)


def _logit(utility: Array) -> Array:
    weight = np.exp(utility - utility.max(axis=-1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=-1, keepdims=True))
