"""Sensitivity indices: samples of the unit cube, and what the model made of them.

The estimators are SALib's. A sample is a list of blocks: for Sobol's indices a row of each of two matrices and the
mixed rows between them (Saltelli 2010), for Morris one trajectory. A block with a gap is left out whole.
"""

import numpy as np

from sim.arrays import Array
from sim.statistics.intervals import LEVEL
from sim.statistics.protocols import SensitivityResult

Estimates = dict[str, tuple[Array, Array]]
"""By name of the index: the estimates and half the widths of their 95 % intervals, one for each parameter."""

RESAMPLES = 1000
GRID_LEVELS = 4
_LARGEST_SEED = 2**31 - 1


def sobol_sample(parameters: int, samples: int, rng: np.random.Generator) -> Array:
    """Return Saltelli's sample on a scrambled Sobol sequence.

    Parameters
    ----------
    parameters : int
        Number of parameters, k.
    samples : int
        Base samples, a power of two.
    rng : Generator
        Source of the scrambling.

    Returns
    -------
    array, shape (samples * (k + 2), k)
        Places in the unit cube, block after block.
    """
    from SALib.sample import sobol  # slow to import

    sample: Array = sobol.sample(_problem(parameters), samples, calc_second_order=False, seed=rng)
    return sample


def morris_sample(parameters: int, samples: int, rng: np.random.Generator) -> Array:
    """Return trajectories that change one parameter at a time.

    Parameters
    ----------
    parameters : int
        Number of parameters, k.
    samples : int
        Number of trajectories.
    rng : Generator
        Source of starts and directions.

    Returns
    -------
    array, shape (samples * (k + 1), k)
        Places in the unit cube, trajectory after trajectory.
    """
    from SALib.sample import morris  # slow to import

    sample: Array = morris.sample(_problem(parameters), samples, num_levels=GRID_LEVELS, seed=rng)
    return sample


def sobol_indices(values: Array, parameters: int, rng: np.random.Generator) -> Estimates:
    """Return first-order and total indices.

    Parameters
    ----------
    values : array, shape (samples * (parameters + 2),)
        What the model made of a Sobol sample.
    parameters : int
        Number of parameters.
    rng : Generator
        Source of the bootstrap.

    Returns
    -------
    dict
        ``first``: share of the variance that a parameter explains alone; ``total``: with all its interactions. NaN
        where fewer than two blocks are whole or nothing varies.
    """
    from SALib.analyze import sobol

    blocks = _whole(values, parameters + 2)
    if _tells_nothing(blocks):
        return _nothing(("first", "total"), parameters)
    found = sobol.analyze(
        _problem(parameters),
        blocks.ravel(),
        calc_second_order=False,
        num_resamples=RESAMPLES,
        conf_level=LEVEL,
        seed=_seed(rng),
    )
    return {name: (found[key], found[f"{key}_conf"]) for name, key in (("first", "S1"), ("total", "ST"))}


def morris_indices(sample: Array, values: Array, rng: np.random.Generator) -> Estimates:
    """Return the elementary effects of Morris, in units of the outcome per whole range of a parameter.

    Parameters
    ----------
    sample : array, shape (samples * (parameters + 1), parameters)
        The trajectories.
    values : array, shape (samples * (parameters + 1),)
        What the model made of them.
    rng : Generator
        Source of the bootstrap.

    Returns
    -------
    dict
        ``mu_star``: mean size of the effect; ``mu``: mean effect; ``sigma``: its standard deviation, large where a
        parameter interacts or bends. Only ``mu_star`` has an interval. NaN where fewer than two trajectories are whole
        or nothing varies.
    """
    from SALib.analyze import morris

    parameters = sample.shape[1]
    is_whole = np.isfinite(values.reshape(-1, parameters + 1)).all(axis=1)
    blocks = _whole(values, parameters + 1)
    if _tells_nothing(blocks):
        return _nothing(("mu_star", "mu", "sigma"), parameters)
    kept = sample.reshape(-1, parameters + 1, parameters)[is_whole].reshape(-1, parameters)
    found = morris.analyze(
        _problem(parameters),
        kept,
        blocks.ravel(),
        num_levels=GRID_LEVELS,
        num_resamples=RESAMPLES,
        conf_level=LEVEL,
        seed=_seed(rng),
    )
    unknown = np.full(parameters, np.nan)
    return {
        "mu_star": (_array(found["mu_star"]), _array(found["mu_star_conf"])),
        "mu": (_array(found["mu"]), unknown),
        "sigma": (_array(found["sigma"]), unknown),
    }


def _problem(parameters: int) -> dict[str, object]:
    """Describe the unit cube to SALib."""
    names = [f"x{number}" for number in range(parameters)]
    return {"num_vars": parameters, "names": names, "bounds": [[0.0, 1.0]] * parameters}


def _whole(values: Array, size: int) -> Array:
    """Return the blocks without gaps, shape (blocks, size)."""
    blocks = np.asarray(values, dtype=float).reshape(-1, size)
    return blocks[np.isfinite(blocks).all(axis=1)]


def _tells_nothing(blocks: Array) -> bool:
    return len(blocks) < 2 or bool(np.ptp(blocks) == 0)


def _nothing(names: tuple[str, ...], parameters: int) -> Estimates:
    return {name: (np.full(parameters, np.nan), np.full(parameters, np.nan)) for name in names}


def _seed(rng: np.random.Generator) -> int:
    """Return a whole number for SALib, which takes 0 for none."""
    return int(rng.integers(1, _LARGEST_SEED))


def _array(values: object) -> Array:
    return np.asarray(values, dtype=float)


def ranked(result: SensitivityResult, outcome: str) -> list[str]:
    """Return the paths of the parameters, the most important for an outcome first."""
    main = result.main_index(outcome)
    return list(main.sort_values("value", ascending=False, kind="stable", na_position="last")["parameter"])
