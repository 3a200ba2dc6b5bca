"""How a buyer spreads its volume over options (E2): logit with a dislike of concentration.

Formulas::

    shares = argmax of sum_k s_k v_k - dispersion sum_k s_k ln s_k - 1/2 sum_k concentration_k s_k^2, sum_k s_k = 1
    at the optimum v_k - dispersion (1 + ln s_k) - concentration_k s_k is the same for every option k

The first option is doing without AI; it carries no concentration cost. All compiled code of this law stays in this
file, because the compiler's cache does not notice changes in files that it imports.
"""

import numpy as np
from numba import njit

from sim.arrays import Array, Integers

_STEPS = 100
# Newton's error after a step is about its square, so this is the last step that matters.
_LAST_STEP = 1e-6
_ROUGH_STEP = 1e-2
# Steps so short that a few terms of its series give their exponential.
_SHORT = 5e-3


@njit(cache=True, nogil=True)
def _gather(utility: Array, on_offer: Integers, net: Array) -> int:
    """Line up the options that are on offer and return how many there are."""
    count = 0
    for k in range(utility.size):
        if utility[k] > -np.inf:
            on_offer[count] = k
            net[count] = utility[k]
            count += 1
    return count


@njit(cache=True, nogil=True)
def _logit(utility: Array, dispersion: float, shares: Array, log_shares: Array) -> None:
    """Fill `shares` and `log_shares` with the logit."""
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


@njit(cache=True, nogil=True)
def _spread(
    utility: Array,
    first: int,
    dispersion: float,
    concentration: float,
    shares: Array,
    log_shares: Array,
    work: Array,
    last_step: float,
) -> None:
    """Move `shares` to the allocation of E2 by Newton steps on its first-order conditions.

    The unknowns are log shares, in which the conditions are nearly linear; each step costs one exponential per option.
    Options from number `first` on carry the concentration cost. `work` has two rows of scratch space. No step is made
    after one shorter than `last_step`.
    """
    error, slope = work[0], work[1]
    for _ in range(_STEPS):
        weight_sum = 0.0
        gap_sum = -1.0
        for k in range(utility.size):
            cost = concentration * shares[k] if k >= first else 0.0
            slope[k] = 1.0 / (dispersion + cost)
            error[k] = utility[k] - dispersion * log_shares[k] - cost
            response = shares[k] * slope[k]
            weight_sum += response
            gap_sum += shares[k] + response * error[k]
        level = gap_sum / weight_sum
        largest = 0.0
        for k in range(utility.size):
            # No step may lift a share above 1, nor cut it by more than a factor of about 150.
            step = min(-log_shares[k], max(-5.0, (error[k] - level) * slope[k]))
            largest = max(largest, abs(step))
            log_shares[k] += step
            error[k] = step
        if largest < _SHORT:
            for k in range(utility.size):
                shares[k] *= _exp_of_short(error[k])
        else:
            for k in range(utility.size):
                shares[k] = np.exp(log_shares[k])
        if largest < last_step:
            return


@njit(cache=True, nogil=True)
def _exp_of_short(step: float) -> float:
    """Exponential of a step shorter than `_SHORT`, to the last bit or two, without a call."""
    return 1.0 + step * (1.0 + step / 2.0 * (1.0 + step / 3.0 * (1.0 + step / 4.0 * (1.0 + step / 5.0))))


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
    options = utility.shape[1]
    all_shares = np.zeros_like(utility)
    value = np.empty(utility.shape[0])
    on_offer = np.empty(options, dtype=np.int64)
    net = np.empty(options)
    shares = np.empty(options)
    log_shares = np.empty(options)
    work = np.empty((2, options))
    for i in range(utility.shape[0]):
        count = _gather(utility[i], on_offer, net)
        first = 1 if count > 0 and on_offer[0] == 0 else 0
        _logit(net[:count], dispersion, shares, log_shares)
        if concentration[i] > 0.0:
            _spread(net[:count], first, dispersion, concentration[i], shares, log_shares, work, _LAST_STEP)
        value[i] = 0.0
        for n in range(count):
            cost = concentration[i] if n >= first else 0.0
            value[i] += shares[n] * (net[n] - dispersion * log_shares[n] - 0.5 * cost * shares[n])
            all_shares[i, on_offer[n]] = shares[n]
    return all_shares, value


@njit(cache=True, nogil=True)
def _value(net: Array, first: int, dispersion: float, concentration: float, shares: Array, log_shares: Array) -> float:
    """Value of an allocation after it is scaled to what there is."""
    total = 0.0
    for n in range(net.size):
        total += shares[n]
    log_total = np.log(total)
    value = 0.0
    for n in range(net.size):
        part = shares[n] / total
        cost = concentration if n >= first else 0.0
        value += part * (net[n] - dispersion * (log_shares[n] - log_total) - 0.5 * cost * part)
    return value


@njit(cache=True, nogil=True)
def _same(left: Array | Integers, right: Array | Integers) -> bool:
    """Whether two rows hold the same numbers."""
    k = 0
    while k < left.size and left[k] == right[k]:
        k += 1
    return k == left.size


