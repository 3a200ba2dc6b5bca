"""What the differences of a comparison come to over draws of the parameters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from sim.experiments.drawn import drawn_outcomes
from sim.experiments.draws import Draws
from sim.experiments.replicating import Work
from sim.results.records import Failure
from sim.results.stored import Stored
from sim.statistics.paired import matched
from sim.statistics.two_doubts import doubt_table

DOUBTS, DRAWN, DRAWS = "doubts", "drawn", "draws"


@dataclass(frozen=True)
class Doubts:
    """What draws come to.

    Attributes
    ----------
    tables : dict of str to DataFrame
        ``doubts`` (one row per other scenario and outcome), ``drawn`` (differences by draw) and ``draws`` (values of
        the parameters); empty where there are none.
    failures : tuple of Failure
        Replications that failed.
    folders : tuple of Path
        Where they lie, the base first.
    """

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()
    folders: tuple[Path, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """One row per other scenario and outcome; without rows where there are no draws."""
        return self.tables.get(DOUBTS, pd.DataFrame(columns=["other", "outcome"]))


NO_DOUBTS = Doubts()


def differences_of(under: Sequence[Work], names: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Return the differences to the base by draw, by name of the other scenario.

    Parameters
    ----------
    under : sequence of Work
        Replications of the scenarios under draws, the base first.
    names : sequence of str
        Names of the others, in the same order.
    """
    base, *others = map(drawn_outcomes, under)
    pairs = {name: matched(base, other) for name, other in zip(names, others, strict=True)}
    return {name: of_other - of_base for name, (of_base, of_other) in pairs.items()}


def doubts_from(
    draws: Draws, under: Sequence[Work], drawn: Mapping[str, pd.DataFrame], lucky: Mapping[str, pd.DataFrame]
) -> Doubts:
    """Return what draws come to.

    Parameters
    ----------
    draws : Draws
        Values of the parameters.
    under : sequence of Work
        Replications of the scenarios under draws, the base first.
    drawn, lucky : dict of str to DataFrame
        Outcomes or differences by draw and by seed, by name of the scenario.
    """
    doubts = {name: doubt_table(one, lucky[name], draws.frame) for name, one in drawn.items()}
    tables = {
        DOUBTS: stacked(doubts),
        DRAWN: stacked({name: one.reset_index() for name, one in drawn.items()}),
        DRAWS: draws.frame.reset_index(),
    }
    folders = tuple(work.store.folder for work in under if work.store.folder is not None)
    return Doubts(tables, tuple(one for work in under for one in work.store.results().failures), folders)


def stored_doubts(results: Stored) -> Doubts:
    """Return what the folder of a comparison holds of draws."""
    names = [name for name in (DOUBTS, DRAWN, DRAWS) if f"{name}.parquet" in results.manifest.files]
    return Doubts({name: results.table(name).to_pandas() for name in names})


def stacked(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return tables one below the other, each with its name in a first column ``other``."""
    names = [name for name, table in tables.items() for _ in range(len(table))]
    stacked = pd.concat(list(tables.values()), ignore_index=True)
    stacked.insert(0, "other", names)
    return stacked
