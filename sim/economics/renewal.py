"""What enterprises do when a contract is renewed (E3): workload by workload, one option each, with inertia.

Formulas::

    choice of a workload = argmax_k of v_k - switching_cost [k is not its incumbent] - concentration_cost X_k + taste_k
    X_k = share of the enterprise's other workloads of the task on k; taste_k is standard Gumbel

Choosing the option with the highest utility plus Gumbel taste is the same as choosing the one with the smallest
exponential waiting time divided by exp(utility): one logarithm per draw instead of two. Draws are counted, not stored:
each belongs to a seed and month (the key) and to an enterprise, task, option and workload (the counter), so that
neither threads nor blocks nor the arrival of another option can change them, and two scenarios share them.

Enterprises are taken in blocks across which the compiler vectorises; the logarithm and the exponential are short
polynomials, because those of the C library are not vectorised. Arrays are handed on whole and once per block and task:
each hand-over counts references, which would otherwise cost as much as the arithmetic. All compiled code of this law
stays in this file: the compiler's cache does not notice changes in files that it imports.
"""

from hashlib import blake2b

import numpy as np
from numba import njit
from numpy.typing import NDArray

Singles = NDArray[np.float32]
Words = NDArray[np.uint32]
Whole = NDArray[np.int32]

NO_INCUMBENT = -1
BLOCK = 128

_MULTIPLY_A = np.uint64(0xD2511F53)
_MULTIPLY_B = np.uint64(0xCD9E8D57)
_WEYL_A = np.uint64(0x9E3779B9)
_WEYL_B = np.uint64(0xBB67AE85)
_SHIFT = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
# Seven rounds pass all tests of randomness that the authors know of (Salmon et al. 2011, table 2).
_ROUNDS = 7

# The square root of one half as a number of 32 bits, and the part of such a number behind its exponent.
_ROOT_HALF = np.int32(0x3F3504F3)
_FRACTION = np.int32(0x7FFFFF)
_24_DOUBLINGS = np.int32(24 << 23)

# Utils beyond which single precision would overflow; nobody's choice depends on what lies there.
_STEEPEST = np.float32(40.0)


def name_word(name: str) -> int:
    """Return a 32-bit word for a name, by which draws are counted."""
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "little")


@njit(cache=True, nogil=True)
def random_words(
    first: np.uint32, second: np.uint32, third: np.uint32, fourth: np.uint32, key_a: np.uint32, key_b: np.uint32
) -> tuple[np.uint32, np.uint32, np.uint32, np.uint32]:
    """Return the four words that belong to a counter and a key, by Philox4x32-7 (Salmon et al. 2011).

    Parameters
    ----------
    first, second, third, fourth : uint32
        Counter.
    key_a, key_b : uint32
        Key.
    """
    # In 64 bits, of whose upper halves nothing is read: numbers need not be packed between rounds.
    x0, x1, x2, x3 = np.uint64(first), np.uint64(second), np.uint64(third), np.uint64(fourth)
    k0, k1 = np.uint64(key_a), np.uint64(key_b)
    for _ in range(_ROUNDS):
        product_a = (x0 & _LOW) * _MULTIPLY_A
        product_b = (x2 & _LOW) * _MULTIPLY_B
        x0, x1, x2, x3 = (product_b >> _SHIFT) ^ x1 ^ k0, product_b, (product_a >> _SHIFT) ^ x3 ^ k1, product_a
        k0 += _WEYL_A
        k1 += _WEYL_B
    return np.uint32(x0), np.uint32(x1), np.uint32(x2), np.uint32(x3)


