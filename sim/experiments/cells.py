"""Running an experiment: its points by its seeds, in batches, wherever the workers are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sim.experiments.design.experiment import Experiment, Task
from sim.experiments.design.experiment_text import SCENARIO_FILES, experiment_text
from sim.experiments.design.placing import Point
from sim.experiments.draws import Draws
from sim.experiments.execution import Execution
from sim.experiments.replicating import Job, Work, fill
from sim.results.cells import CELLS, ROWS, SomeOutcomes
from sim.results.kept import Kept
from sim.results.records import Key
from sim.results.store import Contents, Table, store_of
from sim.results.stored import Results
from sim.results.tables import table_of
from sim.scenario.texts.describe import resolved_text
from sim.scenario.texts.side_by_side import own_names
from sim.statistics.paired import ROUNDING

EXPERIMENT_FILE = "experiment.yaml"
AT_ONCE = 16
"""Most replications of one task: handing it out costs little, an interruption loses little."""

Summaries = Callable[[pa.Table], Mapping[str, pd.DataFrame]]
"""Makes the other tables of an experiment from that of its cells."""


@dataclass(frozen=True)
class UnderDraws:
    """The points of a design under draws of the parameters: each draw is run once at each point.

    Cells of draw k at point p have the number P + p K + k, where P points and K draws there are.

    Attributes
    ----------
    design : tuple of Point
        The points.
    draws : Draws
        Values of parameters; what the design moves stays where the design puts it.
    replications : tuple of int
        Seeds, which draws take in turn, the same at each point.
    """

    design: tuple[Point, ...]
    draws: Draws
    replications: tuple[int, ...]

    @property
    def points(self) -> list[Point]:
        """Values of all parameters, in order of the numbers."""
        return [{**values, **point} for point in self.design for values in self.draws.values]

    @property
    def seeds(self) -> list[int]:
        """Seed of each."""
        return [self.draws.seed(number, self.replications) for _ in self.design for number in range(len(self.draws))]

    def number(self, point: int, draw: int) -> int:
        """Return the number of the cells of a draw at a point."""
        return len(self.design) + point * len(self.draws) + draw

    def content(self) -> dict[str, Any]:
        """Return what determines their results, as plain data."""
        return {"draws": [dict(values) for values in self.draws.values]}


def run_cells(
    experiment: Experiment,
    task: Task,
    points: Sequence[Point],
    summaries: Summaries,
    out: str | Path | None,
    execution: Execution,
    under: UnderDraws | None = None,
) -> Results:
    """Simulate what is missing of an experiment.

    Parameters
    ----------
    experiment : Experiment
        What is simulated.
    task : {"sweep", "sensitivity"}
        What for.
    points : sequence of Point
        Its points; a key names one by its number.
    summaries : callable
        Makes the other tables.
    out : path or None
        Where result folders lie.
    execution : Execution
        How.
    under : UnderDraws, optional
        What is run at each point besides: draws of the parameters, each once.

    Returns
    -------
    Results
        Its table named after the task has the cells.

    Raises
    ------
    Interrupted, LostWorkersError, ResultsError, WorkersError
        As `sim.experiments.replicating.fill`.
    """
    names = own_names(one.name for one in experiment.scenarios)
    scenarios = dict(zip(names, experiment.scenarios, strict=True))
    keep = SomeOutcomes(experiment.outcomes)

    def combine(kept: Kept) -> list[Table]:
        cells = cells_of(kept, names, experiment.outcomes)
        others = {name: table_of(frame) for name, frame in summaries(cells).items()}
        return [(name, table.schema, [table]) for name, table in ({task: cells} | others).items()]

    texts = {file: resolved_text(one) for file, one in zip(SCENARIO_FILES, experiment.scenarios, strict=False)}
    contents = Contents(
        kind=task,
        name=experiment.name,
        determined_by=experiment.content(task) | ({} if under is None else under.content()),
        combine=combine,
        about={"name": experiment.name, "title": experiment.title, "points": len(points)},
        texts=texts | {EXPERIMENT_FILE: experiment_text(experiment)},
    )
    settings = [*points, *([] if under is None else under.points)]
    seeds = [experiment.seeds] * len(points) + ([] if under is None else [(seed,) for seed in under.seeds])
    keys = [Key(name, point, seed) for point, own in enumerate(seeds) for seed in own for name in names]
    store = store_of(contents, keys, out)
    work = Work(store, lambda key: Job(key, scenarios[key.scenario], keep, settings[key.point]), AT_ONCE)
    fill([work], execution)
    return store.results()


def cells_of(kept: Kept, scenarios: Sequence[str], outcomes: Sequence[str]) -> pa.Table:
    """Return all cells whose replications went through, by point and seed; outcomes keep their order.

    Parameters
    ----------
    kept : Kept
        What `SomeOutcomes` has kept.
    scenarios : sequence of str
        Names of the scenario, and of the one that it is set against where there is one.
    outcomes : sequence of str
        Names of the outcomes.
    """
    tables = list(kept.tables(ROWS))
    if not tables:
        return CELLS.empty_table()
    rows = pa.concat_tables(tables).to_pandas().set_index(["point", "seed"]).sort_index()
    frames = [rows.loc[rows["scenario"] == name, list(outcomes)] for name in scenarios]
    common = frames[0].index if len(frames) == 1 else frames[0].index.intersection(frames[1].index)
    here, *others = (frame.loc[common].to_numpy(dtype=float) for frame in frames)
    there = others[0] if others else np.full_like(here, np.nan)
    place = common.repeat(len(outcomes))
    columns = [
        pa.array(place.get_level_values("point"), pa.int32()),
        pa.array(place.get_level_values("seed"), pa.int64()),
        pa.array(np.tile(np.array(outcomes, dtype=object), len(common)), pa.string()),
        *(_numbers(values) for values in (here, there, _difference(here, there) if others else here)),
    ]
    return pa.Table.from_arrays(columns, schema=CELLS)


def _numbers(values: NDArray[np.float64]) -> pa.Array:
    return pa.array(values.ravel(), pa.float64(), from_pandas=True)


def _difference(here: NDArray[np.float64], there: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the second less the first: exactly zero where only rounding made a difference."""
    difference = there - here
    return np.where(np.abs(difference) <= ROUNDING * np.maximum(np.abs(here), np.abs(there)), 0.0, difference)