@njit(cache=True, nogil=True)
def allocation_values(
    utility: Array, rows: Integers, own: Array, price_sensitivity: Array, price_term: Array, concentration: float
) -> Array:
    """Value of the best allocation of every buyer (E2) in each of several situations, without the allocation itself.

    At its best allocation a buyer's value is flat, so that a rough allocation gives an exact value. The search in one
    situation starts at what was found in the one before. Where two are the same, the value is worked out once.

    Parameters
    ----------
    utility : array, shape (rows, options)
        Utility of each option in each situation without the price, with a taste scale of 1; ``-inf`` where it is not on
        offer. Option 0 is doing without AI.
    rows : int array, shape (buyers, situations)
        Row of `utility` that holds for each buyer in each situation.
    own : array, shape (buyers, options)
        What each buyer adds to it, utils.
    price_sensitivity : array, shape (buyers,)
        Utils per unit of `price_term`.
    price_term : array, shape (options,)
        What a unit of price sensitivity takes from utility.
    concentration : float
        Gamma, utils.

    Returns
    -------
    array, shape (buyers, situations)
        Utils.
    """
    options = utility.shape[1]
    value = np.zeros(rows.shape)
    on_offer = np.empty(options, dtype=np.int64)
    felt = np.empty(options)
    net = np.empty(options)
    shares = np.empty(options)
    log_shares = np.empty(options)
    work = np.empty((2, options))
    before = np.empty(options, dtype=np.int64)
    for i in range(rows.shape[0]):
        found = 0
        for c in range(rows.shape[1]):
            known = 0
            while known < c and not _same(utility[rows[i, known]], utility[rows[i, c]]):
                known += 1
            if known < c:
                value[i, c] = value[i, known]
                continue
            for k in range(options):
                felt[k] = utility[rows[i, c], k] + own[i, k] - price_sensitivity[i] * price_term[k]
            count = _gather(felt, on_offer, net)
            first = 1 if count > 0 and on_offer[0] == 0 else 0
            if concentration == 0.0 or found != count or not _same(before[:count], on_offer[:count]):
                _logit(net[:count], 1.0, shares, log_shares)
            if concentration > 0.0:
                _spread(net[:count], first, 1.0, concentration, shares, log_shares, work, _ROUGH_STEP)
            before[:count], found = on_offer[:count], count
            value[i, c] = _value(net[:count], first, 1.0, concentration, shares, log_shares)
    return value


@njit(cache=True, nogil=True)
def demand_sums(
    price_term: Array,
    utility: Array,
    price_sensitivity: Array,
    size: Array,
    concentration: Array,
    group: Integers,
    groups: int,
    guess: Array,
) -> tuple[Array, Array, Array]:
    """Sum demand and its price derivatives over groups of buyers, in one pass (E2, E10, E44).

    With prices and volumes it adds up volume; with the logs of prices and budgets it adds up spend.

    Parameters
    ----------
    price_term : array, shape (options,)
        What a unit of price sensitivity takes from utility: the price, USD per Mtok, or its log; not read for option 0.
    utility : array, shape (buyers, options)
        Utility without the price, in utils with a taste scale of 1; ``-inf`` where not on offer.
    price_sensitivity, size, concentration : array, shape (buyers,)
        Utils per unit of `price_term`; what the buyer spreads over options: volume, Qt per month, or budget, bn USD per
        month; gamma in utils.
    group : int array, shape (buyers,)
        Group of each buyer, 0 to ``groups - 1``.
    groups : int
        Number of groups.
    guess : array, shape (2, buyers, options)
        Log shares and shares at which the search starts, NaN for none; overwritten with those found, for the next call.

    Returns
    -------
    demand : array, shape (groups, options)
        Sum of size times share.
    own_slope : array, shape (groups, options)
        Part of the fall of demand in the option's own price term that stands on the diagonal.
    cross_slope : array, shape (groups, options, options)
        Rise of the first option's demand in the second one's price term; ``d demand[l] / d price_term[j]`` is
        ``cross_slope[l, j] - own_slope[j] * (l == j)``.
    """
    options = price_term.size
    demand = np.zeros((groups, options))
    own_slope = np.zeros((groups, options))
    cross_slope = np.zeros((groups, options, options))
    on_offer = np.empty(options, dtype=np.int64)
    net = np.empty(options)
    shares = np.empty(options)
    log_shares = np.empty(options)
    work = np.empty((2, options))
    for i in range(utility.shape[0]):
        if size[i] == 0.0:
            continue
        count = _gather(utility[i], on_offer, net)
        for n in range(count):
            if on_offer[n] > 0:
                net[n] -= price_sensitivity[i] * price_term[on_offer[n]]
        first = 1 if count > 0 and on_offer[0] == 0 else 0
        if concentration[i] == 0.0 or np.isnan(guess[0, i, on_offer[0]]):
            _logit(net[:count], 1.0, shares, log_shares)
        else:
            for n in range(count):
                log_shares[n] = guess[0, i, on_offer[n]]
                shares[n] = guess[1, i, on_offer[n]]
        if concentration[i] > 0.0:
            _spread(net[:count], first, 1.0, concentration[i], shares, log_shares, work, _LAST_STEP)
        for n in range(count):
            guess[0, i, on_offer[n]] = log_shares[n]
            guess[1, i, on_offer[n]] = shares[n]
        response_sum = 0.0
        for n in range(count):
            cost = concentration[i] if n >= first else 0.0
            # The utilities are not needed any more, so their place holds the responses.
            net[n] = shares[n] / (1.0 + cost * shares[n])
            response_sum += net[n]
        g = group[i]
        steepness = size[i] * price_sensitivity[i]
        for n in range(first, count):
            k = on_offer[n]
            demand[g, k] += size[i] * shares[n]
            own_slope[g, k] += steepness * net[n]
            scaled = steepness * net[n] / response_sum
            for m in range(n, count):
                cross_slope[g, k, on_offer[m]] += scaled * net[m]
    for g in range(groups):
        for k in range(options):
            for j in range(k):
                cross_slope[g, k, j] = cross_slope[g, j, k]
    return demand, own_slope, cross_slope
