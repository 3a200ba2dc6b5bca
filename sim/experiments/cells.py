"""Filling the cells of an experiment: points by seeds, in batches, wherever the workers are."""

import traceback
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pyarrow as pa

from sim.experiments.design.experiment import Experiment, Task
from sim.experiments.design.experiment_text import SCENARIO_FILES, experiment_text
from sim.experiments.design.placing import Point
from sim.experiments.replicating import (
    Interrupted,
    Notice,
    Progress,
    Simulate,
    check_workers_asked_for,
    market,
    spread,
)
from sim.experiments.workers.base import LostWorkersError
from sim.results.cell_folder import EXPERIMENT_FILE, CellFolder
from sim.results.cells import CELLS, Cell, CellFailure, FilledCells, MemoryCells, Tables
from sim.results.outcomes import outcomes_of
from sim.scenario import Scenario
from sim.scenario.describe import resolved_text
from sim.statistics.paired import ROUNDING

CELLS_AT_ONCE = 8
"""Most cells of one task: enough that handing it out costs little, few enough that an interruption loses little."""
FEWEST_TASKS = 16
"""With fewer tasks some workers would idle while others finish."""

CellTarget = CellFolder | MemoryCells


@dataclass(frozen=True)
class Batch:
    """Some cells as a task for a worker.

    Attributes
    ----------
    cells : tuple of Cell
        Point and seed, points together.
    points : dict of int to Point
        The values of each of these points.
    scenarios : tuple of Scenario
        The scenario, and the one it is set against where there is one.
    outcomes : tuple of str
        What is kept.
    simulate : callable or None
        Simulates one seed; None for the market.
    """

    cells: tuple[Cell, ...]
    points: dict[int, Point]
    scenarios: tuple[Scenario, ...]
    outcomes: tuple[str, ...]
    simulate: Simulate | None


def fill_cells(
    experiment: Experiment,
    points: Sequence[Point],
    target: CellTarget,
    jobs: int | None = None,
    *,
    scheduler: str | None = None,
    progress: Progress | None = None,
    notice: Notice | None = None,
    simulate: Simulate | None = None,
) -> None:
    """Simulate what is missing of an experiment.

    Parameters
    ----------
    experiment : Experiment
        What is simulated.
    points : sequence of Point
        Its points; a cell names one by its number.
    target : CellFolder or MemoryCells
        Where the outcomes go.
    jobs, scheduler, progress, notice, simulate
        As for `sim.experiments.ensemble.run`; progress counts cells.

    Raises
    ------
    Interrupted
        After a keyboard interrupt.
    LostWorkersError
        If the workers are gone for good; what was finished is kept where there is an output folder.
    ResultsError
        If the folder cannot be used or written.
    WorkersError
        If the workers cannot be used as asked.
    """
    check_workers_asked_for(jobs, scheduler)
    total = done = len(target.asked)
    try:
        with ExitStack() as stack:
            missing = stack.enter_context(target.filling())
            done = total - len(missing)
            tell = progress or _silence
            tell(done, total, experiment.name)
            batches = _batches(experiment, points, missing, simulate)
            answers = spread(
                fill_batch, batches, experiment.scenario, jobs, simulate=simulate, scheduler=scheduler, notice=notice
            )
            for batch, answer in stack.enter_context(closing(answers)):
                target.store(answer if isinstance(answer, FilledCells) else _lost(batch, answer))
                done += len(batch.cells)
                tell(done, total, experiment.name)
    except KeyboardInterrupt as error:
        raise Interrupted(f"interrupted after {_so_far(done, total, target)}") from error
    except LostWorkersError as error:
        raise LostWorkersError(f"{error}, after {_so_far(done, total, target)}") from error


def target_of(
    experiment: Experiment, task: Task, points: Sequence[Point], out: str | Path | None, tables: Tables
) -> CellTarget:
    """Return where the outcomes of an experiment go."""
    asked = [(number, seed) for number in range(len(points)) for seed in experiment.seeds]
    if out is None:
        return MemoryCells(asked)
    texts = {name: resolved_text(one) for name, one in zip(SCENARIO_FILES, experiment.scenarios, strict=False)}
    texts[EXPERIMENT_FILE] = experiment_text(experiment)
    return CellFolder(
        Path(out), task, experiment.name, experiment.title, experiment.content(task), texts, asked, tables
    )


