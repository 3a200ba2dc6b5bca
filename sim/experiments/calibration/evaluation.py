"""Running the points of a calibration: every batch is a folder of its own, and is not run twice."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.arrays import Array
from sim.experiments.calibration.parameter import values_at
from sim.experiments.calibration.plan import Calibration
from sim.experiments.execution import Execution
from sim.experiments.observations.answers import ask, in_order
from sim.results.records import Failure
from sim.results.store import Contents

KIND = "trials"


class Evaluation:
    """Runs points of a calibration, wherever the workers are.

    Parameters
    ----------
    plan : Calibration
        What is fitted to what.
    out : Path or None
        Where result folders lie; None to keep everything in memory.
    execution : Execution
        How.

    Attributes
    ----------
    failures : list of Failure
        Replications that failed.
    """

    def __init__(self, plan: Calibration, out: Path | None, execution: Execution) -> None:
        self.failures: list[Failure] = []
        self._plan = plan
        self._place = None if out is None else out / f"{plan.name}-{KIND}"
        self._execution = execution
        self._most = plan.budget.most_points(len(plan.parameters)) * len(plan.seeds)
        self._done = 0

    def __call__(self, stage: str, points: Array) -> tuple[Array, Array]:
        """Return residuals and their variance over seeds, as `sim.statistics.fitting.posterior.Evaluate`.

        The scenario runs with the same seeds at every point. With one seed the variance is 0: it is not known.
        """
        plan = self._plan
        answers = self._answers(stage, points).reshape(len(points), len(plan.seeds), len(plan.observations))
        distances = plan.observations.targets.distances(answers) / plan.standard_errors
        residuals = distances.mean(axis=1)
        if len(plan.seeds) == 1:
            return residuals, np.zeros_like(residuals)
        return residuals, distances.var(axis=1, ddof=1) / len(plan.seeds)

    def _answers(self, stage: str, points: Array) -> Array:
        """Return the answers at some points, shape (points * seeds, observations)."""
        plan = self._plan
        values = values_at(plan.parameters, points)
        contents = Contents(
            kind=KIND,
            name=stage.replace(" ", "-"),
            determined_by=plan.questions() | {"points": values},
            combine=in_order,
            about={"calibration": plan.name, "stage": stage, "points": len(points)},
        )
        seeds = [plan.seeds] * len(points)
        execution = replace(self._execution, progress=self._advance)
        answers, results = ask(contents, plan.observations, plan.scenario, values, seeds, self._place, execution)
        self._done += len(answers)
        self.failures += results.failures
        return answers

    def _advance(self, done: int, total: int, label: str) -> None:  # noqa: ARG002 - the total of one batch says little
        """Tell how far it came of the most that may be run."""
        self._execution.advance(min(self._done + done, self._most), self._most, self._plan.name)
