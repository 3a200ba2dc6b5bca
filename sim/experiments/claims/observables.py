"""What is looked at in a run: outcomes, outcomes in a window, and a few combinations of them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Protocol

import numpy as np

from sim.experiments.claims.windows import mean_of, window
from sim.market.measures import Measure
from sim.results.observed import Event, Observed


class Observable(Protocol):
    """Something that every run has one number of."""

    @property
    def outcomes(self) -> frozenset[str]:
        """Outcomes that it reads."""

    @property
    def unit(self) -> str:
        """Unit of the number."""

    def value(self, run: Observed) -> float:
        """Return the number; NaN where the run has none."""


@dataclass(frozen=True)
class Outcome:
    """An outcome as it is registered: total, mean of the last year or largest month; or its mean in a window.

    Attributes
    ----------
    name : str
        Name of the outcome, e.g. ``"reach.gpt"``.
    measure : Measure
        What is measured.
    start : str
        First month of the run.
    during : str
        Window; empty for the registered reduction.
    """

    name: str
    measure: Measure
    start: str
    during: str = ""

    @property
    def outcomes(self) -> frozenset[str]:
        """Outcomes that it reads."""
        return frozenset({self.name})

    @property
    def unit(self) -> str:
        """Unit of the number."""
        return self.measure.unit if self.during else self.measure.outcome_unit

    def value(self, run: Observed) -> float:
        """Return the number."""
        values = run.series[self.name]
        if self.during:
            first, end = window(self.during, self.start, run.months)
            return mean_of(values[first:end])
        known = values[np.isfinite(values)]
        if not known.size:
            return math.nan
        if self.measure.reduction == "total":
            return float(known.sum())
        return float(known.max()) if self.measure.reduction == "largest" else mean_of(values[-12:])


@dataclass(frozen=True)
class Combination:
    """Several observables as one number.

    Attributes
    ----------
    kind : str
        One of `COMBINATIONS`.
    parts : tuple of Observable
        What is combined.
    """

    kind: str
    parts: tuple[Observable, ...]

    @property
    def outcomes(self) -> frozenset[str]:
        """Outcomes that it reads."""
        return frozenset().union(*(part.outcomes for part in self.parts))

    @property
    def unit(self) -> str:
        """Unit of the number."""
        return "ratio" if self.kind == "ratio" else self.parts[0].unit

    def value(self, run: Observed) -> float:
        """Return the number; NaN where a part has none."""
        values = [part.value(run) for part in self.parts]
        return COMBINATIONS[self.kind](values) if np.isfinite(values).all() else math.nan


def _less(values: Sequence[float]) -> float:
    return values[0] - sum(values[1:])


def _ratio(values: Sequence[float]) -> float:
    return values[0] / values[1] if values[1] != 0.0 else math.nan


COMBINATIONS: dict[str, Callable[[Sequence[float]], float]] = {
    "sum": sum,
    "less": _less,
    "ratio": _ratio,
    "largest": max,
    "smallest": min,
}
"""How numbers combine: ``less`` is the first without all others, ``ratio`` the first over the second."""


@dataclass(frozen=True)
class EventCount:
    """How many events of a sort a run has; ``*`` in a text stands for anything.

    Attributes
    ----------
    start : str
        First month of the run.
    kind, subject, decision, cause : str
        What the events must say.
    during : str
        Window; empty for the whole run.
    """

    start: str
    kind: str
    subject: str = "*"
    decision: str = "*"
    cause: str = "*"
    during: str = ""

    @property
    def outcomes(self) -> frozenset[str]:
        """Outcomes that it reads: none."""
        return frozenset()

    @property
    def unit(self) -> str:
        """Unit of the number."""
        return "events"

    def events(self, run: Observed) -> list[Event]:
        """Return those events."""
        first, end = window(self.during, self.start, run.months) if self.during else (0, math.inf)
        return [event for event in run.events if first <= event.month < end and self._fits(event)]

    def value(self, run: Observed) -> float:
        """Return the number."""
        return float(len(self.events(run)))

    def _fits(self, event: Event) -> bool:
        return all(
            fnmatchcase(getattr(event, name), getattr(self, name)) for name in ("kind", "subject", "decision", "cause")
        )


@dataclass(frozen=True)
class EventFigure:
    """A figure that decided events, mean over those that have it.

    Attributes
    ----------
    name : str
        Figure, e.g. ``"gain"``.
    events : EventCount
        Which events.
    """

    name: str
    events: EventCount

    @property
    def outcomes(self) -> frozenset[str]:
        """Outcomes that it reads: none."""
        return frozenset()

    @property
    def unit(self) -> str:
        """Unit of the number."""
        return self.name

    def value(self, run: Observed) -> float:
        """Return the number; NaN where no such event has the figure."""
        found = [event.figures.get(self.name) for event in self.events.events(run)]
        numbers = [float(figure) for figure in found if isinstance(figure, int | float)]
        return mean_of(np.array(numbers))


@dataclass(frozen=True)
class MonthsUntil:
    """Months until an outcome first exceeds a part of its highest value, the length of the run where it never does.

    Attributes
    ----------
    of : Outcome
        Which outcome.
    share : float
        Part of the highest value.
    """

    of: Outcome
    share: float

    @property
    def outcomes(self) -> frozenset[str]:
        """Outcomes that it reads."""
        return self.of.outcomes

    @property
    def unit(self) -> str:
        """Unit of the number."""
        return "months"

    def value(self, run: Observed) -> float:
        """Return the number."""
        values = np.nan_to_num(run.series[self.of.name])
        above = np.flatnonzero(values > self.share * values.max(initial=0.0))
        return float(above[0]) if above.size else float(run.months)


@dataclass(frozen=True)
class Swings:
    """How much an outcome moves from month to month: mean absolute change of its logarithm.

    Attributes
    ----------
    of : Outcome
        Which outcome.
    """

    of: Outcome

    @property
    def outcomes(self) -> frozenset[str]:
        """Outcomes that it reads."""
        return self.of.outcomes

    @property
    def unit(self) -> str:
        """Unit of the number."""
        return "log points per month"

    def value(self, run: Observed) -> float:
        """Return the number; NaN with fewer than two months above zero."""
        values = run.series[self.of.name]
        known = values[np.isfinite(values) & (values > 0.0)]
        return float(np.mean(np.abs(np.diff(np.log(known))))) if known.size > 1 else math.nan


@dataclass(frozen=True)
class RankCorrelation:
    """Spearman's rank correlation of two lists of observables, e.g. of profits with capabilities.

    Attributes
    ----------
    of, against : tuple of Observable
        As many of the one as of the other, at least three.
    """

    of: tuple[Observable, ...]
    against: tuple[Observable, ...]

    @property
    def outcomes(self) -> frozenset[str]:
        """Outcomes that it reads."""
        return frozenset().union(*(part.outcomes for part in (*self.of, *self.against)))

    @property
    def unit(self) -> str:
        """Unit of the number."""
        return "rank correlation"

    def value(self, run: Observed) -> float:
        """Return the number; NaN with fewer than three pairs, or where one side is constant."""
        from scipy.stats import spearmanr  # slow to import

        pairs = np.array([(a.value(run), b.value(run)) for a, b in zip(self.of, self.against, strict=True)])
        pairs = pairs[np.isfinite(pairs).all(axis=1)]
        if len(pairs) < 3 or (np.ptp(pairs, axis=0) == 0.0).any():
            return math.nan
        return float(spearmanr(pairs[:, 0], pairs[:, 1]).statistic)
