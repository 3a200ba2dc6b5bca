"""What is left of a claim when its mechanism is switched off."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Array
from sim.experiments.claims.verdict import FEWEST_WORLDS


@dataclass(frozen=True)
class PlaceboResult:
    """Some conditions of a claim with and without its mechanism.

    Attributes
    ----------
    says : str
        What was switched off.
    numbers : tuple of int
        Which conditions, from 0.
    with_it, without_it : float
        Shares of the worlds in which these conditions all hold.
    worlds : int
        Worlds that have all the numbers, both ways.
    answer : str
        ``"turns"`` where they hold less often without, ``"holds just as well"`` where they hold as often or more,
        ``"holds neither way"`` where they never hold, ``"undecided"`` in fewer than three worlds.
    """

    says: str
    numbers: tuple[int, ...]
    with_it: float
    without_it: float
    worlds: int
    answer: str


def compare(
    says: str, numbers: tuple[int, ...], with_it: Sequence[Array], without_it: Sequence[Array], signs: Sequence[int]
) -> PlaceboResult:
    """Compare conditions with and without a mechanism.

    Parameters
    ----------
    says : str
        What was switched off.
    numbers : tuple of int
        Which conditions, from 0.
    with_it, without_it : sequence of array, shape (worlds,)
        Effect of each condition in each world; NaN where there is none.
    signs : sequence of int
        Predicted sign of each.
    """
    there, gone = np.array(with_it, dtype=float), np.array(without_it, dtype=float)
    known = np.isfinite(there).all(axis=0) & np.isfinite(gone).all(axis=0)
    worlds, sign = int(known.sum()), np.array(signs)[:, None]
    if worlds < FEWEST_WORLDS:
        return PlaceboResult(says, numbers, np.nan, np.nan, worlds, "undecided")
    held, held_without = (float((part[:, known] * sign > 0.0).all(axis=0).mean()) for part in (there, gone))
    if held == held_without == 0.0:
        answer = "holds neither way"
    else:
        answer = "turns" if held_without < held else "holds just as well"
    return PlaceboResult(says, numbers, held, held_without, worlds, answer)
