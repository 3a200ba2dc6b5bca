"""Populations whose contracts are renewed again and again on one task with given utilities."""

import numpy as np
from numpy.typing import NDArray

from sim.economics.renewal import NO_INCUMBENT, name_word, renew

Array = NDArray[np.float64]


class Population:
    """Enterprises that face the same utilities on one task.

    Options are numbered from 0, which is doing without AI.

    Attributes
    ----------
    incumbent : int8 array, shape (enterprises, 1, workloads)
        What each workload runs on.
    """

    def __init__(self, enterprises: int, workloads: int = 1, seed: int = 1) -> None:
        self.count = enterprises
        self.seed = seed
        self.month = 0
        self.incumbent = np.full((enterprises, 1, workloads), NO_INCUMBENT, dtype=np.int8)

    def renew(
        self,
        utility: Array,
        switching_cost: float = 0.0,
        concentration_cost: float = 0.0,
        due: NDArray[np.bool_] | None = None,
        visited: NDArray[np.int64] | None = None,
        prices: Array | None = None,
        sensitivity: float = 0.5,
        bonus: Array | None = None,
    ) -> int:
        """Let everybody, or those due, choose again with the draws of the next month; returns the number of choices."""
        options = len(utility)
        visited = np.arange(self.count) if visited is None else visited
        self.month += 1
        return int(
            renew(
                self.incumbent,
                visited,
                np.ones(self.count, dtype=bool) if due is None else due,
                np.zeros(self.count, dtype=np.int16),
                np.zeros(self.count, dtype=np.int32),
                np.ones((self.count, 1), dtype=np.float32),
                np.array([sensitivity], dtype=np.float32),
                np.array(utility, dtype=np.float32).reshape(1, options, 1),
                (np.zeros(options) if bonus is None else bonus).astype(np.float32).reshape(options, 1),
                (np.zeros(options) if prices is None else prices).astype(np.float32),
                np.arange(options, dtype=np.int64)[None, :],
                np.array([options], dtype=np.int64),
                switching_cost,
                concentration_cost,
                np.array([name_word("task")], dtype=np.uint32),
                np.array([name_word(str(option)) for option in range(options)], dtype=np.uint32),
                np.array([self.seed, self.month], dtype=np.uint32),
            )
        )

    @property
    def choice(self) -> NDArray[np.int8]:
        """What the first workload of each enterprise runs on."""
        return self.incumbent[:, 0, 0].copy()

    def shares(self, options: int) -> Array:
        """Share of each option in all workloads."""
        return np.bincount(self.incumbent.ravel(), minlength=options) / self.incumbent.size
