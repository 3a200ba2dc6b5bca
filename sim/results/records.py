"""What a replication is called, what it leaves when it goes through, and the record of one that does not."""

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd
import pyarrow as pa

from sim.results.files import ResultsError


@dataclass(frozen=True, order=True)
class Key:
    """Which replication of a set of many.

    Attributes
    ----------
    scenario : str
        Name of the scenario, or of the variant of one.
    point : int
        Number of the point of a design, or of the world; 0 where there is only one.
    seed : int
        Its seed.
    """

    scenario: str
    point: int
    seed: int

    def text(self, point: str = "") -> str:
        """Return the key in words, e.g. ``"exclusive, point 3, seed 1"``; `point` is what a point is called, if so."""
        where = f"{point} {self.point}, " if point else ""
        return f"{self.scenario}, {where}seed {self.seed}"


class Replication(Protocol):
    """What a simulation of one seed returns."""

    @property
    def seed(self) -> int:
        """Seed of the replication."""

    @property
    def monthly(self) -> pd.DataFrame:
        """Measures by month, kind and entity."""

    @property
    def ledger(self) -> pd.DataFrame:
        """Payments by month, payer, payee and flow."""

    @property
    def contracts(self) -> pd.DataFrame:
        """Who was tied to whom, when, on what terms."""

    @property
    def events(self) -> pd.DataFrame:
        """What changed, when."""

    @property
    def timings(self) -> Mapping[str, float]:
        """Seconds per stage."""


Keep = Callable[[Key, Replication], dict[str, pa.Table]]
"""What is kept of a replication: tables by name."""


@dataclass(frozen=True)
class Finished:
    """Some replications that went through, stored together.

    Attributes
    ----------
    keys : tuple of Key
        Which.
    tables : dict of str to pyarrow.Table
        What is kept of them, the rows of one below those of the other.
    timings : tuple of dict of str to float
        Seconds per stage of each.
    """

    keys: tuple[Key, ...]
    tables: Mapping[str, pa.Table]
    timings: tuple[Mapping[str, float], ...]


@dataclass(frozen=True)
class Failure:
    """A replication that did not go through.

    Attributes
    ----------
    scenario : str
        Name of the scenario, or of the variant of one.
    point, seed : int
        Number of the point or world, and seed.
    error : str
        Type of the error.
    message : str
        What the error says.
    traceback : str
        Where it happened.
    """

    scenario: str
    point: int
    seed: int
    error: str
    message: str
    traceback: str = ""

    @classmethod
    def of(cls, key: Key, error: BaseException, why: str = "") -> "Failure":
        """Return the record of an error; `why` comes before its message."""
        text = "".join(traceback.format_exception(error))
        return cls(key.scenario, key.point, key.seed, type(error).__name__, f"{why}{error}", text)

    @property
    def key(self) -> Key:
        """Which replication failed."""
        return Key(self.scenario, self.point, self.seed)


def nothing_finished(failures: Sequence[Failure]) -> ResultsError:
    """Return the error for results that nothing can be made of, because no replication went through."""
    if not failures:
        return ResultsError("no replication finished")
    first = failures[0]
    return ResultsError(
        f"no replication finished; {len(failures)} failed, e.g. {first.key.text()}: {first.error}: {first.message}"
    )


def mean_timings(timings: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return the mean seconds per stage, stages in order of first appearance."""
    stages = dict.fromkeys(stage for one in timings for stage in one)
    return {stage: sum(one.get(stage, 0.0) for one in timings) / len(timings) for stage in stages}
