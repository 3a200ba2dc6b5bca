"""What figures, words and reports need of results that rest on runs: sweeps, scorecards, hindcasts, explanations.

They are made floors above (`sim.experiments`); what shows them knows these shapes, not the classes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol, TypeGuard

import pandas as pd

from sim.arrays import Array
from sim.results.outcomes import Outcome
from sim.results.protocols import ManyReplications, RunResult
from sim.scenario import Scenario
from sim.statistics.claim_protocols import (
    Answer,
    ArticleStep,
    ClaimForm,
    ClaimText,
    ClaimVerdict,
    EstimateOfWorlds,
    PlaceboFound,
)
from sim.statistics.scoring.skill import Skill
from sim.statistics.sign_changes import Crossing


class MovedParameter(Protocol):
    """A parameter that an experiment moves, or an assumption of a scorecard."""

    @property
    def path(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def log(self) -> bool: ...
    @property
    def values(self) -> tuple[Any, ...]: ...
    @property
    def unit(self) -> str: ...
    @property
    def meaning(self) -> str: ...
    @property
    def range_text(self) -> str: ...
    def grid(self) -> tuple[Any, ...]:
        """Return the values of a grid, each once."""
        ...

    def ends(self) -> tuple[Any, Any]:
        """Return the lowest and the highest value."""
        ...


class ExperimentPlan(Protocol):
    """What an experiment moves, where, and what it looks at."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def scenario(self) -> Scenario: ...
    @property
    def against(self) -> Scenario | None: ...
    @property
    def scenarios(self) -> Sequence[Scenario]: ...
    @property
    def axes(self) -> Sequence[MovedParameter]: ...
    @property
    def design(self) -> str | None: ...
    @property
    def method(self) -> str | None: ...
    @property
    def seeds(self) -> tuple[int, ...]: ...
    @property
    def outcomes(self) -> tuple[str, ...]: ...


class ExploredResult(ManyReplications, Protocol):
    """Outcomes of an experiment at its points."""

    @property
    def task(self) -> Literal["sweep", "sensitivity"]: ...
    @property
    def experiment(self) -> ExperimentPlan: ...
    @property
    def definitions(self) -> dict[str, Outcome]: ...
    @property
    def places(self) -> pd.DataFrame: ...
    def table(self, *outcomes: str) -> pd.DataFrame:
        """Return a row per point: values of the parameters, mean over seeds and its interval."""
        ...


class SweepResult(ExploredResult, Protocol):
    """Outcomes over the points of a design."""

    @property
    def doubts(self) -> pd.DataFrame: ...

    def crossings(self, *outcomes: str) -> Sequence[Crossing]:
        """Return where an outcome, or the sum of several, changes its sign."""
        ...


class SensitivityResult(ExploredResult, Protocol):
    """Indices of outcomes, and what each parameter does alone."""

    @property
    def indices(self) -> pd.DataFrame: ...
    @property
    def one_at_a_time(self) -> pd.DataFrame: ...
    def main_index(self, outcome: str) -> pd.DataFrame:
        """Return the rows of `indices` that order the parameters."""
        ...

    def unsettled(self, outcome: str) -> list[str]:
        """Return the parameters whose index still moved with the second half of the sample."""
        ...


class ClaimFile(Protocol):
    """A file of claims."""

    @property
    def article(self) -> Sequence[ArticleStep]: ...

    @property
    def title(self) -> str: ...
    @property
    def base(self) -> Scenario: ...
    @property
    def market(self) -> Mapping[str, Any]: ...
    @property
    def axes(self) -> Sequence[MovedParameter]: ...
    @property
    def claims(self) -> Sequence[ClaimText]: ...
    @property
    def text(self) -> Any: ...
    @property
    def settings_used(self) -> tuple[str, ...]: ...


class ScorecardResult(ManyReplications, Protocol):
    """Claims with their verdicts."""

    @property
    def claims(self) -> ClaimFile: ...
    @property
    def form(self) -> ClaimForm: ...
    @property
    def runs(self) -> int: ...
    @property
    def worlds(self) -> pd.DataFrame: ...
    @property
    def verdicts(self) -> Mapping[str, ClaimVerdict]: ...
    @property
    def counts(self) -> Mapping[Answer, int]: ...
    def answer(self, claim: Any) -> Answer:
        """Return the verdict on a claim in two words."""
        ...

    def in_worlds(self, claim: Any, condition: int) -> Array:
        """Return the effect of a condition in each world."""
        ...

    def behind(self, claim: Any) -> Sequence[EstimateOfWorlds]:
        """Return what was found of what lies behind a claim."""
        ...

    def placebo(self, claim: Any) -> PlaceboFound | None:
        """Return what is left of a claim without its mechanism; None where no placebo is written down."""
        ...

    @property
    def audit(self) -> Sequence[tuple[str, str, int, int, float, str]]:
        """Law, what it says, decisions, those by which somebody lost, the worst loss and where it was."""
        ...

    def split_of(self, claim: Any) -> dict[str, Any] | None:
        """Return the split of a claim that depends, as plain data."""
        ...


