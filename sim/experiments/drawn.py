"""A scenario under draws of its parameters: each set of values is run once, with the seeds in turn, unappraised."""

from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path

import pandas as pd
import pyarrow as pa

from sim.experiments.draws import NUMBER, Draws, load_draws
from sim.experiments.replicating import Job, Work
from sim.experiments.unappraised import UNAPPRAISED
from sim.results.kept import Kept
from sim.results.outcomes import joined_rows, outcome_row
from sim.results.records import Key, Replication
from sim.results.run_tables import SCENARIO_FILE
from sim.results.store import Contents, Table, store_of
from sim.results.tables import OUTCOMES, table_of
from sim.scenario import Scenario
from sim.scenario.texts.describe import resolved_text

KIND = "draws"
GivenDraws = str | PathLike[str] | Draws


def draws_for(given: GivenDraws | None, scenarios: Sequence[Scenario]) -> Draws | None:
    """Return draws, read from their file where a path is given; None for none.

    Raises
    ------
    ScenarioError
        If the file is wrong for one of the scenarios.
    """
    return given if given is None or isinstance(given, Draws) else load_draws(given, scenarios)


def stored_draws(folder: Path, scenarios: Sequence[Scenario]) -> Draws | None:
    """Return the draws whose values lie with results; None where there are none."""
    file = folder / f"{KIND}.parquet"
    return load_draws(file, scenarios) if file.is_file() else None


def drawn_work(scenario: Scenario, draws: Draws, seeds: Sequence[int], out: str | Path | None) -> Work:
    """Return the replications of a scenario under draws, and where they go."""
    keys = [Key(scenario.name, number, draws.seed(number, seeds)) for number in range(len(draws))]
    values = table_of(draws.frame.reset_index())
    changes = [{**UNAPPRAISED, **one} for one in draws.values]
    contents = Contents(
        kind=KIND,
        name=f"{scenario.name}-{KIND}",
        determined_by=[scenario.digest(), changes, [key.seed for key in keys]],
        combine=lambda kept: [(KIND, values.schema, [values]), *_outcomes(kept)],
        about={"scenario": {"name": scenario.name, "title": scenario.title, "digest": scenario.digest()}},
        texts={SCENARIO_FILE: resolved_text(scenario)},
    )
    return Work(store_of(contents, keys, out), lambda key: Job(key, scenario, outcome_of, changes[key.point]))


def outcome_of(key: Key, replication: Replication) -> dict[str, pa.Table]:
    """Keep the outcomes of a replication; the number of the draw stands where a run has its seed."""
    return {OUTCOMES: outcome_row(key.point, replication.monthly)}


def _outcomes(kept: Kept) -> Iterator[Table]:
    rows = joined_rows(list(kept.tables(OUTCOMES)))
    named = rows.rename_columns([NUMBER, *rows.schema.names[1:]])
    yield OUTCOMES, named.schema, [named]


def drawn_outcomes(work: Work) -> pd.DataFrame:
    """Return the outcomes (columns) by draw (index), those that failed left out."""
    frame: pd.DataFrame = work.store.results().table(OUTCOMES).to_pandas().set_index(NUMBER)
    return frame
