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
"""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array, Flags, Integers
from sim.economics.renewal_kernel import STEEPEST, Singles, Whole, Words, choose_again

NO_INCUMBENT = -1


def name_word(name: str) -> int:
    """Return a 32-bit word for a name, by which draws are counted."""
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "little")


def class_weights(utility: Singles) -> Singles:
    """Return exp(-utility) by task, option and row, infinite where an option is not on offer.

    A row is a segment and a class: segment times the number of classes plus class.

    Parameters
    ----------
    utility : float32 array, shape (segments, tasks, options, classes)
        Utils.
    """
    weights = np.exp(np.clip(-utility, -STEEPEST, STEEPEST))
    weights = np.where(utility == -np.inf, np.float32(np.inf), weights).astype(np.float32)
    segments, tasks, options, classes = utility.shape
    return np.ascontiguousarray(weights.transpose(1, 2, 0, 3).reshape(tasks, options, segments * classes))


def bonus_weights(bonus: Singles) -> tuple[Singles, Flags]:
    """Return exp(-bonus) by option and column, and which options have a bonus at all.

    A column is a segment and a code: segment times the number of codes plus code.

    Parameters
    ----------
    bonus : float32 array, shape (segments, options, codes)
        Utils.
    """
    weights = np.exp(np.clip(-bonus, -STEEPEST, STEEPEST)).astype(np.float32)
    columns = weights.transpose(1, 0, 2).reshape(bonus.shape[1], -1)
    return np.ascontiguousarray(columns), (bonus != 0.0).any(axis=(0, 2))


def places_of(of_class: Singles, options: Integers, option_counts: Integers) -> Whole:
    """Return where option k stands in the list of a task, seen from a row, under k + 1.

    It is -1 where the option is not on offer, and under 0, which is for workloads that have no option yet.
    """
    tasks, count, rows = of_class.shape
    places = np.full((tasks, count + 1, rows), -1, dtype=np.int32)
    for task in range(tasks):
        mine = options[task, : option_counts[task]]
        numbers = np.arange(mine.size, dtype=np.int32)[:, None]
        places[task, mine + 1] = np.where(of_class[task, mine] < np.inf, numbers, -1)
    return places


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
    task_words, option_words : uint32 arrays
        Words of the names by which draws are counted.
    key, new_work_key : uint32 array, shape (2,)
        Keys of this month's streams for tastes and for new work.

    Returns
    -------
    int
        Number of workloads that chose.
    """
    of_class = class_weights(utility)
    of_surfaces, with_bonus = bonus_weights(bonus)
    places = places_of(of_class, options, option_counts)
    codes = bonus.shape[2]
    rows = (segment.astype(np.int64) * utility.shape[3] + access_class).astype(np.int32)
    chosen: int = choose_again(
        incumbent,
        enterprises,
        due,
        segment,
        rows,
        surface_code,
        sensitivity_factor,
        task_sensitivity,
        of_class,
        of_surfaces,
        with_bonus,
        codes,
        places,
        price_term,
        options,
        option_counts,
        vendor,
        switching_cost,
        upgrade_cost,
        concentration_cost,
        new_work,
        task_words,
        option_words,
        key,
        new_work_key,
    )
    return chosen
