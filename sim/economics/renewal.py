"""What enterprises do when a contract is renewed (E3): workload by workload, one option each, with inertia.

Formulas::

    choice of a workload = argmax_k of v_k - switching_cost [k is not its incumbent] - concentration_cost X_k + taste_k
    X_k = share of the enterprise's other workloads of the task on k; taste_k is standard Gumbel

Choosing the option with the highest utility plus Gumbel taste is the same as choosing the one with the smallest
exponential waiting time divided by exp(utility): one logarithm per draw instead of two. Draws are counted, not stored:
each belongs to a seed and month (the key) and to an enterprise, task, option and workload (the counter), so that
neither threads nor blocks nor the arrival of another option can change them, and two scenarios share them.

Enterprises are taken in blocks across which the compiler vectorises; the logarithm and the exponential are short
polynomials, because those of the C library are not vectorised. All compiled code of this law stays in this file: the
compiler's cache does not notice changes in files that it imports.
"""

from hashlib import blake2b

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]
Singles = NDArray[np.float32]
Words = NDArray[np.uint32]
Word = np.uint32

NO_INCUMBENT = -1
BLOCK = 128

_MULTIPLY_A = np.uint64(0xD2511F53)
_MULTIPLY_B = np.uint64(0xCD9E8D57)
_WEYL_A = np.uint32(0x9E3779B9)
_WEYL_B = np.uint32(0xBB67AE85)
_SHIFT = np.uint64(32)
# Seven rounds pass all tests of randomness that the authors know of (Salmon et al. 2011, table 2).
_ROUNDS = 7

# Utils beyond which single precision would overflow; nobody's choice depends on what lies there.
_STEEPEST = np.float32(40.0)


def name_word(name: str) -> int:
    """Return a 32-bit word for a name, by which draws are counted."""
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "little")


@njit(cache=True, nogil=True)
def random_words(
    first: Words, second: Word, third: Word, fourth: Word, key_a: Word, key_b: Word, words: NDArray[np.uint32]
) -> None:
    """Fill four rows of words by Philox4x32-7 (Salmon et al. 2011), one counter per column.

    Parameters
    ----------
    first : uint32 array, shape (columns,)
        First word of each counter.
    second, third, fourth : uint32
        Other words of all counters.
    key_a, key_b : uint32
        Key.
    words : uint32 array, shape (4, columns)
        Filled.
    """
    for b in range(first.size):
        x0, x1, x2, x3 = first[b], second, third, fourth
        k0, k1 = key_a, key_b
        for _ in range(_ROUNDS):
            product_a = np.uint64(x0) * _MULTIPLY_A
            product_b = np.uint64(x2) * _MULTIPLY_B
            y0 = np.uint32(product_b >> _SHIFT) ^ x1 ^ k0
            y1 = np.uint32(product_b)
            y2 = np.uint32(product_a >> _SHIFT) ^ x3 ^ k1
            y3 = np.uint32(product_a)
            x0, x1, x2, x3 = y0, y1, y2, y3
            k0 = np.uint32(k0 + _WEYL_A)
            k1 = np.uint32(k1 + _WEYL_B)
        words[0, b], words[1, b], words[2, b], words[3, b] = x0, x1, x2, x3


@njit(cache=True, nogil=True)
def waiting_times(words: Words, times: Singles, bits: NDArray[np.int32], exponents: NDArray[np.int32]) -> None:
    """Turn random words into exponential waiting times: minus the logarithm of a uniform inside (0, 1).

    The polynomial is good to 1.3e-6 of its value, far below what any number of draws could show.

    Parameters
    ----------
    words : uint32 array
        Random words.
    times : float32 array
        Filled.
    bits : int32 array
        The same memory as `times`.
    exponents : int32 array
        Scratch space of the same size.
    """
    for b in range(times.size):
        times[b] = (np.float32(words[b] >> np.uint32(9)) + np.float32(0.5)) * np.float32(2.0**-23)
    for b in range(times.size):
        exponents[b] = (bits[b] - np.int32(0x3F3504F3)) >> np.int32(23)
        bits[b] -= exponents[b] << np.int32(23)
    for b in range(times.size):
        f = times[b] - np.float32(1.0)
        p = np.float32(0.11949461)
        p = p * f - np.float32(0.1858764)
        p = p * f + np.float32(0.20449126)
        p = p * f - np.float32(0.2491906)
        p = p * f + np.float32(0.3331922)
        p = p * f - np.float32(0.50000846)
        times[b] = -(f * f * p + f + np.float32(exponents[b]) * np.float32(0.6931471806))