class FreeResult(Protocol):
    """What becomes of alliances that are bargained freely, beside what is on record."""

    @property
    def scenario(self) -> Scenario: ...
    @property
    def milestones(self) -> Sequence[Any]: ...
    @property
    def runs(self) -> int: ...
    @property
    def months(self) -> pd.DataFrame: ...
    @property
    def table(self) -> pd.DataFrame: ...
    @property
    def licences(self) -> pd.DataFrame: ...
    @property
    def purchases(self) -> pd.DataFrame: ...
    def recorded(self, milestone: Any) -> int:
        """Return the month on record, counted from the start."""
        ...


class HindcastResult(ManyReplications, Protocol):
    """What a dated scenario says to what was observed."""

    @property
    def scenario(self) -> Scenario: ...
    @property
    def seeds(self) -> tuple[int, ...]: ...
    @property
    def draws(self) -> int: ...
    @property
    def table(self) -> pd.DataFrame: ...
    @property
    def skill(self) -> Mapping[str, Mapping[str, Skill]]: ...
    @property
    def inside(self) -> int: ...
    @property
    def count(self) -> int: ...
    @property
    def coverage(self) -> float: ...
    @property
    def crps(self) -> float: ...
    @property
    def refused(self) -> Mapping[str, str]: ...
    @property
    def contradictions(self) -> Sequence[tuple[str, str]]: ...
    @property
    def series(self) -> pd.DataFrame: ...
    @property
    def events(self) -> pd.DataFrame: ...
    @property
    def origin(self) -> str | None: ...
    @property
    def free(self) -> FreeResult | None: ...


class CauseOfDifference(Protocol):
    """Something to which a part of a difference is owed."""

    @property
    def name(self) -> str: ...
    @property
    def meaning(self) -> str: ...


class ExplanationPlan(Protocol):
    """What was run to explain a difference."""

    @property
    def base(self) -> Scenario: ...
    @property
    def other(self) -> Scenario: ...
    @property
    def by(self) -> str: ...
    @property
    def causes(self) -> Sequence[CauseOfDifference]: ...
    @property
    def outcomes(self) -> tuple[str, ...]: ...
    @property
    def sets(self) -> Sequence[int]: ...


class ExplanationResult(ManyReplications, Protocol):
    """A difference shared out among its causes."""

    @property
    def plan(self) -> ExplanationPlan: ...
    @property
    def seeds(self) -> tuple[int, ...]: ...
    @property
    def definitions(self) -> dict[str, Outcome]: ...
    def table(self) -> pd.DataFrame:
        """Return a row per outcome and cause, and the whole difference."""
        ...

    def interactions(self) -> pd.DataFrame:
        """Return what pairs of causes do together, where that is notable."""
        ...

    def sentence(self, outcome: str) -> str:
        """Say what a difference comes from."""
        ...


Result = RunResult | ExploredResult | ScorecardResult | HindcastResult | ExplanationResult


def is_hindcast(result: Result) -> TypeGuard[HindcastResult]:
    """Whether a result is a hindcast."""
    return hasattr(result, "refused")


def is_scorecard(result: Result) -> TypeGuard[ScorecardResult]:
    """Whether a result is a scorecard of claims."""
    return hasattr(result, "claims")


def is_explored(result: Result) -> TypeGuard[ExploredResult]:
    """Whether a result is a sweep or a sensitivity analysis."""
    return hasattr(result, "experiment")


def is_explanation(result: Result) -> TypeGuard[ExplanationResult]:
    """Whether a result explains a difference."""
    return hasattr(result, "plan")


def is_run(result: Result) -> TypeGuard[RunResult]:
    """Whether a result is a run or a comparison."""
    return not (is_scorecard(result) or is_explored(result) or is_hindcast(result) or is_explanation(result))


def is_sweep(result: Result) -> TypeGuard[SweepResult]:
    """Whether a result is a sweep."""
    return is_explored(result) and result.task == "sweep"


def is_sensitivity(result: Result) -> TypeGuard[SensitivityResult]:
    """Whether a result is a sensitivity analysis."""
    return is_explored(result) and result.task == "sensitivity"
