"""What runs say to the questions of some observations."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sim.arrays import Array
from sim.experiments.observations.observable import MarketTables
from sim.experiments.observations.observation import Observations
from sim.results.records import Key, Replication
from sim.scenario import Scenario

NUMBERS = "numbers"
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
        count = len(self.observations)
        columns = {
            "point": [key.point] * count,
            "seed": [key.seed] * count,
            "observation": list(self.observations.ids),
            "value": [row.answer(tables) for row in self.observations],
        }
        return {NUMBERS: pa.table(columns, schema=ANSWERS)}


def answers_of(table: pa.Table, observations: Observations, points: int, seeds: Sequence[int]) -> Array:
    """Return kept answers as an array.

    Parameters
    ----------
    table : pyarrow.Table
        As `AnswersKept` makes them, of some replications in any order.
    observations : Observations
        The questions.
    points : int
        Number of points.
    seeds : sequence of int
        Seeds of each point.

    Returns
    -------
    array, shape (points, seeds, observations)
        NaN where a replication failed.
    """
    position = {name: number for number, name in enumerate(observations.ids)}
    place = {seed: number for number, seed in enumerate(seeds)}
    values = np.full((points, len(seeds), len(observations)), np.nan)
    rows = table.to_pydict()
    at = (
        rows["point"],
        [place[seed] for seed in rows["seed"]],
        [position[name] for name in rows["observation"]],
    )
    values[at] = rows["value"]
    return values