@njit(cache=True, nogil=True)
def exponentials(values: Singles, bits: NDArray[np.int32]) -> None:
    """Replace values by their exponentials, good to single precision.

    Parameters
    ----------
    values : float32 array
        Between -87 and 87; overwritten.
    bits : int32 array
        Scratch space of the same size.
    """
    for b in range(values.size):
        whole = np.int32(values[b] * np.float32(1.44269504) + np.float32(128.5)) - np.int32(128)
        bits[b] = (whole + np.int32(127)) << np.int32(23)
        # ln 2 in two parts, so that the remainder keeps its digits.
        values[b] -= np.float32(whole) * np.float32(0.693359375)
        values[b] += np.float32(whole) * np.float32(2.12194440e-4)
    scale = bits.view(np.float32)
    for b in range(values.size):
        r = values[b]
        p = np.float32(0.00139296)
        p = p * r + np.float32(0.008359873)
        p = p * r + np.float32(0.041666504)
        p = p * r + np.float32(0.16666599)
        p = p * r + np.float32(0.5)
        values[b] = (p * r * r + r + np.float32(1.0)) * scale[b]


@njit(cache=True, nogil=True)
def _weigh(
    weight: Singles,
    bits: NDArray[np.int32],
    of_class: Singles,
    of_surfaces: Singles,
    price: np.float32,
    access_class: Words,
    surface_code: Words,
    price_sensitivity: Singles,
) -> None:
    """Fill `weight` with exp(-utility) of one option for a block of enterprises, from its three factors."""
    for b in range(weight.size):
        weight[b] = min(_STEEPEST, price_sensitivity[b] * price)
    if price > 0.0:
        exponentials(weight, bits)
    for b in range(weight.size):
        weight[b] = of_class[access_class[b]] * (weight[b] if price > 0.0 else np.float32(1.0))
    if of_surfaces.size > 0:
        for b in range(weight.size):
            weight[b] *= of_surfaces[surface_code[b]]