@njit(cache=True, nogil=True)
def waiting_time(word: np.uint32) -> np.float32:
    """Turn a random word into an exponential waiting time: minus the logarithm of a uniform inside (0, 1).

    The uniform is the middle of one of 2^23 intervals. The polynomial is good to 1.3e-6 of its value, far below what
    any number of draws could show.
    """
    # The uniform times 2^24 is an odd whole number. Casts keep the compiler from widening to 64 bits.
    uniform = np.float32((word >> np.uint32(8)) | np.uint32(1))
    above = np.int32(uniform.view(np.int32) - np.int32(_ROOT_HALF + _24_DOUBLINGS))
    doublings = np.float32(above >> np.int32(23))
    f = np.int32(np.int32(above & _FRACTION) + _ROOT_HALF).view(np.float32) - np.float32(1.0)
    p = np.float32(0.11949461)
    p = p * f - np.float32(0.1858764)
    p = p * f + np.float32(0.20449126)
    p = p * f - np.float32(0.2491906)
    p = p * f + np.float32(0.3331922)
    p = p * f - np.float32(0.50000846)
    return -(f * f * p + f + doublings * np.float32(0.6931471806))


@njit(cache=True, nogil=True)
def exponential(value: np.float32) -> np.float32:
    """Return the exponential of a number between -87 and 87, good to single precision."""
    doublings = np.int32(np.int32(value * np.float32(1.44269504) + np.float32(128.5)) - np.int32(128))
    scale = np.int32(np.int32(doublings + np.int32(127)) << np.int32(23)).view(np.float32)
    # ln 2 in two parts, so that the remainder keeps its digits.
    r = value - np.float32(doublings) * np.float32(0.693359375)
    r += np.float32(doublings) * np.float32(2.12194440e-4)
    p = np.float32(0.00139296)
    p = p * r + np.float32(0.008359873)
    p = p * r + np.float32(0.041666504)
    p = p * r + np.float32(0.16666599)
    p = p * r + np.float32(0.5)
    return (p * r * r + r + np.float32(1.0)) * scale


@njit(cache=True, nogil=True)
def _inverse_exponential(utils: np.float32) -> np.float32:
    """Return exp(-utils), within what single precision holds."""
    return exponential(min(_STEEPEST, max(-_STEEPEST, -utils)))


@njit(cache=True, nogil=True)
def _class_weights(utility: Singles) -> Singles:
    """Return exp(-utility), infinite where an option is not on offer."""
    weights = np.empty(utility.shape, dtype=np.float32)
    for task in range(utility.shape[0]):
        for k in range(utility.shape[1]):
            for c in range(utility.shape[2]):
                gone = utility[task, k, c] == -np.inf
                weights[task, k, c] = np.inf if gone else _inverse_exponential(utility[task, k, c])
    return weights


@njit(cache=True, nogil=True)
def _bonus_weights(bonus: Singles) -> tuple[Singles, NDArray[np.bool_]]:
    """Return exp(-bonus), and which options have a bonus at all; the rows of others are left empty."""
    weights = np.empty(bonus.shape, dtype=np.float32)
    with_bonus = np.zeros(bonus.shape[0], dtype=np.bool_)
    for k in range(bonus.shape[0]):
        with_bonus[k] = np.any(bonus[k] != 0.0)
        if with_bonus[k]:
            for code in range(bonus.shape[1]):
                weights[k, code] = _inverse_exponential(bonus[k, code])
    return weights, with_bonus


@njit(cache=True, nogil=True)
def _places(utility: Singles, options: NDArray[np.int64], option_counts: NDArray[np.int64]) -> Whole:
    """Return where option k stands in the list of a task, seen from a class, in row k + 1.

    It is -1 where the option is not on offer, and in row 0, which is for enterprises that have no option yet.
    """
    tasks, count, classes = utility.shape
    places = np.full((tasks, count + 1, classes), np.int32(-1))
    for task in range(tasks):
        for n in range(option_counts[task]):
            k = options[task, n]
            for c in range(classes):
                if utility[task, k, c] > -np.inf:
                    places[task, k + 1, c] = n
    return places


