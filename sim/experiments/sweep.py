"""A sweep: outcomes over a design of points in the parameters of a scenario."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import ClassVar, Unpack

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.experiments.cells import UnderDraws, run_cells
from sim.experiments.design.combinations import check_points
from sim.experiments.design.experiment import Experiment, Task, load_experiment
from sim.experiments.design.placing import Point, generator, sweep_points
from sim.experiments.doubts import DOUBTS, DRAWS
from sim.experiments.drawn import GivenDraws, draws_for
from sim.experiments.draws import Draws
from sim.experiments.execution import Execution, ExecutionOptions
from sim.experiments.explored import ExperimentResult
from sim.results.records import Failure
from sim.scenario import ScenarioError, parse_seeds
from sim.scenario.problems import Problem
from sim.statistics.sign_changes import Crossing, crossings
from sim.statistics.two_doubts import doubt_table


class Sweep(ExperimentResult):
    """Outcomes over the points of a design.

    Parameters
    ----------
    experiment, points, rows, failures, folder, made_by
        As for `ExperimentResult`.
    draws : Draws, optional
        Values of parameters that were run at each point besides.
    """

    task: ClassVar[Task] = "sweep"

    def __init__(
        self,
        experiment: Experiment,
        points: Sequence[Point],
        rows: pa.Table,
        failures: Sequence[Failure] = (),
        folder: Path | None = None,
        made_by: str | None = None,
        draws: Draws | None = None,
    ) -> None:
        super().__init__(experiment, points, rows, failures, folder, made_by)
        self._under = None if draws is None else UnderDraws(tuple(points), draws, experiment.seeds)

    @cached_property
    def doubts(self) -> pd.DataFrame:
        """What each outcome comes to over draws of the parameters at each point (``point``).

        As `sim.statistics.two_doubts.doubt_table` says; without rows where there are no draws.
        """
        if self._under is None:
            return pd.DataFrame(columns=["point", "outcome"])
        frame: pd.DataFrame = self._rows.to_pandas()
        wide = frame.pivot_table(index=["point", "seed"], columns="outcome", values="value", dropna=False)
        wide = wide.reindex(columns=list(self.experiment.outcomes)).rename_axis(columns=None)
        tables = [self._doubts_at(number, wide, self._under) for number in range(len(self._points))]
        return pd.concat(tables, ignore_index=True)

    def _doubts_at(self, point: int, wide: pd.DataFrame, under: UnderDraws) -> pd.DataFrame:
        numbers = [under.number(point, draw) for draw in range(len(under.draws))]
        ran = wide.index.get_level_values("point")
        drawn = wide[ran.isin(numbers)].droplevel("seed")
        drawn.index = drawn.index - numbers[0]
        table = doubt_table(drawn, wide[ran == point].droplevel("point"), under.draws.frame)
        table.insert(0, "point", point)
        return table

    def stored_tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables that are stored beside that of the cells."""
        tables = super().stored_tables()
        if self._under is not None:
            tables |= {DOUBTS: self.doubts, DRAWS: self._under.draws.frame.reset_index()}
        return tables

    def crossings(self, *outcomes: str) -> list[Crossing]:
        """Return where an outcome, or the sum of several, changes its sign along the one parameter of the sweep.

        Parameters
        ----------
        *outcomes : str
            One of the experiment's outcomes, or several.

        Returns
        -------
        list of Crossing
            By place; none where the sign stays, or the sweep is no grid of numbers of one parameter.
        """
        axes = self.experiment.axes
        if len(axes) != 1 or axes[0].kind == "choice":
            return []
        places = self.places[axes[0].path].to_numpy(dtype=float)
        rng = generator(self.experiment, "sweep", "bootstrap")
        return crossings(places, self.values(*outcomes), rng, log=axes[0].log and bool(np.all(places > 0)))


def sweep(
    experiment: Experiment | str | PathLike[str],
    seeds: str | Iterable[int] | None = None,
    out: str | Path | None = None,
    draws: GivenDraws | None = None,
    **how: Unpack[ExecutionOptions],
) -> Sweep:
    """Run a scenario, or the difference of two, over a design of points.

    Parameters
    ----------
    experiment : Experiment or path
        What to do, or the file that says it.
    seeds : str or iterable of int, optional
        Replications of each point instead of those of the experiment.
    out : path, optional
        Where to put the folder of the sweep. What is stored there is not run again. Without it the results are kept in
        memory only.
    draws : path, optional
        Values of parameters, as ``posterior.parquet`` of a calibration holds them: each set is run once at each point,
        in both scenarios with the same seed. What the sweep moves stays where the sweep puts it.
    **how
        As for `sim.run`.

    Returns
    -------
    Sweep
        The results. Replications that failed are in its ``failures``.

    Raises
    ------
    Interrupted
        After a keyboard interrupt; what was finished is kept when there is an `out`.
    LostWorkersError
        If the scheduler is lost; what was finished is kept likewise.
    ResultsError
        If the folder cannot be used or written.
    ScenarioError
        If the file is wrong, has no design, or has a point that cannot be.
    WorkersError
        If the scheduler or the worker processes cannot be used.
    """
    execution = Execution(**how)
    plan = planned(experiment, "sweep", seeds)
    points = sweep_points(plan)
    check_points(plan, points)
    given = draws_for(draws, plan.scenarios)
    under = None if given is None else UnderDraws(tuple(points), given, plan.seeds)

    def summaries(cells: pa.Table) -> dict[str, pd.DataFrame]:
        return Sweep(plan, points, cells, draws=given).stored_tables()

    results = run_cells(plan, "sweep", points, summaries, out, execution, under)
    return Sweep(plan, points, results.table("sweep"), results.failures, results.folder, draws=given)


def planned(experiment: Experiment | str | PathLike[str], task: Task, seeds: str | Iterable[int] | None) -> Experiment:
    """Return the experiment for a task, read from its file where it is a path.

    Raises
    ------
    ScenarioError
        If the file is wrong, or it has no design for a sweep or no method for sensitivity.
    """
    numbers = None if seeds is None else parse_seeds(seeds)
    if not isinstance(experiment, Experiment):
        return load_experiment(experiment, seeds=numbers, task=task)
    if (experiment.design if task == "sweep" else experiment.method) is None:
        needed = "design" if task == "sweep" else "method"
        raise ScenarioError([Problem(str(experiment.path or experiment.name), None, None, needed, "missing")])
    return experiment if numbers is None else experiment.with_seeds(numbers)
