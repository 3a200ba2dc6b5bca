"""What enterprises do when a contract is renewed or work is new (E3, E43, E47): workload by workload, one option each.

Formulas::

    choice of a workload = argmax_k of utility_k + bonus_k - sensitivity price_term_k - cost_k - concentration_cost X_k
                           + taste_k
    cost_k = 0 for its incumbent, upgrade_cost for another option of the same vendor, else switching_cost
             (new work has no incumbent and pays nothing)
    price_term = price (E1) or its log (E44)
    X_k = share of the enterprise's other workloads of the task on k; taste_k is standard Gumbel

Choosing the option with the highest utility plus Gumbel taste is the same as choosing the one with the smallest
exponential waiting time divided by exp(utility): one logarithm per draw instead of two. Each draw is counted by
enterprise, task, option and workload; whether a workload is new is drawn in the same way with a key of its own.

Enterprises that choose are taken in blocks across which the compiler vectorises. Arrays are handed on whole and once
per block and task: each hand-over counts references, which would otherwise cost as much as the arithmetic. All
compiled code of this law but its draws stays in this file: the compiler's cache does not notice changes in imports.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.arrays import Array, Flags, Integers
from sim.economics.draws import exponential, random_words, waiting_time

Singles = NDArray[np.float32]
Words = NDArray[np.uint32]
Whole = NDArray[np.int32]

NO_INCUMBENT = -1
BLOCK = 128

# Step between neighbouring words as parts of 1.
_WORD_STEP = 2.0**-32

# Utils beyond which single precision would overflow; nobody's choice depends on what lies there.
_STEEPEST = np.float32(40.0)


@njit(cache=True, nogil=True)
def _inverse_exponential(utils: np.float32) -> np.float32:
    """Return exp(-utils), within what single precision holds."""
    return exponential(min(_STEEPEST, max(-_STEEPEST, -utils)))


@njit(cache=True, nogil=True)
def _class_weights(utility: Singles) -> Singles:
    """Return exp(-utility) by task, option and row, infinite where an option is not on offer.

    A row is a segment and a class: segment times the number of classes plus class.
    """
    segments, tasks, options, classes = utility.shape
    weights = np.empty((tasks, options, segments * classes), dtype=np.float32)
    for segment in range(segments):
        for task in range(tasks):
            for k in range(options):
                for c in range(classes):
                    value = utility[segment, task, k, c]
                    gone = value == -np.inf
                    weights[task, k, segment * classes + c] = np.inf if gone else _inverse_exponential(value)
    return weights


@njit(cache=True, nogil=True)
def _bonus_weights(bonus: Singles) -> tuple[Singles, Flags]:
    """Return exp(-bonus) by option and column, and which options have a bonus at all; the others' rows are left empty.

    A column is a segment and a code: segment times the number of codes plus code.
    """
    segments, options, codes = bonus.shape
    weights = np.empty((options, segments * codes), dtype=np.float32)
    with_bonus = np.zeros(options, dtype=np.bool_)
    for k in range(options):
        with_bonus[k] = np.any(bonus[:, k] != 0.0)
        if with_bonus[k]:
            for segment in range(segments):
                for code in range(codes):
                    weights[k, segment * codes + code] = _inverse_exponential(bonus[segment, k, code])
    return weights, with_bonus


@njit(cache=True, nogil=True)
def _places(of_class: Singles, options: Integers, option_counts: Integers) -> Whole:
    """Return where option k stands in the list of a task, seen from a row, under k + 1.

    It is -1 where the option is not on offer, and under 0, which is for workloads that have no option yet.
    """
    tasks, count, rows = of_class.shape
    places = np.full((tasks, count + 1, rows), np.int32(-1))
    for task in range(tasks):
        for n in range(option_counts[task]):
            k = options[task, n]
            for row in range(rows):
                if of_class[task, k, row] < np.inf:
                    places[task, k + 1, row] = n
    return places


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
    known: NDArray[np.bool_],
    known_row: NDArray[np.int64],
    block: Words,
) -> None:
    """Fill `weight` with exp(-utility) of each option for a block of enterprises, from its three factors.

    It is infinite for an option that an enterprise does not know.
    """
    for n in range(count):
        k = options[task, n]
        for b in range(BLOCK):
            weight[n, b] = of_class[task, k, row[b]]
        if k > 0 and price_term[k] != 0.0:
            for b in range(BLOCK):
                weight[n, b] *= _inverse_exponential(-sensitivity[b] * price_term[k])
        if with_bonus[k]:
            for b in range(BLOCK):
                weight[n, b] *= of_surfaces[k, column[b]]
        if known_row[k] >= 0:
            for b in range(BLOCK):
                weight[n, b] = weight[n, b] if known[known_row[k], block[b]] else np.float32(np.inf)


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
def renew(
    incumbent: NDArray[np.int8],
    enterprises: Integers,
    due: Flags,
    segment: NDArray[np.int16],
    access_class: NDArray[np.int16],
    surface_code: NDArray[np.int32],
    sensitivity_factor: Singles,
    task_sensitivity: Singles,
    utility: Singles,
    bonus: Singles,
    price_term: Singles,
    options: Integers,
    option_counts: Integers,
    vendor: Integers,
    switching_cost: float,
    upgrade_cost: float,
    concentration_cost: float,
    new_work: Array,
    known: NDArray[np.bool_],
    known_row: NDArray[np.int64],
    task_words: Words,
    option_words: Words,
    key: Words,
    new_work_key: Words,
) -> int:
    """Let enterprises choose again, workload by workload (E3, E43, E47), in place.

    Parameters
    ----------
    incumbent : int8 array, shape (all, tasks, workloads)
        Option of each workload, changed in place; ``NO_INCUMBENT`` before the first choice.
    enterprises : int array, shape (adopters,)
        Enterprises that buy AI at all (E41). Their order does not matter, and disjoint lists may be visited at the same
        time. Those choose that are due, have new work, run on an option that is gone, or have never chosen.
    due : bool array, shape (all,)
        Enterprises that renew all their workloads this month.
    segment, access_class, surface_code : int arrays, shape (all,)
        Segment of the enterprise, and in its tables the class of `utility` and the code of `bonus` that apply to it.
    sensitivity_factor : float32 array, shape (all, tasks)
        Factor on the price sensitivity of the task.
    task_sensitivity : float32 array, shape (segments, tasks)
        Utils per unit of `price_term`.
    utility : float32 array, shape (segments, tasks, options, classes)
        Utility without price, bonus and inertia; ``-inf`` where not on offer.
    bonus : float32 array, shape (segments, options, surface codes)
        Integration bonus of each option.
    price_term : float32 array, shape (options,)
        The price, USD per Mtok, or its log; option 0 is doing without AI and costs nothing.
    options : int array, shape (tasks, options)
        Options that can serve a task, doing without first, padded; `option_counts` says how many.
    vendor : int array, shape (options,)
        Number of the vendor of each option; doing without is a vendor of its own.
    switching_cost, upgrade_cost, concentration_cost : float
        Cost of leaving the vendor, of moving within it, and gamma_E, utils.
    new_work : array, shape (segments, tasks)
        Probability that a workload is new this month (E43).
    known : bool array, shape (curves, all)
        Which enterprises know each of the options that have a curve of their own (E41); known options stay known.
    known_row : int array, shape (options,)
        Row of each option in `known`; below 0 for an option that everybody knows.
    task_words, option_words : uint32 arrays
        Words of the names by which draws are counted.
    key, new_work_key : uint32 array, shape (2,)
        Keys of this month's streams for tastes and for new work.

    Returns
    -------
    int
        Number of workloads that chose.
    """
    _, tasks, workloads = incumbent.shape
    most, classes, codes = options.shape[1], utility.shape[3], bonus.shape[2]
    of_class = _class_weights(utility)
    of_surfaces, with_bonus = _bonus_weights(bonus)
    places = _places(of_class, options, option_counts)
    rows = (segment.astype(np.int32) * np.int32(classes) + access_class).astype(np.int32)
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
                weight,
                task,
                count,
                options,
                of_class,
                of_surfaces,
                with_bonus,
                price_term,
                row,
                column,
                sensitivity,
                known,
                known_row,
                block,
            )
            _draw(times, task, count, options, task_words, option_words, key, block, words)
            _choose(
                now, times, weight, count, due_here, vendors, staying, upgrading, crowding, best, chosen, vendor_now
            )
            for w in range(workloads):
                for b in range(size):
                    incumbent[block[b], task, w] = options[task, np.uint32(now[w, b])]
    return choices
