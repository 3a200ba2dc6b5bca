"""What sweeps and sensitivity analyses have in common: points, the outcomes of their cells, figures, a report."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.arrays import Array
from sim.experiments.design.experiment import Experiment, Task
from sim.experiments.design.outcome_names import possible_outcomes
from sim.experiments.design.placing import Point
from sim.experiments.ensemble import report_place
from sim.results.outcomes import Outcome
from sim.results.records import Failure
from sim.results.version import model_version
from sim.statistics.intervals import mean, t_interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class ExperimentResult:
    """The outcomes of an experiment at its points.

    Parameters
    ----------
    experiment : Experiment
        What was done.
    points : sequence of Point
        Where, by number of the point.
    rows : pyarrow.Table
        Outcomes by point and seed, as `sim.results.cells.CELLS`.
    failures : sequence of Failure
        Replications that failed.
    folder : Path, optional
        Where the results lie.
    made_by : str, optional
        Version of the model that made them; this one by default.

    Attributes
    ----------
    experiment : Experiment
        What was done.
    folder : Path or None
        Where the results lie; None when they are kept in memory only.
    model_version : str
        Version of the model that made them.
    failures : tuple of Failure
        Replications that failed: point, seed, scenario, error, message.
    """

    task: ClassVar[Task]

    def __init__(
        self,
        experiment: Experiment,
        points: Sequence[Point],
        rows: pa.Table,
        failures: Sequence[Failure] = (),
        folder: Path | None = None,
        made_by: str | None = None,
    ) -> None:
        self.experiment = experiment
        self.folder = folder
        self.model_version = model_version() if made_by is None else made_by
        self.failures = tuple(failures)
        self._points = tuple(points)
        self._rows = rows

    def __repr__(self) -> str:
        failed = f", {len(self.failures)} failed" if self.failures else ""
        return f"<{type(self).__name__} {self.experiment.name}: {len(self._points)} points{failed}>"

    @property
    def is_empty(self) -> bool:
        """Whether no point has a replication that finished."""
        return self._rows.num_rows == 0

    @cached_property
    def cells(self) -> pd.DataFrame:
        """One row per point, seed and outcome: ``scenario``, ``against`` and ``value``, their difference."""
        frame: pd.DataFrame = self._rows.to_pandas()
        return frame[frame["point"] < len(self._points)]

    @property
    def definitions(self) -> dict[str, Outcome]:
        """What each outcome is."""
        known = possible_outcomes(self.experiment.scenario.parameters)
        return {name: Outcome(*known[name]) for name in self.experiment.outcomes}

    @cached_property
    def places(self) -> pd.DataFrame:
        """Values of the parameters (columns) by point (index); missing where a point leaves a parameter as it is."""
        paths = [axis.path for axis in self.experiment.axes]
        columns = {path: [point.get(path) for point in self._points] for path in paths}
        return pd.DataFrame(columns, index=pd.RangeIndex(len(self._points), name="point"))

    def values(self, *outcomes: str) -> Array:
        """Return an outcome, or the sum of several, by point and seed.

        Parameters
        ----------
        *outcomes : str
            One of the experiment's outcomes, or several.

        Returns
        -------
        array, shape (points, seeds)
            With two scenarios, the difference. NaN where a replication failed or has no such number.
        """
        total = np.zeros((len(self._points), len(self.experiment.seeds)))
        for outcome in outcomes:
            total += self._wide(outcome)
        return total

    def _wide(self, outcome: str) -> Array:
        """Return one outcome by point and seed."""
        if outcome not in self.experiment.outcomes:
            raise KeyError(f"{outcome!r} is none of {', '.join(self.experiment.outcomes)}")
        rows = self.cells[self.cells["outcome"] == outcome]
        wide = rows.pivot_table(index="point", columns="seed", values="value", dropna=False)
        wide = wide.reindex(index=range(len(self._points)), columns=list(self.experiment.seeds))
        return wide.to_numpy(dtype=float)

    def table(self, *outcomes: str) -> pd.DataFrame:
        """Return an outcome, or the sum of several, over the points.

        Parameters
        ----------
        *outcomes : str
            One of the experiment's outcomes, or several.

        Returns
        -------
        DataFrame
            One row per point (the index): a column per parameter, ``mean`` over seeds, ``low`` and ``high`` (95 % t
            interval of the mean), ``n`` (seeds that have the outcome).
        """
        limits = self.limits(*outcomes, difference=self.experiment.against is not None)
        return pd.concat([self.places, summary(self.values(*outcomes), limits)], axis=1)

    def limits(self, *outcomes: str, difference: bool) -> tuple[float, float]:
        """Return what the sum of outcomes, or the difference of two such sums, lies between."""
        limits = [self.definitions[outcome].limits(difference=difference) for outcome in outcomes]
        return sum(low for low, _ in limits), sum(high for _, high in limits)

    def figure(self, name: str) -> "Figure":
        """Draw one figure; `sim.figures.names_for` lists those that there are."""
        from sim.figures import draw  # matplotlib is slow to import

        return draw(name, self)

    def report(self, path: str | Path | None = None) -> Path:
        """Write the report, by default into the folder of the experiment; return its path."""
        from sim.report.page import write  # matplotlib is slow to import

        place = report_place(self.folder, path)
        write(self, place)
        return place

    def stored_tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables that are stored beside that of the cells."""
        frames = [self.places.reset_index()]
        for outcome in self.experiment.outcomes:
            numbers = self.table(outcome).drop(columns=self.places.columns)
            frames.append(numbers.add_prefix(f"{outcome}."))
        return {"points": pd.concat(frames, axis=1)}


def summary(values: Array, limits: tuple[float, float] = (-np.inf, np.inf)) -> pd.DataFrame:
    """Return mean, 95 % t interval and number of seeds of each point.

    Parameters
    ----------
    values : array, shape (points, seeds)
        NaN where there is none.
    limits : (float, float)
        What values lie between: no interval goes beyond.

    Returns
    -------
    DataFrame
        Columns ``mean``, ``low``, ``high``, ``n``; index the number of the point.
    """
    known = np.isfinite(values)
    numbers = np.full((len(values), 3), np.nan)
    patterns, member = np.unique(known, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        points = np.flatnonzero(member == number)
        if pattern.any():
            some = values[points][:, pattern]
            numbers[points] = np.column_stack([mean(some), *np.clip(t_interval(some), *limits)])
    frame = pd.DataFrame(numbers, columns=["mean", "low", "high"], index=pd.RangeIndex(len(values), name="point"))
    return frame.assign(n=known.sum(axis=1))
