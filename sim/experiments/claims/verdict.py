"""Verdicts: what a claim predicts holds in nearly all worlds, in hardly any, or depending on something."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.arrays import Array, Flags
from sim.statistics.intervals import mean, t_interval
from sim.statistics.threshold_split import Split, best_split

Answer = Literal["supported", "not supported", "depends", "cannot be expressed", "undecided"]
MOST_WORLDS = 0.9
"""Share of the worlds that must agree."""
FEWEST_WORLDS = 3
"""With fewer worlds there is no verdict."""


@dataclass(frozen=True)
class ConditionResult:
    """What one condition came to.

    Attributes
    ----------
    answer : Answer
        Verdict on this condition alone.
    mean, low, high : float
        Mean effect over the worlds and its 95 % interval (Student's t).
    predicted, opposite : float
        Shares of the worlds in which the effect has the predicted sign, and the opposite one; it may also be zero.
    worlds : int
        Worlds that have the effect.
    """

    answer: Answer
    mean: float
    low: float
    high: float
    predicted: float
    opposite: float
    worlds: int


@dataclass(frozen=True)
class Estimate:
    """What was found in the worlds, with nothing predicted.

    Attributes
    ----------
    mean, low, high : float
        Mean over the worlds and its 95 % interval (Student's t).
    worlds : int
        Worlds that have the number.
    """

    mean: float
    low: float
    high: float
    worlds: int


@dataclass(frozen=True)
class Verdict:
    """What a claim came to.

    Attributes
    ----------
    answer : Answer
        The verdict.
    conditions : tuple of ConditionResult
        What each condition came to.
    holds : array of bool, shape (worlds known,)
        In which worlds all conditions hold.
    known : array of bool, shape (worlds,)
        Worlds in which every condition has an effect.
    split : Split or None
        Which assumption tells the worlds where the claim holds from the others.
    """

    answer: Answer
    conditions: tuple[ConditionResult, ...]
    holds: Flags
    known: Flags
    split: Split | None

    @property
    def share(self) -> float:
        """Share of the worlds in which the claim holds."""
        return float(self.holds.mean()) if self.holds.size else math.nan

    @property
    def decisive(self) -> int:
        """Number of the condition that holds in the fewest worlds."""
        return int(np.argmin([tried.predicted for tried in self.conditions]))


Limits = tuple[float, float]
ANYTHING: Limits = (-math.inf, math.inf)


def judge(
    effects: Sequence[Array], signs: Sequence[int], worlds: Array, limits: Sequence[Limits] | None = None
) -> Verdict:
    """Return the verdict on a claim.

    Supported: every condition has the predicted sign in nine of ten worlds and an interval of its mean on that side of
    zero, and all hold together in nine of ten worlds. Not supported: a condition has the opposite sign in nine of ten
    worlds and an interval on that side, or no effect at all in nine of ten. Anything else depends.

    Parameters
    ----------
    effects : sequence of array, shape (worlds,)
        Effect of each condition in each world; NaN where there is none.
    signs : sequence of int
        Predicted sign of each.
    worlds : array, shape (worlds, parameters)
        The assumptions.
    limits : sequence of (float, float), optional
        What the effect of each condition lies between.
    """
    between = limits or [ANYTHING] * len(signs)
    tried = tuple(
        _condition_result(np.asarray(effect, dtype=float), sign, bounds)
        for effect, sign, bounds in zip(effects, signs, between, strict=True)
    )
    table = np.array(effects, dtype=float)
    known = np.isfinite(table).all(axis=0)
    holds = (table[:, known] * np.array(signs)[:, None] > 0.0).all(axis=0)
    answer = _answer(tried, holds)
    split = best_split(worlds[known], holds) if answer == "depends" else None
    return Verdict(answer, tried, holds, known, split)


def over_worlds(effect: Array, limits: Limits = ANYTHING) -> Estimate:
    """Return mean and interval of an effect.

    Parameters
    ----------
    effect : array, shape (worlds,)
        The effect in each world; NaN where there is none.
    limits : (float, float)
        What it lies between: the interval goes no further.
    """
    known = effect[np.isfinite(effect)]
    if known.size < FEWEST_WORLDS:
        return Estimate(float(known.mean()) if known.size else math.nan, math.nan, math.nan, known.size)
    low, high = (float(np.clip(bound[0], *limits)) for bound in t_interval(known[None, :]))
    return Estimate(float(mean(known[None, :])[0]), low, high, known.size)


def _condition_result(effect: Array, sign: int, limits: Limits) -> ConditionResult:
    """Return what one condition came to."""
    known, here = effect[np.isfinite(effect)], over_worlds(effect, limits)
    predicted, opposite = _share(known, sign), _share(known, -sign)
    if known.size < FEWEST_WORLDS:
        return ConditionResult("undecided", here.mean, here.low, here.high, predicted, opposite, here.worlds)
    nowhere = float((known == 0.0).mean())
    answer: Answer = "depends"
    if predicted >= MOST_WORLDS and min(here.low * sign, here.high * sign) > 0.0:
        answer = "supported"
    elif (opposite >= MOST_WORLDS and max(here.low * sign, here.high * sign) < 0.0) or nowhere >= MOST_WORLDS:
        answer = "not supported"
    return ConditionResult(answer, here.mean, here.low, here.high, predicted, opposite, here.worlds)


def _share(known: Array, sign: int) -> float:
    return float((known * sign > 0.0).mean()) if known.size else math.nan


def _answer(tried: Sequence[ConditionResult], holds: Flags) -> Answer:
    answers = [one.answer for one in tried]
    if "not supported" in answers:
        return "not supported"
    if "undecided" in answers or holds.size < FEWEST_WORLDS:
        return "undecided"
    if all(answer == "supported" for answer in answers) and holds.mean() >= MOST_WORLDS:
        return "supported"
    return "depends"