def fill_batch(batch: Batch) -> FilledCells:
    """Simulate the cells of a batch; whatever goes wrong with one of them becomes a record."""
    rows: dict[str, list[float | int | str | None]] = {name: [] for name in CELLS.names}
    failures: list[CellFailure] = []
    for number, cells in groupby(batch.cells, key=lambda cell: cell[0]):
        seeds = [seed for _, seed in cells]
        for seed in seeds:
            values: list[dict[str, float]] = []
            for scenario in batch.scenarios:
                try:
                    values.append(_outcomes(batch, scenario, batch.points[number], seed))
                except (Exception, SystemExit) as error:  # noqa: BLE001 - the other cells go on
                    failures.append(_failure(number, seed, scenario, error))
            if len(values) == len(batch.scenarios):
                _add_rows(rows, number, seed, batch.outcomes, values)
    return FilledCells(pa.table(rows, schema=CELLS), tuple(failures))


def _outcomes(batch: Batch, scenario: Scenario, point: Point, seed: int) -> dict[str, float]:
    """Return the outcomes of one replication at a point."""
    simulate = batch.simulate or market(threads=1)  # short replications gain nothing from threads
    return dict(outcomes_of(simulate(scenario.with_(**point), seed).monthly))


def _add_rows(
    rows: dict[str, list[float | int | str | None]],
    number: int,
    seed: int,
    outcomes: Sequence[str],
    values: Sequence[dict[str, float]],
) -> None:
    """Add one row per outcome; null where the market has no such number, such as a price of what nobody sells."""
    for outcome in outcomes:
        here = values[0].get(outcome)
        there = values[1].get(outcome) if len(values) > 1 else None
        rows["point"].append(number)
        rows["seed"].append(seed)
        rows["outcome"].append(outcome)
        rows["scenario"].append(here)
        rows["against"].append(there)
        rows["value"].append(here if len(values) == 1 else _difference(here, there))


def _difference(here: float | None, there: float | None) -> float | None:
    """Return the second less the first: exactly zero where only rounding made a difference."""
    if here is None or there is None:
        return None
    difference = there - here
    return 0.0 if abs(difference) <= ROUNDING * max(abs(here), abs(there)) else difference


def _batches(
    experiment: Experiment, points: Sequence[Point], missing: Sequence[Cell], simulate: Simulate | None
) -> list[Batch]:
    """Return the missing cells as tasks."""
    at_once = min(CELLS_AT_ONCE, max(1, len(missing) // FEWEST_TASKS))
    chunks = [tuple(missing[start : start + at_once]) for start in range(0, len(missing), at_once)]
    return [
        Batch(
            chunk,
            {number: points[number] for number, _ in chunk},
            experiment.scenarios,
            experiment.outcomes,
            simulate,
        )
        for chunk in chunks
    ]


def _failure(number: int, seed: int, scenario: Scenario, error: BaseException, why: str = "") -> CellFailure:
    text = "".join(traceback.format_exception(error))
    return CellFailure(number, seed, scenario.name, type(error).__name__, f"{why}{error}", text)


def _lost(batch: Batch, error: BaseException) -> FilledCells:
    """Return the record of a batch whose worker gave no answer."""
    why = "the worker process gave no answer (killed, or out of memory?): "
    failures = [_failure(number, seed, batch.scenarios[0], error, why) for number, seed in batch.cells]
    return FilledCells(CELLS.empty_table(), tuple(failures))


def _silence(done: int, total: int, label: str) -> None:
    """Tell nobody."""


def _so_far(done: int, total: int, target: CellTarget) -> str:
    """Say what is left after the work has stopped."""
    text = f"{done} of {total} replications of points"
    return text if target.folder is None else f"{text}; they are kept in {target.folder}, and the same command goes on"
