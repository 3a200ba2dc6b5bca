"""What figures, words and reports need of runs and comparisons.

They are made floors above (`sim.experiments`); what reads and shows them knows these shapes, not the classes.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeGuard

import pandas as pd

from sim.results.counted import Span
from sim.results.outcomes import Outcome
from sim.results.records import Failure
from sim.scenario import Scenario
from sim.scenario.texts.describe import Difference


class ManyReplications(Protocol):
    """What many replications came to."""

    @property
    def folder(self) -> Path | None: ...
    @property
    def failures(self) -> Sequence[Failure]: ...
    @property
    def is_empty(self) -> bool: ...
    @property
    def model_version(self) -> str: ...


class EnsembleResult(ManyReplications, Protocol):
    """One scenario over its seeds; each frame but `outcomes` has a column ``seed``."""

    @property
    def scenario(self) -> Scenario: ...
    @property
    def seeds(self) -> tuple[int, ...]: ...
    @property
    def counted(self) -> Span: ...
    @property
    def whole(self) -> "EnsembleResult": ...
    @property
    def timings(self) -> dict[str, float]: ...
    @property
    def definitions(self) -> dict[str, Outcome]: ...
    @property
    def outcomes(self) -> pd.DataFrame: ...
    @property
    def monthly(self) -> pd.DataFrame: ...
    @property
    def contracts(self) -> pd.DataFrame: ...
    @property
    def events(self) -> pd.DataFrame: ...
    @property
    def ledger(self) -> pd.DataFrame: ...
    def table(self) -> pd.DataFrame:
        """Return a row per outcome: mean over the seeds and its interval."""
        ...


class ComparisonResult(ManyReplications, Protocol):
    """Several scenarios over the same seeds, the base first."""

    @property
    def ensembles(self) -> Sequence[EnsembleResult]: ...
    @property
    def whole(self) -> "ComparisonResult": ...
    @property
    def dropped(self) -> Mapping[str, int]: ...
    @property
    def doubts(self) -> pd.DataFrame: ...
    @property
    def scenario_differences(self) -> Mapping[tuple[str, str], list[Difference]]: ...
    def table(self, other: str | None = None) -> pd.DataFrame:
        """Return a row per outcome: the paired difference of one other scenario."""
        ...


RunResult = EnsembleResult | ComparisonResult


def is_comparison(result: RunResult) -> TypeGuard[ComparisonResult]:
    """Whether there are several scenarios."""
    return hasattr(result, "ensembles")


def is_ensemble(result: RunResult) -> TypeGuard[EnsembleResult]:
    """Whether there is one scenario."""
    return not hasattr(result, "ensembles")
