"""The whole way from a prior to draws from the posterior, for a model that can be run a few thousand times.

A Sobol sequence over the whole space; Gauss and Newton's method from its best points; a normal approximation; waves of
history matching, which run the model where the emulator does not rule it out; importance-weighted draws.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from sim.arrays import Array
from sim.statistics.fitting.gauss_newton import Fit, gauss_newton
from sim.statistics.fitting.history_matching import IMPLAUSIBLE, Emulator, implausibility, spread_out
from sim.statistics.fitting.importance import Draws, Proposal, weighted_draws
from sim.statistics.fitting.laplace import Laplace, laplace
from sim.statistics.fitting.prior import Prior
from sim.statistics.fitting.robust import Problem
from sim.statistics.fitting.trials import Trials

Evaluate = Callable[[str, Array], tuple[Array, Array]]
"""Takes a stage and points, shape (points, parameters); returns the residuals in standard errors and the variance of
each over seeds, shape (points, observations) both. NaN where a run failed or has no such number."""

WIDER = 2.0
"""By how much the variance of proposals exceeds that of the normal approximation."""
MOST_FOR_EMULATOR = 400


@dataclass(frozen=True)
class Budget:
    """How often the model is run at most, in points.

    Attributes
    ----------
    starts : int
        Points of the Sobol sequence, a power of two.
    searches : int
        How many of the best points Gauss and Newton's method begins at.
    steps : int
        Its steps at most; each is as many points as there are parameters, and five more.
    waves, points : int
        Waves of history matching, and points of each.
    proposals, draws : int
        Points that are weighed by the emulator, and draws from the posterior among them; they cost no runs.
    """

    starts: int = 64
    searches: int = 2
    steps: int = 8
    waves: int = 2
    points: int = 64
    proposals: int = 16384
    draws: int = 256

    def most_points(self, parameters: int) -> int:
        """Return how many points are run at most."""
        search = 2 * parameters + (self.steps + 1) * (parameters + 5) + 1
        return 1 + self.starts + (self.searches + 1) * search + self.waves * self.points


@dataclass(frozen=True)
class Wave:
    """What one wave of history matching found.

    Attributes
    ----------
    kept : float
        Part of the proposals that is not ruled out.
    errors : array, shape (observations,)
        Root mean square error of the emulator at the points that were run then, in standard errors of the observations.
    surprise : float
        Mean square of these errors in standard deviations that the emulator gave: 1 where these are right.
    """

    kept: float
    errors: Array
    surprise: float


@dataclass(frozen=True)
class Posterior:
    """What was found.

    Attributes
    ----------
    answered : array of bool, shape (observations,)
        Which observations the model has a number for; the others play no part.
    fit : Fit
        The best point.
    laplace : Laplace
        Normal approximation at it.
    noise : array, shape (answered observations,)
        Variance of a mean residual over seeds.
    trials : Trials
        All points that were run.
    waves : tuple of Wave
        What history matching found.
    emulator : Emulator
        Stands in for the model near the best point.
    draws : Draws
        Draws from the posterior.
    """

    answered: NDArray[np.bool_]
    fit: Fit
    laplace: Laplace
    noise: Array
    trials: Trials
    waves: tuple[Wave, ...]
    emulator: Emulator
    draws: Draws


def fit_posterior(
    evaluate: Evaluate, prior: Prior, bias: Array, first: Array, budget: Budget, rng: np.random.Generator
) -> Posterior:
    """Fit a model.

    The linear algebra runs on one thread: on small matrices more are slower, and would make results depend on how many.

    Parameters
    ----------
    evaluate : callable
        Runs the model.
    prior : Prior
        What is believed before.
    bias : array, shape (observations, biases)
        Effect on the residuals of one prior standard deviation of each survey's bias.
    first : array, shape (parameters,)
        A point to begin with, in coordinates from 0 to 1.
    budget : Budget
        How many points are run.
    rng : Generator
        Source of the scrambling and of the draws.

    Raises
    ------
    ValueError
        If the model runs nowhere, or has no number for any observation.
    """
    with threadpool_limits(1, user_api="blas"):
        return _Search(evaluate, prior, bias, budget, rng).run(first)


class _Search:
    """The state of a fit while it is being made."""

    def __init__(self, evaluate: Evaluate, prior: Prior, bias: Array, budget: Budget, rng: np.random.Generator) -> None:
        self.evaluate = evaluate
        self.prior = prior
        self.bias = bias
        self.budget = budget
        self.rng = rng
        self.answered = np.ones(len(bias), dtype=bool)
        self.trials = Trials.none(len(prior.mean), len(bias))

    def run(self, first: Array) -> Posterior:
        self._start(first)
        losses = self._problem("").loss(self.trials.points, self.trials.residuals)
        if not np.isfinite(losses).any():
            raise ValueError("the model ran at no point of the start")
        best = np.argsort(losses, kind="stable")[: self.budget.searches]
        begun = [self.trials.points[number] for number in best if np.isfinite(losses[number])]
        fits = [self._fit(f"search {number}", point) for number, point in enumerate(begun, start=1)]
        fit = min(fits, key=lambda one: one.loss)
        waves = tuple(self._wave(f"wave {number + 1}", self._laplace(fit)) for number in range(self.budget.waves))
        fit = self._improved(fit)
        normal = self._laplace(fit)
        emulator = self._emulator()
        surprise = max(1.0, waves[-1].surprise) if waves else 1.0
        draws = weighted_draws(
            emulator,
            self.prior,
            normal,
            self.bias,
            self._noise(),
            surprise,
            self.budget.draws,
            self.budget.proposals,
            self.rng,
        )
        return Posterior(self.answered, fit, normal, self._noise(), self.trials, waves, emulator, draws)

    def _start(self, first: Array) -> None:
        """Run the first point and the Sobol sequence; find out for which observations there are numbers."""
        from scipy.stats import qmc  # slow to import

        sequence = qmc.Sobol(len(first), rng=self.rng).random(self.budget.starts)
        self._residuals("start", np.vstack([first, sequence]))
        self.answered = np.isfinite(self.trials.residuals).any(axis=0)
        if not self.answered.any():
            raise ValueError("the model has no number for any observation")
        self.bias = self.bias[self.answered]
        self.trials = self.trials.of_observations(self.answered)

    def _residuals(self, stage: str, points: Array) -> Array:
        """Run points, keep them as trials, and return their residuals."""
        residuals, variance = self.evaluate(stage, points)
        residuals, variance = residuals[:, self.answered], variance[:, self.answered]
        self.trials = self.trials.with_more(stage, points, residuals, variance)
        return residuals

    def _problem(self, stage: str) -> Problem:
        return Problem(lambda points: self._residuals(stage, points), self.prior.mean, self.prior.sd, self.bias)

    def _fit(self, stage: str, start: Array) -> Fit:
        return gauss_newton(self._problem(stage), start, steps=self.budget.steps)

    def _improved(self, fit: Fit) -> Fit:
        """Return the fit, or one from the best trial where that is better."""
        losses = self._problem("").loss(self.trials.points, self.trials.residuals)
        best = int(np.argmin(losses))
        return self._fit("last search", self.trials.points[best]) if losses[best] < fit.loss else fit

    def _laplace(self, fit: Fit) -> Laplace:
        return laplace(self._problem(""), fit, self._noise())

    def _noise(self) -> Array:
        """Return the variance of each mean residual over seeds, near the best points."""
        near = self.trials.variance[self._nearest(max(8, len(self.trials.points) // 4))]
        return np.nanmean(np.where(np.isfinite(near), near, 0.0), axis=0)

    def _nearest(self, count: int) -> NDArray[np.int_]:
        """Return the numbers of the trials with the lowest loss, best first."""
        losses = self._problem("").loss(self.trials.points, self.trials.residuals)
        order = np.argsort(losses, kind="stable")
        return order[: min(count, int(np.isfinite(losses).sum()))]

    def _emulator(self) -> Emulator:
        near = self._nearest(MOST_FOR_EMULATOR)
        return Emulator.of(self.trials.points[near], self.trials.residuals[near])

    def _wave(self, stage: str, normal: Laplace) -> Wave:
        """Run the model at points that the emulator does not rule out, far from each other."""
        emulator = self._emulator()
        places = Proposal(normal.mean, WIDER * normal.covariance).sample(self.rng, self.budget.proposals // 4)
        mean, variance = emulator.predict(places)
        errors = normal.error_variance + self._noise() + np.sum(self.bias**2, axis=1)
        distance = implausibility(mean, variance, errors)
        order = np.argsort(distance, kind="stable")
        kept = max(int(np.sum(distance < IMPLAUSIBLE)), min(self.budget.points, len(places)))
        chosen = order[:kept][
            spread_out(places[order[:kept]] / np.sqrt(np.diag(normal.covariance)), self.budget.points)
        ]
        found = self._residuals(stage, places[chosen])
        gaps = found - mean[chosen]
        known = np.isfinite(gaps)
        square = np.where(known, gaps, 0.0) ** 2
        spread = variance[chosen] + self._noise()
        return Wave(
            float(np.mean(distance < IMPLAUSIBLE)),
            np.sqrt(square.sum(axis=0) / np.maximum(1, known.sum(axis=0))),
            float(np.mean((square / np.maximum(spread, np.finfo(float).tiny))[known])),
        )
