"""What rivals may know when a forecast is made."""

from collections.abc import Sequence

import numpy as np

from sim.arrays import Array
from sim.experiments.observations import Observation, Observations


def known_before(observations: Observations, elsewhere: Sequence[Observation]) -> Array:
    """Return the month in which each forecast is made: rivals do not know what was observed later.

    Each is made when its own period begins. Observations that begin after all those from elsewhere have ended are
    forecast at once, when the first of them begins.

    Parameters
    ----------
    observations : Observations
        What is forecast.
    elsewhere : sequence of Observation
        What rivals may know besides.
    """
    first = np.array([float(row.period.first) for row in observations])
    if elsewhere:
        later = first >= max(row.period.end for row in elsewhere)
        first[later] = first[later].min(initial=np.inf)
    return first
