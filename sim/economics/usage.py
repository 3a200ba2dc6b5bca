"""What enterprises use: sums of their sizes by task, class and option.

Formulas::

    usage[task, class, option] = sum over adopters of size x weight of the task in their segment (E48)
                                 x share of the task's workloads that run the option (E3)
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.arrays import Array, Integers

Singles = NDArray[np.float32]


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
    segment: NDArray[np.int16],
    weight: Array,
    access_class: NDArray[np.int16],
    classes: int,
    options: int,
    distinct: Integers,
) -> Array:
    """Add up what a run of enterprises uses.

    Parameters
    ----------
    incumbent : int8 array, shape (enterprises, tasks, workloads)
        Option of each workload; ``NO_INCUMBENT`` for an enterprise that has not adopted, which is not counted (E41).
    size : float32 array, shape (enterprises,)
        Share of each enterprise in all.
    segment, access_class : int array, shape (enterprises,)
        Segment and class of each enterprise.
    weight : array, shape (segments, tasks)
        What a task weighs for a segment.
    classes, options : int
        Numbers of classes and options.
    distinct : int array, shape (options,)
        Raised by one at n for each adopter that uses n different options, doing without AI not counted.

    Returns
    -------
    array, shape (tasks, classes, options)
        Sum of the sizes that run each option, over workloads evenly.
    """
    enterprises, tasks, workloads = incumbent.shape
    shares = np.zeros((tasks, classes, options))
    for i in range(enterprises):
        used_low, used_high = np.uint64(0), np.uint64(0)
        if incumbent[i, 0, 0] < 0:
            continue
        for task in range(tasks):
            part = size[i] * weight[segment[i], task] / workloads
            for w in range(workloads):
                k = incumbent[i, task, w]
                shares[task, access_class[i], k] += part
                if k < 64:
                    used_low |= np.uint64(1) << np.uint64(k)
                else:
                    used_high |= np.uint64(1) << np.uint64(k - 64)
        distinct[_bits_set(used_low & ~np.uint64(1)) + _bits_set(used_high)] += 1
    return shares
