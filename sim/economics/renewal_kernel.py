"""Compiled part of renewal: draws that are counted, and the choice of blocks of enterprises (E3, E43, E47).

Formulas::

    words = Philox4x32-7(counter, key);  waiting time = -ln u,  u = (word / 2^9 + 1/2) / 2^23

Each draw belongs to a key (seed, mechanism, month) and a counter (who, what for): neither threads nor blocks nor the
arrival of another option can change it, and two scenarios share it. The logarithm and the exponential are short
polynomials, because those of the C library are not vectorised.

Enterprises that choose are taken in blocks across which the compiler vectorises. Arrays are handed on whole and once
per block and task: each hand-over counts references, which would otherwise cost as much as the arithmetic. All
compiled code of this law stays in this file: the compiler's cache does not notice changes in imports.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.arrays import Array, Flags, Integers

Singles = NDArray[np.float32]
Words = NDArray[np.uint32]
Whole = NDArray[np.int32]

BLOCK = 128

# Step between neighbouring words as parts of 1.
_WORD_STEP = 2.0**-32

# Utils beyond which single precision would overflow; nobody's choice depends on what lies there.
STEEPEST = np.float32(40.0)
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
def _find_choosers(
    task: int,
    enterprises: Integers,
    due: Flags,
    segment: NDArray[np.int16],
    row: NDArray[np.int32],
    incumbent: NDArray[np.int8],
    places: Whole,
    new_work: Array,
    task_words: Words,
    key: Words,
    words: Words,
    choosers: Integers,
    slots: Whole,
) -> int:
    """List the enterprises of which a workload of the task chooses, with the place that each workload runs on.

    The place is -1 where the workload is new, or its option is gone.
    """
    workloads = incumbent.shape[2]
    arriving = np.any(new_work[:, task] > 0.0)
    found = 0
    for start in range(0, enterprises.size, BLOCK):
        size = min(BLOCK, enterprises.size - start)
        for w in range(0, workloads if arriving else 0, 4):
            for b in range(size):
                i = np.uint32(enterprises[start + b])
                words[w, b], words[w + 1, b], words[w + 2, b], words[w + 3, b] = random_words(
                    i, task_words[task], np.uint32(0), np.uint32(w), key[0], key[1]
                )
        for b in range(size):
            i = enterprises[start + b]
            chance = new_work[segment[i], task]
            chooses = due[i]
            for w in range(workloads):
                place = places[task, incumbent[i, task, w] + 1, row[i]]
                if arriving and words[w, b] * _WORD_STEP < chance:
                    place = np.int32(-1)
                slots[w, found] = place
                chooses |= place < 0
            choosers[found] = i
            found += chooses
    return found


@njit(cache=True, nogil=True)
def _weigh(
    weight: Singles,
    task: int,
    count: int,
    options: Integers,
    of_class: Singles,
    of_surfaces: Singles,
    with_bonus: Flags,
    price_term: Singles,
    row: Words,
    column: Words,
    sensitivity: Singles,
) -> None:
    """Fill `weight` with exp(-utility) of each option for a block of enterprises, from its three factors."""
    for n in range(count):
        k = options[task, n]
        for b in range(BLOCK):
            weight[n, b] = of_class[task, k, row[b]]
        if k > 0 and price_term[k] != 0.0:
            for b in range(BLOCK):
                weight[n, b] *= exponential(min(STEEPEST, max(-STEEPEST, sensitivity[b] * price_term[k])))
        if with_bonus[k]:
            for b in range(BLOCK):
                weight[n, b] *= of_surfaces[k, column[b]]


@njit(cache=True, nogil=True)
def _draw(
    times: Singles,
    task: int,
    count: int,
    options: Integers,
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
def _crowd(weight: Singles, count: int, now: Whole, w: int, factor: np.float32) -> None:
    """Multiply the weight of the option that a workload runs on; doing without AI is never crowded."""
    for n in range(1, count):
        for b in range(BLOCK):
            weight[n, b] *= factor if now[w, b] == np.int32(n) else np.float32(1.0)


@njit(cache=True, nogil=True)
def _choose(
    now: Whole,
    times: Singles,
    weight: Singles,
    count: int,
    due: Flags,
    vendors: Whole,
    staying: np.float32,
    upgrading: np.float32,
    crowding: np.float32,
    best: Singles,
    chosen: Whole,
    vendor_now: Whole,
) -> None:
    """Let a block of enterprises choose, workload by workload, the option whose weighted waiting time is shortest."""
    one = np.float32(1.0)
    workloads = now.shape[0]
    crowds = crowding != one
    # A workload is not in its own way, so the first to choose does not crowd yet.
    for w in range(1, workloads if crowds else 0):
        _crowd(weight, count, now, w, crowding)
    for w in range(workloads):
        if crowds and w > 0:
            _crowd(weight, count, now, w, one / crowding)
        best[:] = np.inf
        chosen[:] = 0
        for b in range(BLOCK):
            vendor_now[b] = vendors[np.uint32(now[w, b])] if now[w, b] >= 0 else np.int32(-1)
        for n in range(count):
            for b in range(BLOCK):
                bound = upgrading if vendor_now[b] == vendors[n] else one
                bound = staying if now[w, b] == np.int32(n) else bound
                time = times[n, w, b] * weight[n, b] * bound
                better = time < best[b]
                best[b] = time if better else best[b]
                chosen[b] = np.int32(n) if better else chosen[b]
        for b in range(BLOCK):
            now[w, b] = chosen[b] if due[b] or now[w, b] < 0 else now[w, b]
        if crowds:
            _crowd(weight, count, now, w, crowding)


@njit(cache=True, nogil=True)
def choose_again(
    incumbent: NDArray[np.int8],
    enterprises: Integers,
    due: Flags,
    segment: NDArray[np.int16],
    rows: NDArray[np.int32],
    surface_code: NDArray[np.int32],
    sensitivity_factor: Singles,
    task_sensitivity: Singles,
    of_class: Singles,
    of_surfaces: Singles,
    with_bonus: Flags,
    codes: int,
    places: Whole,
    price_term: Singles,
    options: Integers,
    option_counts: Integers,
    vendor: Integers,
    switching_cost: float,
    upgrade_cost: float,
    concentration_cost: float,
    new_work: Array,
    task_words: Words,
    option_words: Words,
    key: Words,
    new_work_key: Words,
) -> int:
    """Let enterprises choose again, in place: `sim.economics.renewal.renew` with its tables worked out.

    The arguments are described there, and at `class_weights`, `bonus_weights` and `places_of`.
    """
    _, tasks, workloads = incumbent.shape
    most = options.shape[1]
    crowding = np.float32(np.exp(concentration_cost / max(workloads - 1, 1)))
    staying = np.float32(np.exp(-switching_cost))
    upgrading = np.float32(np.exp(upgrade_cost - switching_cost))
    choosers = np.empty(enterprises.size + 1, dtype=np.int64)
    slots = np.empty((workloads, enterprises.size + 1), dtype=np.int32)
    # Unsigned, so that the compiler need not think of indices from the end.
    block = np.empty(BLOCK, dtype=np.uint32)
    row = np.empty(BLOCK, dtype=np.uint32)
    column = np.empty(BLOCK, dtype=np.uint32)
    due_here = np.empty(BLOCK, dtype=np.bool_)
    sensitivity = np.empty(BLOCK, dtype=np.float32)
    now = np.empty((workloads, BLOCK), dtype=np.int32)
    weight = np.empty((most, BLOCK), dtype=np.float32)
    times = np.empty((most, workloads, BLOCK), dtype=np.float32)
    words = np.empty((workloads + 3, BLOCK), dtype=np.uint32)
    best = np.empty(BLOCK, dtype=np.float32)
    chosen = np.empty(BLOCK, dtype=np.int32)
    vendor_now = np.empty(BLOCK, dtype=np.int32)
    choices = 0
    for task in range(tasks):
        count = option_counts[task]
        vendors = vendor[options[task, :count]].astype(np.int32)
        found = _find_choosers(
            task,
            enterprises,
            due,
            segment,
            rows,
            incumbent,
            places,
            new_work,
            task_words,
            new_work_key,
            words,
            choosers,
            slots,
        )
        for start in range(0, found, BLOCK):
            size = min(BLOCK, found - start)
            for b in range(BLOCK):
                # A short last block is filled up with its last enterprise, whose copies are not written back.
                place = start + min(b, size - 1)
                i = np.uint32(choosers[place])
                block[b] = i
                row[b] = rows[i]
                column[b] = segment[i] * codes + surface_code[i]
                due_here[b] = due[i]
                sensitivity[b] = sensitivity_factor[i, task] * task_sensitivity[segment[i], task]
                for w in range(workloads):
                    now[w, b] = slots[w, place]
            for w in range(workloads):
                for b in range(size):
                    choices += due_here[b] or now[w, b] < 0
            _weigh(
                weight, task, count, options, of_class, of_surfaces, with_bonus, price_term, row, column, sensitivity
            )
            _draw(times, task, count, options, task_words, option_words, key, block, words)
            _choose(
                now, times, weight, count, due_here, vendors, staying, upgrading, crowding, best, chosen, vendor_now
            )
            for w in range(workloads):
                for b in range(size):
                    incumbent[block[b], task, w] = options[task, np.uint32(now[w, b])]
    return choices
