"""On what does it depend? The one assumption that best tells the worlds where a claim holds from the others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array, Flags
from sim.streams import Streams

SHUFFLES = 999
CHANCE = 0.05
"""A split that chance would find as often as this is none."""
LEAST_SIDE = 0.1
"""Part of the worlds that each side of a split must have, and at least two worlds."""


@dataclass(frozen=True)
class Split:
    """A parameter and a threshold.

    Attributes
    ----------
    parameter : int
        Number of the parameter.
    threshold : float
        Where the worlds are divided: midway between two of them.
    above : bool
        Whether the claim rather holds above it.
    accuracy : float
        Mean of the share of holding worlds on the right side and that of the others on the other (balanced accuracy):
        1/2 is no better than chance, 1 is perfect.
    p_value : float
        How often labels shuffled over the worlds are split as well, by any parameter at any threshold.
    """

    parameter: int
    threshold: float
    above: bool
    accuracy: float
    p_value: float

    @property
    def is_clear(self) -> bool:
        """Whether it is more than chance."""
        return self.p_value <= CHANCE


def best_split(worlds: Array, holds: Flags) -> Split | None:
    """Return the best single split of the worlds, or None where nothing can be split.

    Parameters
    ----------
    worlds : array, shape (worlds, parameters)
        Values of the assumptions.
    holds : array, shape (worlds,)
        Where the claim holds.
    """
    worlds = np.asarray(worlds, dtype=float)
    count = len(holds)
    least = max(2, int(np.ceil(LEAST_SIDE * count)))
    if count < 2 * least or not worlds.size or holds.all() or not holds.any():
        return None
    order = np.argsort(worlds, axis=0, kind="stable")
    cuts = np.arange(least, count - least + 1)  # worlds below the threshold
    values = np.take_along_axis(worlds, order, axis=0)
    allowed = values[cuts] > values[cuts - 1]
    if not allowed.any():
        return None
    scores = _scores(holds[None, :], order, cuts, allowed)[0]
    cut, parameter = np.unravel_index(np.argmax(np.abs(scores)), scores.shape)
    best = float(np.abs(scores[cut, parameter]))
    luck = Streams(0).generator("shuffled worlds")
    shuffled = np.array([luck.permutation(holds) for _ in range(SHUFFLES)])
    as_good = np.abs(_scores(shuffled, order, cuts, allowed)).max(axis=(1, 2)) >= best - 1e-12
    below, above = values[cuts[cut] - 1, parameter], values[cuts[cut], parameter]
    return Split(
        int(parameter),
        float((below + above) / 2),
        bool(scores[cut, parameter] > 0),
        0.5 + best / 2,
        float((1 + as_good.sum()) / (1 + SHUFFLES)),
    )


def _scores(labels: Flags, order: NDArray[np.int_], cuts: NDArray[np.int_], allowed: Flags) -> Array:
    """Return, by labelling, cut and parameter, the share of holding worlds above less that of the others above.

    Balanced accuracy is half of it plus one half; zero where the cut is not allowed.
    """
    held = labels[:, order]  # labellings, worlds in order, parameters
    below = np.cumsum(held, axis=1)[:, cuts - 1, :]
    holding = labels.sum(axis=1)[:, None, None]
    others = labels.shape[1] - holding
    held_above = (holding - below) / holding
    others_above = (others - (cuts[None, :, None] - below)) / others
    scores: Array = np.where(allowed[None], held_above - others_above, 0.0)
    return scores
