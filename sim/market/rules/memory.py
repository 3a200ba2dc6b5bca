"""What those who set prices remember from month to month, and the luck of their trials."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array


@dataclass
class PriceMemory:
    """Notes by option.

    Attributes
    ----------
    luck : callable
        Returns this month's random generator of an option, by its name; once.
    supposed_luck : callable
        Returns the generator of an option for what is only supposed; the same draws each time.
    options : int
        Number of options.
    notes : dict
        Arrays over options; not a number where nothing is known yet.
    """

    luck: Callable[[str], np.random.Generator]
    supposed_luck: Callable[[str], np.random.Generator]
    options: int
    notes: dict[str, Array] = field(default_factory=dict)

    def supposed(self) -> "PriceMemory":
        """Return a copy for a month that is only supposed: what it notes is forgotten, and its luck is no real one."""
        notes = {name: values.copy() for name, values in self.notes.items()}
        return PriceMemory(self.supposed_luck, self.supposed_luck, self.options, notes)

    def recall(self, name: str, otherwise: Array) -> Array:
        """Return what was noted, and something else where nothing was.

        Parameters
        ----------
        otherwise : array, shape (options,)
            Values for options without a note.
        """
        noted = self.notes.get(name)
        return otherwise if noted is None else np.where(np.isnan(noted), otherwise, noted)

    def note(self, name: str, options: NDArray[np.int64], values: Array) -> None:
        """Note values of some options."""
        noted = self.notes.setdefault(name, np.full(self.options, np.nan))
        noted[options] = values
