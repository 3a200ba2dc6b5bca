"""How a buyer spreads its volume over options (E2): logit with a dislike of concentration.

The first option is doing without AI; it carries no concentration cost. All compiled code of this law stays in this
file, because the compiler's cache does not notice changes in files that it imports.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]

_STEPS = 100
# Newton's error after a step is about its square, so this is the last step that matters.
_LAST_STEP = 1e-7


@njit(cache=True, nogil=True)
def _allocate(utility: Array, dispersion: float, concentration: float, shares: Array, log_shares: Array) -> None:
    """Fill `shares` with the allocation of E2: the logit, then Newton steps on the first-order conditions.

    The unknowns are log shares, in which the conditions are nearly linear; each step costs one exponential per option.
    """
    best = -np.inf
    for k in range(utility.size):
        best = max(best, utility[k])
    total = 0.0
    for k in range(utility.size):
        log_shares[k] = (utility[k] - best) / dispersion
        shares[k] = np.exp(log_shares[k])
        total += shares[k]
    log_total = np.log(total)
    for k in range(utility.size):
        log_shares[k] -= log_total
        shares[k] /= total
    if concentration == 0.0:
        return
    for _ in range(_STEPS):
        weight_sum = 0.0
        gap_sum = -1.0
        for k in range(utility.size):
            if shares[k] > 0.0:
                cost = concentration if k > 0 else 0.0
                response = shares[k] / (dispersion + cost * shares[k])
                error = utility[k] - dispersion * log_shares[k] - cost * shares[k]
                weight_sum += response
                gap_sum += shares[k] + response * error
        level = gap_sum / weight_sum
        largest = 0.0
        for k in range(utility.size):
            if shares[k] > 0.0:
                cost = concentration if k > 0 else 0.0
                error = utility[k] - dispersion * log_shares[k] - cost * shares[k] - level
                step = min(1.0, max(-1.0, error / (dispersion + cost * shares[k])))
                largest = max(largest, abs(step))
                log_shares[k] += step
                shares[k] = np.exp(log_shares[k])
        if largest < _LAST_STEP:
            return


@njit(cache=True, nogil=True)
def _value(utility: Array, dispersion: float, concentration: float, shares: Array) -> float:
    """Value of the allocation problem at `shares`, in utils."""
    value = 0.0
    for k in range(utility.size):
        if shares[k] > 0.0:
            cost = concentration if k > 0 else 0.0
            value += shares[k] * (utility[k] - dispersion * np.log(shares[k]) - 0.5 * cost * shares[k])
    return value


@njit(cache=True, nogil=True)
def allocate(utility: Array, dispersion: float, concentration: Array) -> tuple[Array, Array]:
    """Allocate the volume of every buyer over its options (E2).

    Parameters
    ----------
    utility : array, shape (buyers, options)
        Utility of each option, price included; ``-inf`` where it is not on offer. Option 0 is doing without AI.
    dispersion : float
        Scale of tastes (mu), in utils.
    concentration : array, shape (buyers,)
        Dislike of concentration (gamma), in utils; 0 gives the logit.

    Returns
    -------
    shares : array, shape (buyers, options)
        Shares that sum to 1 in each row.
    value : array, shape (buyers,)
        Value of the allocation in utils; with no concentration cost the log-sum.
    """
    shares = np.empty_like(utility)
    value = np.empty(utility.shape[0])
    log_shares = np.empty(utility.shape[1])
    for i in range(utility.shape[0]):
        _allocate(utility[i], dispersion, concentration[i], shares[i], log_shares)
        value[i] = _value(utility[i], dispersion, concentration[i], shares[i])
    return shares, value


@njit(cache=True, nogil=True)
def demand_sums(
    prices: Array,
    utility: Array,
    price_sensitivity: Array,
    volume: Array,
    concentration: Array,
    group: NDArray[np.int64],
    groups: int,
) -> tuple[Array, Array, Array]:
    """Sum demand and its price derivatives over groups of buyers, in one pass (E2, E10).

    Parameters
    ----------
    prices : array, shape (options,)
        Posted prices, USD per Mtok; the price of option 0 is not read.
    utility : array, shape (buyers, options)
        Utility without the price, in utils with a taste scale of 1; ``-inf`` where not on offer.
    price_sensitivity, volume, concentration : array, shape (buyers,)
        Utils per USD per Mtok; volume that the buyer could use, Qt per month; gamma in utils.
    group : int array, shape (buyers,)
        Group of each buyer, 0 to ``groups - 1``.
    groups : int
        Number of groups.

    Returns
    -------
    demand : array, shape (groups, options)
        Volume, Qt per month.
    own_slope : array, shape (groups, options)
        Part of the fall of demand in the option's own price that stands on the diagonal.
    cross_slope : array, shape (groups, options, options)
        Rise of the first option's demand in the second one's price; ``d demand[l] / d price[j]`` is
        ``cross_slope[l, j] - own_slope[j] * (l == j)``.
    """
    options = prices.size
    demand = np.zeros((groups, options))
    own_slope = np.zeros((groups, options))
    cross_slope = np.zeros((groups, options, options))
    net = np.empty(options)
    shares = np.empty(options)
    log_shares = np.empty(options)
    response = np.empty(options)
    for i in range(utility.shape[0]):
        if volume[i] == 0.0:
            continue
        g = group[i]
        net[0] = utility[i, 0]
        for k in range(1, options):
            net[k] = utility[i, k] - price_sensitivity[i] * prices[k] if utility[i, k] > -np.inf else -np.inf
        _allocate(net, 1.0, concentration[i], shares, log_shares)
        response_sum = 0.0
        for k in range(options):
            cost = concentration[i] if k > 0 else 0.0
            response[k] = shares[k] / (1.0 + cost * shares[k])
            response_sum += response[k]
        steepness = volume[i] * price_sensitivity[i]
        for k in range(1, options):
            if shares[k] > 0.0:
                demand[g, k] += volume[i] * shares[k]
                own_slope[g, k] += steepness * response[k]
                scaled = steepness * response[k] / response_sum
                for j in range(1, options):
                    cross_slope[g, k, j] += scaled * response[j]
    return demand, own_slope, cross_slope
