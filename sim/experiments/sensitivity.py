"""Sensitivity: which assumptions an outcome depends on, by Sobol's indices or Morris' screening, and one at a time."""

from collections.abc import Iterable
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import ClassVar, Unpack

import pandas as pd

from sim.arrays import Array
from sim.experiments.cells import run_cells
from sim.experiments.design.combinations import check_points
from sim.experiments.design.experiment import Experiment, Task
from sim.experiments.design.placing import Point, generator, points_at
from sim.experiments.execution import Execution, ExecutionOptions
from sim.experiments.explored import ExperimentResult, summary
from sim.experiments.sweep import planned
from sim.statistics.sensitivity_indices import Estimates, morris_indices, morris_sample, sobol_indices, sobol_sample

CLOSE = 0.1  # a Sobol index that moves less than this with the second half of the sample has settled


class Sensitivity(ExperimentResult):
    """Indices of outcomes, and what each parameter does alone.

    Point 0 leaves everything as it is; then come the lowest and the highest value of each parameter alone; the others
    are the sample of the method.
    """

    task: ClassVar[Task] = "sensitivity"

    @cached_property
    def indices(self) -> pd.DataFrame:
        """One row per outcome, index and parameter.

        Columns: ``outcome``, ``index`` (``first`` and ``total`` of Sobol, or ``mu_star``, ``mu`` and ``sigma`` of
        Morris), ``parameter``, ``value``, ``low`` and ``high`` (95 %), ``at_half`` (from the first half of the sample).
        """
        rows = []
        for outcome in self.experiment.outcomes:
            whole, half = self._estimates(outcome, 1), self._estimates(outcome, 2)
            for index, (values, widths) in whole.items():
                for number, axis in enumerate(self.experiment.axes):
                    value, width = float(values[number]), float(widths[number])
                    earlier = float(half[index][0][number])
                    rows.append((outcome, index, axis.path, value, value - width, value + width, earlier))
        columns = ["outcome", "index", "parameter", "value", "low", "high", "at_half"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def one_at_a_time(self) -> pd.DataFrame:
        """What each parameter does alone, all others as in the scenario.

        Columns: ``outcome``, ``parameter``, ``end`` (``low`` or ``high``), ``setting`` (value of the parameter),
        ``base`` (mean where nothing is moved), ``move`` from there, ``move_low`` and ``move_high`` (95 % t interval of
        the move, seed by seed).
        """
        rows = []
        for outcome in self.experiment.outcomes:
            values = self.values(outcome)[: self._first_of_sample]
            base = summary(values[:1]).loc[0, "mean"]
            moves = summary(values[1:] - values[0], self.limits(outcome, difference=True)).to_numpy()
            for number, axis in enumerate(self.experiment.axes):
                for end in range(2):
                    move, low, high, _ = moves[2 * number + end]
                    setting = str(axis.ends()[end])
                    rows.append((outcome, axis.path, ("low", "high")[end], setting, base, move, low, high))
        columns = ["outcome", "parameter", "end", "setting", "base", "move", "move_low", "move_high"]
        return pd.DataFrame(rows, columns=columns)

    def unsettled(self, outcome: str) -> list[str]:
        """Return the parameters whose main index still moved with the second half of the sample.

        Parameters
        ----------
        outcome : str
            One of the experiment's outcomes.

        Returns
        -------
        list of str
            Those whose total index changed by more than 0.1, or whose mean effect by more than a tenth of the largest.
        """
        main = self.main_index(outcome)
        scale = 1.0 if self.experiment.method == "sobol" else float(main["value"].abs().max())
        moved = (main["value"] - main["at_half"]).abs() > CLOSE * scale
        return list(main.loc[moved | main["at_half"].isna(), "parameter"])

    def main_index(self, outcome: str) -> pd.DataFrame:
        """Return the rows of `indices` that order the parameters: total indices, or mean sizes of effects."""
        wanted = "total" if self.experiment.method == "sobol" else "mu_star"
        return self.indices[(self.indices["outcome"] == outcome) & (self.indices["index"] == wanted)]

    def stored_tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables that are stored beside that of the cells."""
        return super().stored_tables() | {"indices": self.indices, "one_at_a_time": self.one_at_a_time}

    @property
    def _first_of_sample(self) -> int:
        return 1 + 2 * len(self.experiment.axes)

    def _estimates(self, outcome: str, part: int) -> Estimates:
        """Return the indices from the whole sample (part 1) or its first half (part 2)."""
        parameters = len(self.experiment.axes)
        means = self.values(outcome)[self._first_of_sample :].mean(axis=1)  # a point with gaps has none
        rng = generator(self.experiment, "sensitivity", "bootstrap")
        block = parameters + (2 if self.experiment.method == "sobol" else 1)
        kept = block * max(1, len(means) // block // part)
        if self.experiment.method == "sobol":
            return sobol_indices(means[:kept], parameters, rng)
        return morris_indices(_sample(self.experiment)[:kept], means[:kept], rng)


def sensitivity(
    experiment: Experiment | str | PathLike[str],
    seeds: str | Iterable[int] | None = None,
    out: str | Path | None = None,
    **how: Unpack[ExecutionOptions],
) -> Sensitivity:
    """Find out which parameters outcomes of a scenario, or the difference of two, depend on.

    Parameters
    ----------
    experiment, seeds, out, **how
        As for `sim.sweep`; the experiment needs a method and samples.

    Returns
    -------
    Sensitivity
        The results. Replications that failed are in its ``failures``; blocks of the sample that they belong to are left
        out.

    Raises
    ------
    Interrupted, LostWorkersError, ResultsError, ScenarioError, WorkersError
        As for `sim.sweep`.
    """
    execution = Execution(**how)
    plan = planned(experiment, "sensitivity", seeds)
    points = sensitivity_points(plan)
    check_points(plan, points)
    results = run_cells(
        plan, "sensitivity", points, lambda cells: Sensitivity(plan, points, cells).stored_tables(), out, execution
    )
    return Sensitivity(plan, points, results.table("sensitivity"), results.failures, results.folder)


def sensitivity_points(experiment: Experiment) -> list[Point]:
    """Return the points: as it is, each parameter alone at its lowest and highest value, then the sample."""
    alone = [{axis.path: end} for axis in experiment.axes for end in axis.ends()]
    return [{}, *alone, *points_at(experiment.axes, _sample(experiment))]


def _sample(experiment: Experiment) -> Array:
    """Return the sample of the method in the unit cube."""
    assert experiment.samples is not None, "the file is checked for samples"
    draw = sobol_sample if experiment.method == "sobol" else morris_sample
    return draw(len(experiment.axes), experiment.samples, generator(experiment, "sensitivity"))
