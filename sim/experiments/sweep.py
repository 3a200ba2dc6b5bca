"""A sweep: outcomes over a design of points in the parameters of a scenario."""

from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import ClassVar, Unpack

import numpy as np

from sim.experiments.cells import run_cells
from sim.experiments.design.combinations import check_points
from sim.experiments.design.experiment import Experiment, Task, load_experiment
from sim.experiments.design.placing import generator, sweep_points
from sim.experiments.execution import Execution, ExecutionOptions
from sim.experiments.explored import ExperimentResult
from sim.scenario import ScenarioError, parse_seeds
from sim.scenario.problems import Problem
from sim.statistics.sign_changes import Crossing, crossings


class Sweep(ExperimentResult):
    """Outcomes over the points of a design."""

    task: ClassVar[Task] = "sweep"

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
    results = run_cells(plan, "sweep", points, lambda cells: Sweep(plan, points, cells).stored_tables(), out, execution)
    return Sweep(plan, points, results.table("sweep"), results.failures, results.folder)


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
