"""Observations: numbers that somebody published, ready to be compared with those of runs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sim.experiments.observations.observable import MarketTables, Observable, Period
from sim.statistics.scoring.transforms import Targets, Transform


@dataclass(frozen=True)
class Observation:
    """One number that was observed.

    Attributes
    ----------
    id : str
        Short name, e.g. ``"O31"``.
    observable : Observable
        What was observed.
    entity, segment : str
        Of whom; empty for the whole market. Among whom; ``"all"`` for everybody.
    since, until : str
        First and last month.
    period : Period
        The same, counted from the start of the run, and how months are put together.
    transform : {"identity", "log", "logit"}
        Scale of comparison.
    value : float
        As observed, in the unit of the observable; shares from 0 to 1.
    tolerance : float
        About two standard errors, on the scale of comparison.
    survey : str
        Who counted; observations of one survey share its bias.
    cells : dict of str to str
        The row as it was written, by column.
    """

    id: str
    observable: Observable
    entity: str
    segment: str
    since: str
    until: str
    period: Period
    transform: Transform
    value: float
    tolerance: float
    survey: str
    cells: Mapping[str, str] = field(repr=False)

    @property
    def name(self) -> str:
        """Observable and entity, e.g. ``"cloud_share.aws"``."""
        return f"{self.observable.name}.{self.entity}" if self.entity else self.observable.name

    @property
    def series(self) -> tuple[str, str, str]:
        """What it is one value of: observable, entity and segment."""
        return self.observable.name, self.entity, self.segment

    def answer(self, tables: MarketTables) -> float:
        """Return the number of a run."""
        return self.observable.answer(tables, self.entity, self.segment, self.period)


@dataclass(frozen=True)
class Observations:
    """Some observations, in the order of their file.

    Attributes
    ----------
    rows : tuple of Observation
        All different ids.
    refused : dict of str to str
        Why the market has no answer to some questions, by id.
    """

    rows: tuple[Observation, ...]
    refused: dict[str, str]

    def __iter__(self) -> Iterator[Observation]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def ids(self) -> tuple[str, ...]:
        """Names of the observations."""
        return tuple(row.id for row in self.rows)

    @cached_property
    def targets(self) -> Targets:
        """Values, tolerances and scales."""
        return Targets(
            np.array([row.value for row in self.rows]),
            np.array([row.tolerance for row in self.rows]),
            np.array([row.transform for row in self.rows], dtype=str),
        )

    def chosen(self, ids: Sequence[str]) -> "Observations":
        """Return those with some ids, in the order of the file."""
        wanted = set(ids)
        return Observations(
            tuple(row for row in self.rows if row.id in wanted),
            {name: why for name, why in self.refused.items() if name in wanted},
        )

    def after(self, month: int) -> "Observations":
        """Return those that are not over when a month begins, counted from the start of the run."""
        return Observations(tuple(row for row in self.rows if row.period.end > month), self.refused)