@njit(cache=True, nogil=True)
def _weigh(
    weight: Singles,
    task: int,
    count: int,
    options: NDArray[np.int64],
    of_class: Singles,
    of_surfaces: Singles,
    with_bonus: NDArray[np.bool_],
    prices: Singles,
    row: Words,
    code: Words,
    sensitivity: Singles,
) -> None:
    """Fill `weight` with exp(-utility) of each option for a block of enterprises, from its three factors."""
    for n in range(count):
        k = options[task, n]
        for b in range(BLOCK):
            weight[n, b] = of_class[task, k, row[b]]
        if k > 0 and prices[k] > 0.0:
            for b in range(BLOCK):
                weight[n, b] *= exponential(min(_STEEPEST, sensitivity[b] * prices[k]))
        if with_bonus[k]:
            for b in range(BLOCK):
                weight[n, b] *= of_surfaces[k, code[b]]


@njit(cache=True, nogil=True)
def _draw(
    times: Singles,
    task: int,
    count: int,
    options: NDArray[np.int64],
    task_words: Words,
    option_words: Words,
    key: Words,
    block: Words,
    words: Words,
) -> None:
    """Fill `times` with the waiting times of a block of enterprises for each option and workload."""
    workloads = times.shape[1]
    for n in range(count):
        option_word = option_words[options[task, n]]
        for w in range(0, workloads, 4):
            for b in range(BLOCK):
                words[0, b], words[1, b], words[2, b], words[3, b] = random_words(
                    block[b], task_words[task], option_word, np.uint32(w), key[0], key[1]
                )
            for j in range(min(4, workloads - w)):
                for b in range(BLOCK):
                    times[n, w + j, b] = waiting_time(words[j, b])


@njit(cache=True, nogil=True)
def _reweigh(weight: Singles, count: int, now: Whole, w: int, without: np.float32, factor: np.float32) -> None:
    """Multiply the weight of the option that a workload runs on; doing without AI has a factor of its own."""
    for n in range(count):
        by = factor if n > 0 else without
        for b in range(BLOCK):
            weight[n, b] *= by if now[w, b] == np.int32(n) else np.float32(1.0)


@njit(cache=True, nogil=True)
def _choose(
    now: Whole,
    times: Singles,
    weight: Singles,
    count: int,
    due: NDArray[np.bool_],
    staying: np.float32,
    crowding: np.float32,
    best: Singles,
    chosen: Whole,
) -> None:
    """Let a block of enterprises choose, workload by workload, the option whose weighted waiting time is shortest."""
    one, leaving = np.float32(1.0), np.float32(1.0) / staying
    workloads = now.shape[0]
    # A workload is not in its own way, so the first to choose does not crowd yet.
    for w in range(1, workloads):
        _reweigh(weight, count, now, w, one, crowding)
    for w in range(workloads):
        _reweigh(weight, count, now, w, staying, staying / crowding if w > 0 else staying)
        best[:] = np.inf
        chosen[:] = 0
        for n in range(count):
            for b in range(BLOCK):
                time = times[n, w, b] * weight[n, b]
                better = time < best[b]
                best[b] = time if better else best[b]
                chosen[b] = np.int32(n) if better else chosen[b]
        _reweigh(weight, count, now, w, leaving, leaving)
        for b in range(BLOCK):
            now[w, b] = chosen[b] if due[b] or now[w, b] < 0 else now[w, b]
        _reweigh(weight, count, now, w, one, crowding)


