"""Calibrating: from a plan to draws from the posterior, with all that was found on the way."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Unpack

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.experiments.calibration.evaluation import Evaluation
from sim.experiments.calibration.parameter import prior_of
from sim.experiments.calibration.plan import Calibration
from sim.experiments.calibration.tables import tables_of
from sim.experiments.calibration.texts import texts_of
from sim.experiments.design.placing import design_luck
from sim.experiments.execution import Execution, ExecutionOptions
from sim.results.files import ResultsError
from sim.results.store import Contents, store_of
from sim.results.stored import Results, Stored
from sim.results.tables import table_of
from sim.scenario import Scenario
from sim.statistics.fitting.posterior import Posterior, fit_posterior

KIND = "calibration"
TABLES = ("posterior", "parameters", "correlations", "directions", "observations", "conflicts", "trials")


class CalibrationResult:
    """What was found.

    Parameters
    ----------
    plan : Calibration
        What was fitted to what.
    results : Results
        Its tables.
    about : mapping
        Numbers of the whole: points, failures, effective draws, emulator.

    Attributes
    ----------
    plan : Calibration
        What was fitted to what.
    folder : Path or None
        Where it lies.
    about : mapping
        As given.
    """

    def __init__(self, plan: Calibration, results: Results, about: Mapping[str, object]) -> None:
        self.plan = plan
        self.folder = results.folder
        self.about = about
        self._results = results

    @cached_property
    def posterior(self) -> pd.DataFrame:
        """One draw a row: ``draw`` and the values by dotted path."""
        return self.table("posterior")

    @cached_property
    def parameters(self) -> pd.DataFrame:
        """What the data say about each parameter."""
        return self.table("parameters")

    @cached_property
    def observations(self) -> pd.DataFrame:
        """Observed numbers, those of the best point, and misses in tolerances."""
        return self.table("observations")

    @property
    def fitted(self) -> Scenario:
        """The scenario with the values that fit best."""
        rows = self.parameters.set_index("parameter")["best"]
        whole = {one.path for one in self.plan.parameters if one.axis.kind == "whole number"}
        values = {str(path): int(value) if path in whole else float(value) for path, value in rows.items()}
        return self.plan.base.with_(**values, name=f"{self.plan.name}_fitted")

    def table(self, name: str) -> pd.DataFrame:
        """Return one of `TABLES`."""
        frame: pd.DataFrame = self._results.table(name).to_pandas()
        return frame


def calibrate(plan: Calibration, out: str | Path | None = None, **how: Unpack[ExecutionOptions]) -> CalibrationResult:
    """Fit parameters to observations.

    Parameters
    ----------
    plan : Calibration
        What is fitted to what.
    out : path, optional
        Where to put the folder. Points that are stored there are not run again. Without it all is kept in memory.
    **how
        As for `sim.run`.

    Raises
    ------
    Interrupted
        After a keyboard interrupt; what was finished is kept when there is an `out`.
    LostWorkersError
        If the scheduler is lost; what was finished is kept likewise.
    ResultsError
        If the folder cannot be used or written.
    ValueError
        If the model runs nowhere, or has no number for any observation.
    WorkersError
        If the scheduler or the worker processes cannot be used.
    """
    execution = Execution(**how)
    place = None if out is None else Path(out)
    stored = None if place is None else _stored(plan, place)
    if stored is not None:
        return CalibrationResult(plan, stored, stored.manifest.about)
    evaluation = Evaluation(plan, place, execution)
    bias, _ = plan.bias()
    prior, luck = prior_of(plan.parameters), design_luck("calibration")
    found = fit_posterior(evaluation, prior, bias, plan.first, plan.budget, luck)
    return _kept(plan, found, len(evaluation.failures), place, execution)


def open_calibration(results: Stored, plan: Calibration) -> CalibrationResult:
    """Return a calibration that was stored."""
    return CalibrationResult(plan, results, results.manifest.about)


def _stored(plan: Calibration, out: Path) -> Stored | None:
    """Return what an earlier calibration has left, if it is whole."""
    folder = out / f"{plan.name}-{_contents(plan, {}, {}, {}).id}"
    try:
        stored = Stored(folder)
    except ResultsError:
        return None
    return stored if stored.manifest.status == "complete" else None


def _kept(
    plan: Calibration, found: Posterior, failed: int, out: Path | None, execution: Execution
) -> CalibrationResult:
    """Put what was found into its folder, or keep it in memory."""
    frames = tables_of(plan, found)
    about: dict[str, object] = {
        "name": plan.name,
        "title": plan.title,
        "points": len(found.trials.points),
        "failed": failed,
        "loss": found.fit.loss,
        "inside": int(frames["observations"]["inside"].sum()),
        "observations": len(frames["observations"]),
        "misfit_inflation": found.laplace.inflation,
        "effective_draws": round(found.draws.effective, 1),
        "not_ruled_out": [round(one.kept, 4) for one in found.waves],
        "emulator_error_in_tolerances": [round(float(np.median(one.errors)) / 2, 4) for one in found.waves],
    }
    made = {name: table_of(frame) for name, frame in frames.items()}
    fitted = CalibrationResult(plan, Results(made.__getitem__, (), {}), about).fitted
    store = store_of(_contents(plan, made, about, texts_of(plan, fitted)), (), out)
    with store.filling(execution.tell):
        pass  # the runs are done: only the tables are put into their folder
    return CalibrationResult(plan, store.results(), about)


def _contents(
    plan: Calibration, tables: Mapping[str, pa.Table], about: Mapping[str, object], texts: Mapping[str, str]
) -> Contents:
    return Contents(
        kind=KIND,
        name=plan.name,
        determined_by=plan.content(),
        combine=lambda _: [(name, table.schema, [table]) for name, table in tables.items()],
        about=about,
        texts=texts,
    )
