"""Which months of a run count, and what money in them is worth."""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Array, Flags, Integers
from sim.results.outcomes import MONTHS_PER_YEAR


@dataclass(frozen=True)
class Span:
    """Months of a run.

    Attributes
    ----------
    first, end : int
        The first month, counted from the start of the run, and the one after the last.
    discount : float
        Interest a year at which money is discounted to the first month.
    """

    first: int
    end: int
    discount: float = 0.0

    def holds(self, months: Integers) -> Flags:
        """Return which months are in the span."""
        return np.asarray((months >= self.first) & (months < self.end))

    def weight(self, months: Integers) -> Array:
        """Return what a dollar of each month is worth in the first month of the span."""
        return np.asarray((1.0 + self.discount) ** (-(np.asarray(months) - self.first) / MONTHS_PER_YEAR))
