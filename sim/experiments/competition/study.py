"""A market in one month, studied: tables that an economist could quote."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from sim.experiments.competition.merger import merger_of
from sim.experiments.competition.situation import CompetitionError, situation_at
from sim.experiments.competition.structure import tables_of
from sim.experiments.competition.tie import tie_of
from sim.experiments.ensemble import Ensemble
from sim.experiments.stored import open_folder
from sim.scenario import Scenario, scenario_from


@dataclass(frozen=True, eq=False)
class Competition:
    """What was found.

    Attributes
    ----------
    scenario : Scenario
        What was played.
    when : str
        The month, ``2025-06``.
    seed : int
        Seed.
    merge, tie : str or None
        What was supposed.
    tables : mapping of str to DataFrame
        ``markets``, ``products``, ``pairs``, ``pass_through``; for a merger ``merger``, ``merger_products``,
        ``merger_markets``, ``hypothetical_monopolist``; for a tie ``foreclosure``, ``vertical_rivals``,
        ``vertical_partner``, ``raised_costs``.
    """

    scenario: Scenario
    when: str
    seed: int
    merge: str | None
    tie: str | None
    tables: Mapping[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    def __repr__(self) -> str:
        return f"<Competition {self.scenario.name} {self.when}: {', '.join(self.tables)}>"

    def _repr_html_(self) -> str:
        shown = [table for name, table in self.tables.items() if name not in ("pairs", "pass_through")]
        tables = "".join(table.to_html(index=False, float_format="{:.4g}".format) for table in shown)
        return f"<p>{escape(repr(self)[1:-1])}</p>{tables}"

    def matrix(self, figure: str, market: str = "all") -> pd.DataFrame:
        """Lay out a figure of pairs: of the product in the row, with or to the one in the column.

        Parameters
        ----------
        figure : str
            ``elasticity_in_price_of_other``, ``diversion_to_other``, ``long_run_diversion_to_other`` or
            ``pass_through``.
        market : str
            A task, or ``all``.
        """
        if figure == "pass_through":
            return self["pass_through"].pivot_table(index="product", columns="cost_of", values=figure)
        rows = self["pairs"]
        return rows[rows["market"] == market].pivot_table(index="product", columns="other", values=figure)


def competition(
    scenario: Scenario | Ensemble | str | PathLike[str],
    month: str | None = None,
    *,
    merge: str | None = None,
    tie: str | None = None,
    seed: int | None = None,
) -> Competition:
    """Study competition in one month of a scenario.

    Prices are those that firms would post on the market as the month leaves it.

    Parameters
    ----------
    scenario : Scenario, Ensemble or path
        What is played, a run of it, the file that says it, or the folder of a run.
    month : str, optional
        ``2025-06``; the last one by default.
    merge : str, optional
        Two firms that would be one, as ``"BUYER+TARGET"``.
    tie : str, optional
        A contract whose partner might keep the lab from rivals, as ``"PARTNER-LAB"``.
    seed : int, optional
        Seed; the scenario's first by default.

    Returns
    -------
    Competition
        The tables.

    Raises
    ------
    CompetitionError
        If there is no such firm, contract or month, or prices would not settle.
    ResultsError
        If the folder holds no run.
    ScenarioError
        If the file is wrong.
    """
    read = _read(scenario)
    number = read.seeds[0] if seed is None else seed
    situation = situation_at(read, month, number)
    asked: list[Any] = [merger_of(situation, merge)] if merge is not None else []
    asked += [tie_of(situation, tie)] if tie is not None else []
    tables = tables_of(situation)
    for one in asked:
        tables |= one.tables()
    return Competition(read, situation.when, number, merge, tie, tables)


def _read(given: Scenario | Ensemble | str | PathLike[str]) -> Scenario:
    if isinstance(given, Ensemble):
        return given.scenario
    if not isinstance(given, Scenario) and Path(given).is_dir():
        stored = open_folder(Path(given))
        if not isinstance(stored, Ensemble):
            raise CompetitionError(f"{given} holds no run of one scenario: name the scenario, or the folder of a run")
        return stored.scenario
    return scenario_from(given)