@njit(cache=True, nogil=True)
def renew(
    incumbent: NDArray[np.int8],
    enterprises: NDArray[np.int64],
    due: NDArray[np.bool_],
    access_class: NDArray[np.int16],
    surface_code: NDArray[np.int32],
    sensitivity_factor: Singles,
    task_sensitivity: Singles,
    utility: Singles,
    bonus: Singles,
    prices: Singles,
    options: NDArray[np.int64],
    option_counts: NDArray[np.int64],
    switching_cost: float,
    concentration_cost: float,
    task_words: Words,
    option_words: Words,
    key: Words,
) -> int:
    """Let enterprises choose again, workload by workload (E3), in place.

    Parameters
    ----------
    incumbent : int8 array, shape (all, tasks, workloads)
        Option of each workload, changed in place; ``NO_INCUMBENT`` before the first choice.
    enterprises : int array, shape (chosen,)
        Enterprises to visit. Their order does not matter, and disjoint lists may be visited at the same time.
    due : bool array, shape (all,)
        Enterprises that renew this month. Others only replace options that are gone.
    access_class, surface_code : int arrays, shape (all,)
        Row of `utility` and column of `bonus` that apply to the enterprise.
    sensitivity_factor : float32 array, shape (all, tasks)
        Factor on the price sensitivity of the task.
    task_sensitivity : float32 array, shape (tasks,)
        Utils per USD per Mtok.
    utility : float32 array, shape (tasks, options, classes)
        Utility without price, bonus and inertia; ``-inf`` where not on offer.
    bonus : float32 array, shape (options, surface codes)
        Integration bonus of each option.
    prices : float32 array, shape (options,)
        USD per Mtok; option 0 is doing without AI and costs nothing.
    options : int array, shape (tasks, options)
        Options that can serve a task, doing without first, padded; `option_counts` says how many.
    switching_cost, concentration_cost : float
        Sigma and gamma_E, utils.
    task_words, option_words : uint32 arrays
        Words of the names by which draws are counted.
    key : uint32 array, shape (2,)
        Key of this month's stream.

    Returns
    -------
    int
        Number of workloads that chose.
    """
    _, tasks, workloads = incumbent.shape
    most = options.shape[1]
    of_class = _class_weights(utility)
    of_surfaces, with_bonus = _bonus_weights(bonus)
    places = _places(utility, options, option_counts)
    crowding = np.float32(np.exp(concentration_cost / max(workloads - 1, 1)))
    staying = np.float32(np.exp(-switching_cost))
    # Unsigned, so that the compiler need not think of indices from the end.
    block = np.empty(BLOCK, dtype=np.uint32)
    row = np.empty(BLOCK, dtype=np.uint32)
    code = np.empty(BLOCK, dtype=np.uint32)
    due_here = np.empty(BLOCK, dtype=np.bool_)
    sensitivity = np.empty(BLOCK, dtype=np.float32)
    now = np.empty((workloads, BLOCK), dtype=np.int32)
    weight = np.empty((most, BLOCK), dtype=np.float32)
    times = np.empty((most, workloads, BLOCK), dtype=np.float32)
    words = np.empty((4, BLOCK), dtype=np.uint32)
    best = np.empty(BLOCK, dtype=np.float32)
    chosen = np.empty(BLOCK, dtype=np.int32)
    choices = 0
    for start in range(0, enterprises.size, BLOCK):
        size = min(BLOCK, enterprises.size - start)
        for b in range(BLOCK):
            # A short last block is filled up with its last enterprise, whose copies are not written back.
            i = np.uint32(enterprises[start + min(b, size - 1)])
            block[b] = i
            row[b] = access_class[i]
            code[b] = surface_code[i]
            due_here[b] = due[i]
        for task in range(tasks):
            count = option_counts[task]
            for b in range(BLOCK):
                sensitivity[b] = sensitivity_factor[block[b], task] * task_sensitivity[task]
            _weigh(weight, task, count, options, of_class, of_surfaces, with_bonus, prices, row, code, sensitivity)
            _draw(times, task, count, options, task_words, option_words, key, block, words)
            for w in range(workloads):
                for b in range(BLOCK):
                    now[w, b] = places[task, np.uint32(incumbent[block[b], task, w] + 1), row[b]]
                for b in range(size):
                    choices += due_here[b] or now[w, b] < 0
            _choose(now, times, weight, count, due_here, staying, crowding, best, chosen)
            for w in range(workloads):
                for b in range(size):
                    incumbent[block[b], task, w] = options[task, np.uint32(now[w, b])]
    return choices
