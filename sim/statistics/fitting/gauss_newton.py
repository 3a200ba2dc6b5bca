"""Gauss and Newton's method for a model that is slow: few runs, all runs of a stage at the same time."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import lsq_linear

from sim.arrays import Array
from sim.statistics.fitting.robust import Problem, weights

STEPS = 12
DIFFERENCE = 0.04
"""Step of the finite differences, as a part of each parameter's range: wide, because outcomes are a little rough."""
LEAST_GAIN = 1e-3
"""A step that lowers the loss by less than this part is the last one."""
DAMPING = (0.0, 0.01, 0.1, 1.0, 10.0)
"""Levenberg's dampings that are tried at the same time, as parts of the mean curvature."""


@dataclass(frozen=True)
class Fit:
    """The best point that was found.

    Attributes
    ----------
    point : array, shape (parameters,)
        In coordinates from 0 to 1.
    residuals : array, shape (observations,)
        In standard errors, before biases.
    jacobian : array, shape (observations, parameters)
        Change of the residuals per range of the parameter.
    biases : array, shape (biases,)
        Biases of the surveys in prior standard deviations.
    loss : float
        Of the data, the biases and the prior.
    steps : int
        Steps that were taken.
    converged : bool
        Whether the last step no longer gained anything.
    """

    point: Array
    residuals: Array
    jacobian: Array
    biases: Array
    loss: float
    steps: int
    converged: bool


def gauss_newton(
    problem: Problem,
    start: Array,
    steps: int = STEPS,
    difference: float = DIFFERENCE,
    least_gain: float = LEAST_GAIN,
) -> Fit:
    """Return the best point near a start within the unit cube.

    Every step needs one run of the model for each parameter and one for each damping.

    Parameters
    ----------
    problem : Problem
        What is fitted.
    start : array, shape (parameters,)
        Where to begin.
    steps : int
        Steps at most.
    difference : float
        Step of the finite differences.
    least_gain : float
        Relative gain below which the search ends.

    Raises
    ------
    ValueError
        If the model has no residuals at the start.
    """
    point = np.clip(start, 0.0, 1.0)
    residuals = problem.residuals(point[None])[0]
    loss = float(problem.loss(point[None], residuals[None])[0])
    if not np.isfinite(loss):
        raise ValueError("the model has no residuals at the start")
    taken, converged = 0, False
    jacobian = jacobian_at(problem, point, residuals, difference)
    while taken < steps and not converged:
        candidates = _candidates(problem, point, residuals, jacobian)
        found = problem.residuals(candidates)
        losses = problem.loss(candidates, found)
        best = int(np.argmin(losses))
        gain = loss - float(losses[best])
        converged = gain <= least_gain * max(loss, 1.0)
        if gain > 0:
            point, residuals, loss = candidates[best], found[best], float(losses[best])
            jacobian = jacobian_at(problem, point, residuals, difference)
        taken += 1
    return Fit(point, residuals, jacobian, problem.biases(residuals[None])[0], loss, taken, converged)


def jacobian_at(problem: Problem, point: Array, residuals: Array, difference: float = DIFFERENCE) -> Array:
    """Return the change of the residuals per range of each parameter, by differences towards the middle of the range.

    A parameter whose neighbour has no residuals counts as one without effect.
    """
    step = np.where(point > 0.5, -difference, difference)
    neighbours = problem.residuals(point + np.diag(step))
    slope = ((neighbours - residuals) / step[:, None]).T
    return np.where(np.isfinite(slope), slope, 0.0)


def _candidates(problem: Problem, point: Array, residuals: Array, jacobian: Array) -> Array:
    """Return where linearised weighted least squares within the cube leads, one point for each damping."""
    biases = problem.biases(residuals[None])[0]
    now = residuals + problem.bias @ biases
    root = np.sqrt(weights(now))
    parameters, surveys = len(point), len(biases)
    data = root[:, None] * np.hstack([jacobian, problem.bias])
    prior = np.diag(np.concatenate([1 / problem.prior_sd, np.ones(surveys)]))
    curvature = float(np.mean(np.sum(data[:, :parameters] ** 2, axis=0)))
    away = np.concatenate([(point - problem.prior_mean) / problem.prior_sd, biases])
    low = np.concatenate([-point, np.full(surveys, -np.inf)])
    high = np.concatenate([1 - point, np.full(surveys, np.inf)])
    found = []
    for damping in DAMPING:
        brake = np.sqrt(damping * curvature) * np.eye(parameters, parameters + surveys)
        matrix = np.vstack([data, prior, brake])
        right = -np.concatenate([root * now, away, np.zeros(parameters)])
        step = lsq_linear(matrix, right, bounds=(low, high), method="bvls").x[:parameters]
        found.append(np.clip(point + step, 0.0, 1.0))
    return np.array(found)
