"""Competition in the months of a stored result that are appraised, kept beside its figures."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from sim.experiments.competition.situation import CompetitionError, Situation, through_time
from sim.experiments.competition.structure import tables_of
from sim.results.competition_tables import write_competition
from sim.results.protocols import EnsembleResult, RunResult
from sim.results.reading.series import ensembles_of
from sim.results.version import model_version
from sim.scenario import Scenario, ScenarioError


def keep_competition(result: RunResult, tell: Callable[[str], None] | None = None) -> None:
    """Play the first seed of each scenario once more, and keep what a competition authority asks in its folder.

    Results of another version of the model, or of rules whose code nobody has said to trust, keep what they have; those
    whose prices do not settle have none, nor have those of which nothing finished.

    Parameters
    ----------
    result : Ensemble or Comparison
        Stored results.
    tell : callable, optional
        Told what is left out.

    Raises
    ------
    ResultsError
        If a file cannot be written.
    """
    folder = result.folder
    assert isinstance(folder, Path), "what is kept in memory has no folder"
    ensembles = ensembles_of(result)
    if any(not one.seeds or one.model_version != model_version() or not _is_trusted(one.scenario) for one in ensembles):
        return
    try:
        tables = [table for ensemble in ensembles for table in _tables(ensemble)]
    except CompetitionError as error:
        tables = []
        if tell is not None:
            tell(f"no section on competition: {error}")
    names = dict.fromkeys(name for name, _ in tables)
    write_competition(folder, {name: pd.concat([one for of, one in tables if of == name]) for name in names})


def _is_trusted(scenario: Scenario) -> bool:
    try:
        scenario.refuse_untrusted_rules()
    except ScenarioError:
        return False
    return True


def _tables(ensemble: EnsembleResult) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the tables of each month that is looked at, by name."""
    scenario, seed = ensemble.scenario, ensemble.seeds[0]
    found: list[tuple[str, pd.DataFrame]] = []

    def look(situation: Situation) -> None:
        for name, table in tables_of(situation).items():
            table.insert(0, "scenario", scenario.name)
            table.insert(1, "month", situation.when)
            found.append((name, table))

    through_time(scenario, seed, look)
    yield from found