@njit(cache=True, nogil=True)
def _pick(times: Singles, weight: Singles, count: int, workload: int, best: Singles, chosen: NDArray[np.int32]) -> None:
    """Find the option whose weighted waiting time is shortest, for a block of enterprises."""
    best[:] = np.inf
    chosen[:] = 0
    for n in range(count):
        time, load = times[n, workload], weight[n]
        for b in range(best.size):
            total = time[b] * load[b]
            better = total < best[b]
            best[b] = total if better else best[b]
            chosen[b] = np.int32(n) if better else chosen[b]


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
    of_class = np.exp(np.minimum(_STEEPEST, np.maximum(-_STEEPEST, -utility)))
    of_class[:] = np.where(utility == -np.inf, np.float32(np.inf), of_class)
    of_surfaces = np.exp(np.minimum(_STEEPEST, np.maximum(-_STEEPEST, -bonus)))
    with_bonus = np.empty(bonus.shape[0], dtype=np.bool_)
    for k in range(bonus.shape[0]):
        with_bonus[k] = np.any(bonus[k] != 0.0)
    nothing = np.empty(0, dtype=np.float32)
    crowding = np.float32(np.exp(concentration_cost / max(workloads - 1, 1)))
    leaving = np.float32(np.exp(switching_cost))
    staying = np.float32(1.0) / leaving
    relief_and_staying = staying / crowding
    block = np.empty(BLOCK, dtype=np.int64)
    counters = np.empty(BLOCK, dtype=np.uint32)
    words = np.empty((4, BLOCK), dtype=np.uint32)
    times = np.empty((most, workloads, BLOCK), dtype=np.float32)
    weight = np.empty((most, BLOCK), dtype=np.float32)
    bits = np.empty(BLOCK, dtype=np.int32)
    exponents = np.empty(4 * BLOCK, dtype=np.int32)
    # Unsigned, so that the compiler need not think of indices from the end.
    row = np.empty(BLOCK, dtype=np.uint32)
    code = np.empty(BLOCK, dtype=np.uint32)
    sensitivity = np.empty(BLOCK, dtype=np.float32)
    now = np.empty((workloads, BLOCK), dtype=np.int32)
    redo = np.empty((workloads, BLOCK), dtype=np.bool_)
    best = np.empty(BLOCK, dtype=np.float32)
    chosen = np.empty(BLOCK, dtype=np.int32)
    place = np.zeros(bonus.shape[0], dtype=np.int32)
    choices = 0
    for start in range(0, enterprises.size, BLOCK):
        size = min(BLOCK, enterprises.size - start)
        for b in range(BLOCK):
            # A short last block is filled up with its last enterprise, whose copies are not written back.
            i = enterprises[start + min(b, size - 1)]
            block[b] = i
            counters[b] = np.uint32(i)
            row[b] = access_class[i]
            code[b] = surface_code[i]
        for task in range(tasks):
            count = option_counts[task]
            for b in range(BLOCK):
                sensitivity[b] = sensitivity_factor[block[b], task] * task_sensitivity[task]
            for n in range(count):
                k = options[task, n]
                place[k] = n
                price = prices[k] if k > 0 else np.float32(0.0)
                felt = of_surfaces[k] if with_bonus[k] else nothing
                _weigh(weight[n], bits, of_class[task, k], felt, price, row, code, sensitivity)
                for w in range(0, workloads, 4):
                    random_words(counters, task_words[task], option_words[k], np.uint32(w), key[0], key[1], words)
                    lines = times[n, w : min(w + 4, workloads)].reshape(-1)
                    waiting_times(words.reshape(-1), lines, lines.view(np.int32), exponents)
            for w in range(workloads):
                for b in range(BLOCK):
                    k = incumbent[block[b], task, w]
                    lost = k == NO_INCUMBENT or utility[task, k, row[b]] == -np.inf
                    redo[w, b] = lost or due[block[b]]
                    now[w, b] = -1 if lost else place[k]
                    # The workload that chooses first is not in its own way.
                    if w > 0 and now[w, b] > 0:
                        weight[now[w, b], b] *= crowding
            for w in range(workloads):
                for b in range(BLOCK):
                    n = now[w, b]
                    if n >= 0:
                        weight[n, b] *= relief_and_staying if w > 0 and n > 0 else staying
                _pick(times, weight, count, w, best, chosen)
                for b in range(BLOCK):
                    if now[w, b] >= 0:
                        weight[now[w, b], b] *= leaving
                    if redo[w, b]:
                        now[w, b] = chosen[b]
                    if now[w, b] > 0:
                        weight[now[w, b], b] *= crowding
            for b in range(size):
                for w in range(workloads):
                    if redo[w, b]:
                        incumbent[block[b], task, w] = options[task, now[w, b]]
                        choices += 1
    return choices


@njit(cache=True, nogil=True)
def _bits_set(word: np.uint64) -> int:
    count = 0
    while word:
        word &= word - np.uint64(1)
        count += 1
    return count


@njit(cache=True, nogil=True)
def usage(
    incumbent: NDArray[np.int8],
    size: Singles,
    access_class: NDArray[np.int16],
    classes: int,
    options: int,
    distinct: NDArray[np.int64],
) -> Array:
    """Add up what a run of enterprises uses.

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
    distinct : int array, shape (options,)
        Raised by one at n for each enterprise that uses n different options, doing without AI not counted.

    Returns
    -------
    array, shape (tasks, classes, options)
        Sum of the sizes that run each option, over workloads evenly.
    """
    enterprises, tasks, workloads = incumbent.shape
    shares = np.zeros((tasks, classes, options))
    for i in range(enterprises):
        used_low, used_high = np.uint64(0), np.uint64(0)
        part = np.float64(size[i]) / workloads
        for task in range(tasks):
            for w in range(workloads):
                k = incumbent[i, task, w]
                shares[task, access_class[i], k] += part
                if k < 64:
                    used_low |= np.uint64(1) << np.uint64(k)
                else:
                    used_high |= np.uint64(1) << np.uint64(k - 64)
        distinct[_bits_set(used_low & ~np.uint64(1)) + _bits_set(used_high)] += 1
    return shares
