"""What runs say to the questions of some observations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sim.arrays import Array
from sim.experiments.execution import Execution
from sim.experiments.observations.observable import MarketTables
from sim.experiments.observations.observation import Observations
from sim.experiments.replicating import Job, Work, fill
from sim.results.kept import Kept
from sim.results.records import Key, Replication
from sim.results.store import Contents, Table, store_of
from sim.results.stored import Results
from sim.scenario import Scenario

NUMBERS = "numbers"
AT_ONCE = 8
"""Most replications of one task."""
ANSWERS = pa.schema(
    [("point", pa.int32()), ("seed", pa.int64()), ("observation", pa.string()), ("value", pa.float64())]
)


@dataclass(frozen=True)
class AnswersKept:
    """Keeps the answers of a replication to some questions.

    Attributes
    ----------
    observations : Observations
        The questions.
    scenario : Scenario
        What is run, apart from the values of parameters.
    """

    observations: Observations
    scenario: Scenario

    def __call__(self, key: Key, replication: Replication) -> dict[str, pa.Table]:
        """Return the table of answers."""
        tables = MarketTables(replication.monthly, replication.ledger, self.scenario)
        return {NUMBERS: answer_table(key, self.observations, tables)}


def answer_table(key: Key, observations: Observations, tables: MarketTables) -> pa.Table:
    """Return what a replication answers to some questions, one a row."""
    count = len(observations)
    columns = {
        "point": [key.point] * count,
        "seed": [key.seed] * count,
        "observation": list(observations.ids),
        "value": [row.answer(tables) for row in observations],
    }
    return pa.table(columns, schema=ANSWERS)


def ask(
    contents: Contents,
    observations: Observations,
    scenario: Scenario,
    points: Sequence[Mapping[str, Any]],
    seeds: Sequence[Sequence[int]],
    out: Path | None,
    execution: Execution,
) -> tuple[Array, Results]:
    """Run a scenario at some points, and return what it answers.

    Parameters
    ----------
    contents : Contents
        What names and explains the folder; `in_order` puts its answers together.
    observations : Observations
        The questions.
    scenario : Scenario
        What is run.
    points : sequence of dict
        Changes by dotted path.
    seeds : sequence of sequence of int
        Seeds of each point.
    out : Path or None
        Where result folders lie; None to keep the answers in memory.
    execution : Execution
        How.

    Returns
    -------
    answers : array, shape (replications, observations)
        By point and seed, as given; NaN where a replication failed or has no such number.
    results : Results
        What was stored, failures among it.
    """
    keys = [Key(scenario.name, point, seed) for point, of_point in enumerate(seeds) for seed in of_point]
    keep = AnswersKept(observations, scenario)
    store = store_of(contents, keys, out)
    fill([Work(store, lambda key: Job(key, scenario, keep, points[key.point]), AT_ONCE)], execution)
    results = store.results()
    return answers_of(results.table(NUMBERS), observations, keys), results


def in_order(kept: Kept) -> Sequence[Table]:
    """Return the table of answers, by point and seed."""
    whole = pa.concat_tables([ANSWERS.empty_table(), *kept.tables(NUMBERS)])
    return [(NUMBERS, ANSWERS, [whole.sort_by([(name, "ascending") for name in ("point", "seed", "observation")])])]


def answers_of(table: pa.Table, observations: Observations, keys: Sequence[Key]) -> Array:
    """Return kept answers, in any order, as an array of shape (keys, observations)."""
    column = {name: number for number, name in enumerate(observations.ids)}
    row = {(key.point, key.seed): number for number, key in enumerate(keys)}
    values = np.full((len(keys), len(observations)), np.nan)
    kept = table.to_pydict()
    places = [row[place] for place in zip(kept["point"], kept["seed"], strict=True)]
    values[places, [column[name] for name in kept["observation"]]] = kept["value"]
    return values
