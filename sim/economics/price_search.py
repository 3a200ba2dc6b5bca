"""The search for prices from which nobody wants to move: steps with Anderson acceleration.

Formulas::

    without memory: step = response residual
    mixed:          weights = argmin |residual - changes weights|
                    step = response (residual - changes weights) - moves weights

`moves` are the last steps, `changes` what they did to the residual (Anderson 1965; Walker and Ni 2011).
"""

from collections.abc import Callable

import numpy as np
from numba import njit

from sim.arrays import Array

# Singular values below this part of the largest count as none when steps are mixed.
_RANK = 1e-12


class NoEquilibriumError(RuntimeError):
    """Prices did not settle."""


def root(
    residual_at: Callable[[Array], Array],
    start: Array,
    response: Array,
    lowest: Array,
    highest: Array,
    *,
    is_relative: bool,
    tolerance: float,
    memory: int,
    steps: int,
) -> tuple[Array, float]:
    """Find a root of the residual, restarting when a step makes things much worse.

    Parameters
    ----------
    residual_at : callable
        Residual at a point; the point returned is the last one evaluated.
    start : array, shape (n,)
        First guess.
    response : array, shape (n, n)
        Where the search goes for a residual of 1, as far as that is known.
    lowest, highest : array, shape (n,)
        No step ends beyond them.
    is_relative : bool
        Whether points are logs: then no step is longer than 1, else than half the point, or 5 where that is more.
    tolerance : float
        Largest residual accepted.
    memory : int
        Steps that the acceleration remembers.
    steps : int
        Steps after which the search gives up.

    Returns
    -------
    point : array, shape (n,)
        The root.
    residual : float
        Largest residual there.

    Raises
    ------
    NoEquilibriumError
        When there is a residual left after the last step.
    """
    point = np.clip(start, lowest, highest)
    residual, limits = residual_at(point), (lowest, highest, is_relative)
    moves, changes = np.empty((memory, point.size)), np.empty((memory, point.size))
    made = 0
    for _ in range(steps):
        size = float(np.max(np.abs(residual), initial=0.0))
        if size <= tolerance:
            return point, size
        step = _mixed_step(residual, response, moves[:made], changes[:made])
        if step @ residual <= 0.0:  # where residuals hardly change, mixing may point away from the root
            made, response, step = 0, np.eye(point.size), residual
        candidate = _after(point, step, *limits)
        candidate_residual = residual_at(candidate)
        if float(np.max(np.abs(candidate_residual))) > 2.0 * size and not np.array_equal(step, residual):
            made, response = 0, np.eye(point.size)
            candidate = _after(point, residual, *limits)
            candidate_residual = residual_at(candidate)
        if made == memory:
            moves[:-1], changes[:-1] = moves[1:], changes[1:]
            made -= 1
        moves[made], changes[made] = candidate - point, candidate_residual - residual
        made += 1
        point, residual = candidate, candidate_residual
    raise NoEquilibriumError(f"prices did not settle in {steps} steps; largest residual {size:.2g}")


@njit(cache=True, nogil=True)
def _mixed_step(residual: Array, response: Array, moves: Array, changes: Array) -> Array:
    """Step that the last moves, and how residuals changed with them, promise to be the best one."""
    if moves.shape[0] == 0:
        return response @ residual
    weights = np.linalg.lstsq(changes.T, residual, _RANK)[0]
    return response @ (residual - changes.T @ weights) - moves.T @ weights


@njit(cache=True, nogil=True)
def _after(point: Array, step: Array, lowest: Array, highest: Array, is_relative: bool) -> Array:
    """Where a step ends."""
    end = np.empty_like(point)
    for n in range(point.size):
        farthest = 1.0 if is_relative else max(5.0, 0.5 * abs(point[n]))
        end[n] = min(max(point[n] + min(max(step[n], -farthest), farthest), lowest[n]), highest[n])
    return end
