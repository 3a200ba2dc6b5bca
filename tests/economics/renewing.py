"""Populations whose contracts are renewed again and again on one task with given utilities."""

import numpy as np
from numpy.typing import NDArray

from sim.economics.renewal import NO_INCUMBENT, name_word, renew

Array = NDArray[np.float64]


class Population:
    """Enterprises that face the same utilities on one task, or one set of utilities for each segment.

    Options are numbered from 0, which is doing without AI.

    Attributes
    ----------
    incumbent : int8 array, shape (enterprises, 1, workloads)
        What each workload runs on.
    segment : int array, shape (enterprises,)
        Segment of each enterprise.
    """

    def __init__(
        self, enterprises: int, workloads: int = 1, seed: int = 1, segment: NDArray[np.int64] | None = None
    ) -> None:
        self.count = enterprises
        self.seed = seed
        self.month = 0
        self.incumbent = np.full((enterprises, 1, workloads), NO_INCUMBENT, dtype=np.int8)
        self.segment = np.zeros(enterprises, dtype=np.int64) if segment is None else segment

    def renew(
        self,
        utility: Array,
        switching_cost: float = 0.0,
        concentration_cost: float = 0.0,
        due: NDArray[np.bool_] | None = None,
        visited: NDArray[np.int64] | None = None,
        prices: Array | None = None,
        sensitivity: float | Array = 0.5,
        bonus: Array | None = None,
        vendor: NDArray[np.int64] | None = None,
        upgrade_cost: float = 0.0,
        new_work: float | Array = 0.0,
    ) -> int:
        """Let everybody, or those due, choose again with the draws of the next month; returns the number of choices.

        Utility, bonus, sensitivity and new work may have a first axis for segments.
        """
        options = np.shape(utility)[-1]
        segments = 1 + int(self.segment.max(initial=0))

        def by_segment(values: float | Array, *shape: int) -> Array:
            table = np.array(values, dtype=np.float32)
            own = table.reshape(table.shape[0] if table.size > np.prod(shape) else 1, *shape)
            return np.ascontiguousarray(np.broadcast_to(own, (segments, *shape)))

        self.month += 1
        return int(
            renew(
                self.incumbent,
                np.arange(self.count) if visited is None else visited,
                np.ones(self.count, dtype=bool) if due is None else due,
                self.segment.astype(np.int16),
                np.zeros(self.count, dtype=np.int16),
                np.zeros(self.count, dtype=np.int32),
                np.ones((self.count, 1), dtype=np.float32),
                by_segment(sensitivity, 1),
                by_segment(utility, 1, options, 1),
                by_segment(np.zeros(options) if bonus is None else bonus, options, 1),
                (np.zeros(options) if prices is None else prices).astype(np.float32),
                np.arange(options, dtype=np.int64)[None, :],
                np.array([options], dtype=np.int64),
                np.arange(options) if vendor is None else vendor,
                switching_cost,
                upgrade_cost,
                concentration_cost,
                by_segment(new_work, 1).astype(np.float64),
                np.array([name_word("task")], dtype=np.uint32),
                np.array([name_word(str(option)) for option in range(options)], dtype=np.uint32),
                np.array([self.seed, self.month], dtype=np.uint32),
                np.array([self.seed, 1_000_000 + self.month], dtype=np.uint32),
            )
        )

    @property
    def choice(self) -> NDArray[np.int8]:
        """What the first workload of each enterprise runs on."""
        return self.incumbent[:, 0, 0].copy()

    def shares(self, options: int) -> Array:
        """Share of each option in all workloads."""
        return np.bincount(self.incumbent.ravel(), minlength=options) / self.incumbent.size
