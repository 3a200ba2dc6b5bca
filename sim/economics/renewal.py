"""What buyers do when a contract is renewed (E3): workload by workload, one option each, with inertia.

Enterprises draw; consumers are a mass that follows the same law in expectation. All compiled code of this law stays in
this file, because the compiler's cache does not notice changes in files that it imports.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]
Singles = NDArray[np.float32]
Word = np.uint32

NO_INCUMBENT = -1

_MULTIPLY_A = np.uint64(0xD2511F53)
_MULTIPLY_B = np.uint64(0xCD9E8D57)
_WEYL_A = np.uint32(0x9E3779B9)
_WEYL_B = np.uint32(0xBB67AE85)
_SHIFT = np.uint64(32)
_TWO_TO_MINUS_32 = 2.0**-32


@njit(cache=True, nogil=True)
def random_words(a: int, b: int, c: int, d: int, key_a: int, key_b: int) -> tuple[Word, Word, Word, Word]:
    """Return the four 32-bit words of Philox4x32-10 at a counter and key (Salmon et al. 2011)."""
    x0, x1, x2, x3 = np.uint32(a), np.uint32(b), np.uint32(c), np.uint32(d)
    k0, k1 = np.uint32(key_a), np.uint32(key_b)
    for _ in range(10):
        product_a = np.uint64(x0) * _MULTIPLY_A
        product_b = np.uint64(x2) * _MULTIPLY_B
        x0, x1, x2, x3 = (
            np.uint32(np.uint32(product_b >> _SHIFT) ^ x1 ^ k0),
            np.uint32(product_b),
            np.uint32(np.uint32(product_a >> _SHIFT) ^ x3 ^ k1),
            np.uint32(product_a),
        )
        k0 = np.uint32(k0 + _WEYL_A)
        k1 = np.uint32(k1 + _WEYL_B)
    return x0, x1, x2, x3


@njit(cache=True, nogil=True)
def _taste(word: Word) -> float:
    """Turn a random word into a Gumbel taste shock."""
    return -np.log(-np.log((np.float64(word) + 0.5) * _TWO_TO_MINUS_32))


@njit(cache=True, nogil=True)
def _choose(utility: Array, options: NDArray[np.int64], enterprise: int, slot: int, key: NDArray[np.uint32]) -> int:
    """Pick the option with the highest utility plus taste shock.

    The shock of an option depends on its number alone, so that it does not change when another option appears.
    """
    best = -np.inf
    chosen = 0
    block = -1
    words = (np.uint32(0), np.uint32(0), np.uint32(0), np.uint32(0))
    for n in range(options.size):
        k = options[n]
        if utility[n] == -np.inf:
            continue
        if k // 4 != block:
            block = k // 4
            words = random_words(enterprise, slot, block, 0, key[0], key[1])
        total = utility[n] + _taste(words[k % 4])
        if total > best:
            best = total
            chosen = k
    return chosen


@njit(cache=True, nogil=True)
def renew(
    incumbent: NDArray[np.int8],
    due: NDArray[np.bool_],
    access_class: NDArray[np.int16],
    surface_code: NDArray[np.int32],
    price_sensitivity: Singles,
    utility: Singles,
    bonus: Singles,
    prices: Singles,
    options: NDArray[np.int64],
    option_counts: NDArray[np.int64],
    switching_cost: float,
    concentration_cost: float,
    key: NDArray[np.uint32],
) -> int:
    """Let every enterprise whose contract is due choose again, workload by workload (E3), in place.

    Parameters
    ----------
    incumbent : int8 array, shape (enterprises, tasks, workloads)
        Option of each workload, changed in place; ``NO_INCUMBENT`` before the first choice.
    due : bool array, shape (enterprises,)
        Enterprises that renew this month. A workload whose option is gone chooses again in any case.
    access_class, surface_code : int arrays, shape (enterprises,)
        Row of `utility` and column of `bonus` that apply to the enterprise.
    price_sensitivity : float32 array, shape (enterprises, tasks)
        Utils per USD per Mtok.
    utility : float32 array, shape (tasks, classes, options)
        Utility without price, bonus and inertia; ``-inf`` where not on offer.
    bonus : float32 array, shape (options, surface codes)
        Integration bonus of each option.
    prices : float32 array, shape (options,)
        USD per Mtok; option 0 costs nothing.
    options : int array, shape (tasks, options)
        Options that can serve a task, padded; `option_counts` says how many.
    switching_cost, concentration_cost : float
        Sigma and gamma_E, utils.
    key : uint32 array, shape (2,)
        Key of this month's stream.

    Returns
    -------
    int
        Number of choices made.
    """
    enterprises, tasks, workloads = incumbent.shape
    others = max(workloads - 1, 1)
    net = np.empty(options.shape[1])
    held = np.zeros(prices.size)
    choices = 0
    for i in range(enterprises):
        row = access_class[i]
        for task in range(tasks):
            stranded = False
            for w in range(workloads):
                k = incumbent[i, task, w]
                stranded |= k == NO_INCUMBENT or utility[task, row, k] == -np.inf
            if not (due[i] or stranded):
                continue
            count = option_counts[task]
            held[:] = 0.0
            for w in range(workloads):
                if incumbent[i, task, w] > 0:
                    held[incumbent[i, task, w]] += 1.0
            for w in range(workloads):
                now = incumbent[i, task, w]
                gone = now == NO_INCUMBENT or utility[task, row, now] == -np.inf
                if not (due[i] or gone):
                    continue
                if now > 0:
                    held[now] -= 1.0
                for n in range(count):
                    k = options[task, n]
                    net[n] = utility[task, row, k] + bonus[k, surface_code[i]]
                    net[n] -= price_sensitivity[i, task] * prices[k] + concentration_cost * held[k] / others
                    if not gone and k != now:
                        net[n] -= switching_cost
                chosen = _choose(net[:count], options[task, :count], i, task * workloads + w, key)
                incumbent[i, task, w] = chosen
                if chosen > 0:
                    held[chosen] += 1.0
                choices += 1
    return choices


@njit(cache=True, nogil=True)
def usage(
    incumbent: NDArray[np.int8],
    size: Singles,
    access_class: NDArray[np.int16],
    classes: int,
    options: int,
) -> tuple[Array, NDArray[np.int64]]:
    """Add up what enterprises run.

    Parameters
    ----------
    incumbent : int8 array, shape (enterprises, tasks, workloads)
        Option of each workload.
    size : float32 array, shape (enterprises,)
        Share of each enterprise in the volume of all.
    access_class : int array, shape (enterprises,)
        Class of each enterprise.
    classes, options : int
        Numbers of classes and options.

    Returns
    -------
    shares : array, shape (tasks, classes, options)
        Share of the enterprise volume of each task; sums to 1 for each task.
    distinct : int array, shape (enterprises,)
        Different options that each enterprise uses, doing without AI not counted.
    """
    enterprises, tasks, workloads = incumbent.shape
    shares = np.zeros((tasks, classes, options))
    distinct = np.zeros(enterprises, dtype=np.int64)
    for i in range(enterprises):
        used = np.uint64(0)
        for task in range(tasks):
            for w in range(workloads):
                k = incumbent[i, task, w]
                shares[task, access_class[i], k] += size[i] / workloads
                if k > 0:
                    used |= np.uint64(1) << np.uint64(k)
        while used:
            used &= used - np.uint64(1)
            distinct[i] += 1
    return shares, distinct


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
