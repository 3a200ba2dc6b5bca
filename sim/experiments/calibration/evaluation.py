"""Running the points of a calibration: every batch is a folder of its own, and is not run twice."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from sim.arrays import Array
from sim.experiments.calibration.parameter import values_at
from sim.experiments.calibration.plan import Calibration
from sim.experiments.execution import Execution
from sim.experiments.observations.answers import ANSWERS, NUMBERS, AnswersKept, answers_of
from sim.experiments.replicating import Job, Work, fill
from sim.results.kept import Kept
from sim.results.records import Failure, Key
from sim.results.store import Contents, Table, store_of

KIND = "trials"
AT_ONCE = 8
"""Most replications of one task."""


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
        answers = self._answers(stage, points)
        distances = self._plan.observations.targets.distances(answers) / self._plan.standard_errors
        residuals = distances.mean(axis=1)
        seeds = distances.shape[1]
        if seeds == 1:
            return residuals, np.zeros_like(residuals)
        return residuals, distances.var(axis=1, ddof=1) / seeds

    def _answers(self, stage: str, points: Array) -> Array:
        """Return the answers at some points, shape (points, seeds, observations)."""
        plan = self._plan
        values = values_at(plan.parameters, points)
        keys = [Key(plan.scenario.name, point, seed) for point in range(len(points)) for seed in plan.seeds]
        contents = Contents(
            kind=KIND,
            name=stage.replace(" ", "-"),
            determined_by=plan.questions() | {"points": values},
            combine=_answers_in_order,
            about={"calibration": plan.name, "stage": stage, "points": len(points)},
        )
        store = store_of(contents, keys, self._place)
        keep = AnswersKept(plan.observations, plan.scenario)
        work = Work(store, lambda key: Job(key, plan.scenario, keep, values[key.point]), AT_ONCE)
        fill([work], replace(self._execution, progress=self._advance))
        self._done += len(keys)
        results = store.results()
        self.failures += results.failures
        return answers_of(results.table(NUMBERS), plan.observations, len(points), plan.seeds)

    def _advance(self, done: int, total: int, label: str) -> None:  # noqa: ARG002 - the total of one batch says little
        """Tell how far it came of the most that may be run."""
        self._execution.advance(min(self._done + done, self._most), self._most, self._plan.name)


def _answers_in_order(kept: Kept) -> Sequence[Table]:
    """Return the table of answers, by point and seed."""
    whole = pa.concat_tables([ANSWERS.empty_table(), *kept.tables(NUMBERS)])
    return [(NUMBERS, ANSWERS, [whole.sort_by([(name, "ascending") for name in ("point", "seed", "observation")])])]
