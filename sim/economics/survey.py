"""What a survey of all enterprises would find: what they buy, from whom, and how many models they use.

Formulas::

    spend[segment, task, option] = sum over adopters of size x weight of the task in their segment
                                   x share of the task's workloads that run the option
    workloads[segment, option]   = number of workloads in production
    customers[segment, vendor]   = enterprises with a workload bought from the vendor; both[v, w] from both
    main lab                     = the one behind the largest spend of the enterprise, through whatever app
    counts[segment, n]           = enterprises that use n different models, through whatever app
    labs of an enterprise        = 1 / sum over labs of (share of its spend on AI)^2, through whatever app
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.arrays import Array, Integers

NOBODY = -1
"""Main lab of an enterprise that buys nothing."""


@njit(cache=True, nogil=True)
def survey(
    incumbent: NDArray[np.int8],
    size: NDArray[np.float32],
    segment: NDArray[np.int16],
    weight: Array,
    vendor: Integers,
    lab: Integers,
    vendors: int,
    contains: NDArray[np.bool_],
    spend: Array,
    workloads: Integers,
    customers: Integers,
    both: Integers,
    counts: Integers,
) -> NDArray[np.int8]:
    """Ask every enterprise, and add up the answers.

    Parameters
    ----------
    incumbent : int8 array, shape (enterprises, tasks, workloads)
        Option of each workload, 0 for doing without; below 0 for an enterprise that has not adopted: it buys nothing.
    size : float32 array, shape (enterprises,)
        Share of each enterprise in all.
    segment : int array, shape (enterprises,)
        Segment of each enterprise.
    weight : array, shape (segments, tasks)
        What a task is worth for an enterprise of size one.
    vendor : int array, shape (options,)
        Who sells each option; not read for doing without.
    lab : int array, shape (options,)
        Whose model stands behind each option; not read for doing without.
    vendors : int
        Number of vendors, labs among them.
    contains : bool array, shape (options, models)
        Which models stand behind each option.
    spend : array, shape (segments, tasks, options)
        Raised by what is spent, doing without included.
    workloads : int array, shape (segments, options)
        Raised by the workloads that run each option.
    customers : int array, shape (segments, vendors)
        Raised by one for each enterprise that buys from a vendor.
    both : int array, shape (vendors, vendors)
        Raised by one for each enterprise that buys from both.
    counts : int array, shape (segments, 1 + models)
        Raised by one at n for each adopter that uses n models.

    Returns
    -------
    int8 array, shape (enterprises,)
        Main lab of each, `NOBODY` where it buys nothing.
    """
    enterprises, tasks, slots = incumbent.shape
    models = contains.shape[1]
    main = np.full(enterprises, NOBODY, dtype=np.int8)
    amount = np.zeros(vendors)
    buys = np.zeros(vendors, dtype=np.bool_)
    uses = np.zeros(models, dtype=np.bool_)
    for i in range(enterprises):
        if incumbent[i, 0, 0] < 0:
            continue
        amount[:] = 0.0
        buys[:] = False
        uses[:] = False
        group = segment[i]
        for task in range(tasks):
            part = size[i] * weight[group, task] / slots
            for slot in range(slots):
                option = incumbent[i, task, slot]
                spend[group, task, option] += part
                workloads[group, option] += 1
                if option > 0:
                    amount[lab[option]] += part
                    buys[vendor[option]] = True
                    for model in range(models):
                        uses[model] |= contains[option, model]
        best = NOBODY
        for first in range(vendors):
            if amount[first] > 0.0 and (best == NOBODY or amount[first] > amount[best]):
                best = first
            if buys[first]:
                customers[group, first] += 1
                for second in range(vendors):
                    if buys[second]:
                        both[first, second] += 1
        main[i] = best
        counts[group, np.sum(uses)] += 1
    return main


@njit(cache=True, nogil=True)
def effective_labs(incumbent: NDArray[np.int8], segment: NDArray[np.int16], weight: Array, behind: Array) -> Array:
    """Return on how many labs each enterprise spreads what it spends on AI: the inverse of their concentration.

    Parameters
    ----------
    incumbent, segment, weight : array
        As for `survey`.
    behind : array, shape (options, labs)
        Part of each option's requests that the models of each lab answer; zeros for doing without.

    Returns
    -------
    array, shape (enterprises,)
        1 where one lab has everything; 0 where nothing is bought.
    """
    enterprises, tasks, slots = incumbent.shape
    labs = behind.shape[1]
    found = np.zeros(enterprises)
    amount = np.zeros(labs)
    for i in range(enterprises):
        if incumbent[i, 0, 0] < 0:
            continue
        amount[:] = 0.0
        for task in range(tasks):
            for slot in range(slots):
                option = incumbent[i, task, slot]
                for lab in range(labs):
                    amount[lab] += weight[segment[i], task] * behind[option, lab]
        squares = np.sum(amount**2)
        if squares > 0.0:
            found[i] = np.sum(amount) ** 2 / squares
    return found
