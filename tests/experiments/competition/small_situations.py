"""A small market in one month, which tests share and only look at."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace

from sim.experiments.competition.situation import Situation, situation_at
from sim.experiments.competition.structure import tables_of
from sim.results.competition_tables import write_competition
from tests.market.small_runs import small

# Budgets in months in which somebody buys; a stake, so that it counts somewhere.
STAKE = "contracts.microsoft-openai.stake=0.27"


@cache
def situation(*overrides: str, name: str = "exclusive") -> Situation:
    """The market in its fifth month."""
    return situation_at(small(name, *overrides), "2023-05", 1)


def studied(folder: Path) -> SimpleNamespace:
    """A result of one scenario in whose folder the tables of that month lie."""
    here = situation()
    tables = tables_of(here)
    for table in tables.values():
        table.insert(0, "scenario", "exclusive")
        table.insert(1, "month", here.when)
    write_competition(folder, tables)
    return SimpleNamespace(folder=folder, scenario=small("exclusive"), tables=tables)
