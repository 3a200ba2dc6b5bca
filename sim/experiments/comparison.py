"""Several scenarios over the same seeds, compared pair by pair."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from html import escape
from itertools import combinations
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from sim.experiments.comparable import (
    ComparisonError,
    check_different,
    check_known,
    named_apart,
    no_pairs,
    titled_apart,
)
from sim.experiments.doubts import NO_DOUBTS, Doubts, differences_of, doubts_from, stacked
from sim.experiments.drawn import GivenDraws, drawn_work, draws_for
from sim.experiments.ensemble import Ensemble, report_place, run_of
from sim.experiments.execution import Execution, ExecutionOptions
from sim.experiments.replicating import fill
from sim.results.comparison_folder import comparison_contents
from sim.results.families import family_of, kinds_of
from sim.results.records import Failure
from sim.results.store import FolderStore
from sim.scenario import Scenario, parse_seeds, scenario_from
from sim.scenario.texts.describe import Difference, difference
from sim.statistics.annual import annual_differences
from sim.statistics.bridge import bridge
from sim.statistics.paired import matched, paired_table
from sim.statistics.paired_row import finding

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Comparison:
    """One base and any number of other scenarios over the same seeds.

    Only seeds that finished in both scenarios of a pair are compared.

    Parameters
    ----------
    ensembles : sequence of Ensemble
        The base first. Their scenarios have different names.
    folder : Path, optional
        Where the comparison is stored.
    doubts : Doubts
        What draws of the parameters come to, where there are any.

    Attributes
    ----------
    ensembles : tuple of Ensemble
        The base first.
    folder : Path or None
        Where the comparison is stored; None when it is kept in memory only.
    doubts : DataFrame
        What each difference comes to over draws of the parameters, as `sim.statistics.two_doubts.doubt_table` says,
        with the name of the scenario in a first column ``other``; without rows where there are no draws.

    Raises
    ------
    ComparisonError
        If a scenario has no seed in common with the base.
    """

    def __init__(self, ensembles: Sequence[Ensemble], folder: Path | None = None, doubts: Doubts = NO_DOUBTS) -> None:
        self.ensembles = titled_apart(ensembles)
        self.folder = folder
        self._whole: Comparison | None = None
        self.doubts = doubts.table
        self._drawn = doubts
        self._tables: dict[str, pd.DataFrame] = {}
        for other in self.others:
            if not set(self.base.seeds) & set(other.seeds):
                raise ComparisonError(no_pairs(self.base, other))

    @property
    def model_version(self) -> str:
        """Version of the model that made the base; that of the others may be another one."""
        return self.base.model_version

    def __repr__(self) -> str:
        names = ", ".join(other.scenario.name for other in self.others)
        return f"<Comparison {self.base.scenario.name} vs {names}>"

    def _repr_html_(self) -> str:
        shown = [name for name, one in self.base.definitions.items() if one.measure.headline]
        table = self.table()
        rows = table[table["outcome"].isin(shown)]
        rows = rows.drop(columns=["family", "variance_reduction", "n"])
        return f"<p>{escape(repr(self)[1:-1])}</p>{rows.to_html(index=False, float_format='{:.4g}'.format)}"

    def series(self, measure: str, entity: str = "market") -> pd.DataFrame:
        """Return a measure month by month in every scenario, as `Ensemble.series`; columns by scenario and seed."""
        tables = {one.scenario.name: one.series(measure, entity) for one in self.ensembles}
        return pd.concat(tables, axis=1, names=["scenario"])

    @property
    def is_empty(self) -> bool:
        """Never: without a pair of replications there is no comparison."""
        return False

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Replications that failed, of all scenarios."""
        of_seeds = tuple(failure for ensemble in self.ensembles for failure in ensemble.failures)
        return of_seeds + self._drawn.failures

    @property
    def base(self) -> Ensemble:
        """What the others are compared with."""
        return self.ensembles[0]

    @property
    def others(self) -> tuple[Ensemble, ...]:
        """All but the base."""
        return self.ensembles[1:]

    def table(self, other: str | None = None) -> pd.DataFrame:
        """Return the paired differences of all outcomes.

        Parameters
        ----------
        other : str, optional
            Name of one scenario. Without it the tables of all others, one below the other with a first column
            ``other`` where there are several.

        Returns
        -------
        DataFrame
            One row per outcome: ``outcome``, ``unit``, ``family``, ``base_mean``, ``other_mean``, ``difference``
            (other less base), ``t_low``, ``t_high``, ``sign_agreement``, ``p_value``, ``p_holm`` within the family,
            ``finding`` (equal, clear, open or too few seeds), ``variance_reduction``, ``seeds_to_halve``, ``n``.
        """
        if other is None and len(self.others) > 1:
            return stacked({one.scenario.name: self._table(one) for one in self.others})
        return self._table(self._other(other))

    @property
    def drawn_tables(self) -> dict[str, pd.DataFrame]:
        """What draws come to: ``doubts``, ``drawn`` (differences by draw) and ``draws`` (values); empty without any."""
        return self._drawn.tables

    @property
    def drawn_from(self) -> list[Path]:
        """Folders of the scenarios under draws."""
        return list(self._drawn.folders)

    @property
    def differences(self) -> pd.DataFrame:
        """Other less base: one row per seed (the index), one column per outcome.

        With several others the rows of all, with the index levels ``other`` and ``seed``.
        """
        if len(self.others) == 1:
            return self.differences_of()
        names = [other.scenario.name for other in self.others]
        return pd.concat({name: self.differences_of(name) for name in names}, names=["other"])

    def differences_of(self, other: str | None = None) -> pd.DataFrame:
        """Return one other scenario, by default the first, less base: seeds (rows) by outcomes (columns)."""
        base_outcomes, other_outcomes = matched(self.base.outcomes, self._other(other).outcomes)
        return other_outcomes - base_outcomes

    @property
    def dropped(self) -> dict[str, int]:
        """Seeds that finished in one scenario of a pair only, by name of the other scenario."""
        base = set(self.base.seeds)
        return {other.scenario.name: len(base ^ set(other.seeds)) for other in self.others}

    @cached_property
    def scenario_differences(self) -> dict[tuple[str, str], list[Difference]]:
        """How any two of the scenarios differ, by their names; seeds apart, which are those of the base."""
        pairs = combinations([ensemble.scenario for ensemble in self.ensembles], 2)
        return {
            (first.name, second.name): [one for one in difference(first, second) if one.path != "seeds"]
            for first, second in pairs
        }

    def over(self, window: str | None = None, discount: float = 0.0) -> "Comparison":
        """Return the comparison over some of its months, money at its present value; as `Ensemble.over`."""
        other = Comparison([one.over(window, discount) for one in self.ensembles], self.folder)
        other._whole = self.whole
        return other

    @property
    def whole(self) -> "Comparison":
        """The same over all months of the run."""
        return self._whole or self

    def bridge(self, owner: str, other: str | None = None) -> pd.DataFrame:
        """Return through which payments the profit of an owner differs; the parts add up to the difference.

        Parameters
        ----------
        owner : str
            Name of the owner.
        other : str, optional
            Name of one scenario; the first other one by default.

        Returns
        -------
        DataFrame
            One row per part, the largest first and ``profit`` last: ``part``, ``base_mean``, ``other_mean``,
            ``difference``, ``t_low``, ``t_high``, ``n``.
        """
        self._check_owner(owner)
        return bridge(self.base, self._other(other), owner)

    def annual(self, *outcomes: str, other: str | None = None) -> pd.DataFrame:
        """Return the mean paired difference of outcomes (rows) in each calendar year (columns).

        Parameters
        ----------
        *outcomes : str
            Names of outcomes; those that the terminal shows by default.
        other : str, optional
            Name of one scenario; the first other one by default.
        """
        shown = [name for name, one in self.base.definitions.items() if one.measure.headline]
        for name in outcomes:
            check_known(name, self.base.definitions, "outcomes")
        return annual_differences(self.base, self._other(other), outcomes or shown)

    def figure(self, name: str) -> "Figure":
        """Draw one figure, e.g. ``"forest"``."""
        from sim.figures import draw  # matplotlib is slow to import

        return draw(name, self)

    def report(self, path: str | Path | None = None, owner: str | None = None, *, annual: bool = False) -> Path:
        """Write the report; return its path.

        Parameters
        ----------
        path : path, optional
            The file; ``report.html`` in the folder of the comparison by default.
        owner : str, optional
            Whose answer comes first, and through what.
        annual : bool
            Whether each calendar year is told as well.
        """
        from sim.report.page import write  # matplotlib is slow to import

        if owner is not None:
            self._check_owner(owner)
        place = report_place(self.folder, path)
        write(self, place, owner, annual=annual)
        return place

    def _check_owner(self, name: str) -> None:
        check_known(name, (owner for one in self.ensembles for owner in one.scenario.parameters.owners), "owners")

    def _other(self, name: str | None) -> Ensemble:
        names = [one.scenario.name for one in self.others]
        if name is not None and name not in names:
            raise ComparisonError(f"{name!r} is not among the compared scenarios: {', '.join(names)}")
        return self.others[0 if name is None else names.index(name)]

    def _table(self, other: Ensemble) -> pd.DataFrame:
        name = other.scenario.name
        if name not in self._tables:
            kinds = kinds_of([self.base.scenario, other.scenario])
            families = {outcome: family_of(one, kinds) for outcome, one in self.base.definitions.items()}
            table = paired_table(*matched(self.base.outcomes, other.outcomes), families)
            outcomes = [self.base.definitions[outcome] for outcome in table["outcome"]]
            limits = np.array([one.limits(difference=True) for one in outcomes]).reshape(-1, 2)
            for bound in ("t_low", "t_high"):
                table[bound] = table[bound].clip(limits[:, 0], limits[:, 1])
            table.insert(1, "unit", [one.unit for one in outcomes])
            findings = [finding(row) if row.n else "" for row in table.itertuples()]
            table.insert(list(table.columns).index("p_holm") + 1, "finding", findings)
            self._tables[name] = table
        return self._tables[name].copy()


def compare(
    base: Scenario | str | PathLike[str],
    *others: Scenario | str | PathLike[str],
    seeds: str | Iterable[int] | None = None,
    out: str | Path | None = None,
    draws: GivenDraws | None = None,
    **how: Unpack[ExecutionOptions],
) -> Comparison:
    """Run scenarios over the same seeds and compare each with the first.

    Parameters
    ----------
    base, *others : Scenario or path
        What to compare, or the files that say it. Where names repeat, ``-2`` and so on is added to the later ones.
    seeds : str or iterable of int, optional
        Seeds, e.g. ``"1..64"``; those of the base by default. Two at least give intervals.
    out : path, optional
        Where to put the folders of the runs and of the comparison. What is stored there is not run again.
    draws : path, optional
        Values of parameters, as ``posterior.parquet`` of a calibration holds them: each set is run once in every
        scenario, with the same seed.
    **how
        As for `sim.run`; progress counts the replications of all scenarios.

    Returns
    -------
    Comparison
        The paired differences.

    Raises
    ------
    ComparisonError
        If there is nothing to compare: no other scenario, two that resolve to the same thing or run over different
        periods, no pair of replications.
    Interrupted
        After a keyboard interrupt; what was finished is kept when there is an `out`.
    LostWorkersError
        If the scheduler is lost; what was finished is kept likewise.
    ResultsError
        If a folder cannot be used or written.
    ScenarioError
        If a file is wrong.
    ValueError
        If the seeds are none.
    WorkersError
        If the scheduler or the worker processes cannot be used.
    """
    execution = Execution(**how)
    scenarios = [scenario_from(each) for each in (base, *others)]
    check_different(scenarios)
    numbers = scenarios[0].seeds if seeds is None else parse_seeds(seeds)
    scenarios = named_apart(scenarios)
    drawn = draws_for(draws, scenarios)
    works = [run_of(scenario, numbers, out) for scenario in scenarios]
    under = [] if drawn is None else [drawn_work(one, drawn, sorted(numbers), out) for one in scenarios]
    fill([*works, *under], execution)
    ensembles = [Ensemble(scenario, work.store.results()) for scenario, work in zip(scenarios, works, strict=True)]
    comparison = Comparison(ensembles)
    if drawn is not None:
        names = [other.scenario.name for other in comparison.others]
        lucky = {name: comparison.differences_of(name) for name in names}
        comparison = Comparison(ensembles, doubts=doubts_from(drawn, under, differences_of(under, names), lucky))
    if out is not None:
        store(comparison, Path(out), execution)
    return comparison


def store(comparison: Comparison, out: Path, execution: Execution) -> None:
    """Write the tables of a comparison of stored runs into a folder of its own.

    Parameters
    ----------
    comparison : Comparison
        The comparison; its `folder` is set.
    out : Path
        Where the folder goes.
    execution : Execution
        Told what is repaired.

    Raises
    ------
    ResultsError
        If the folder cannot be written.
    """
    runs = [ensemble.folder for ensemble in comparison.ensembles if ensemble.folder is not None]
    names = [other.scenario.name for other in comparison.others]
    tables = {
        "comparison": stacked({name: comparison.table(name) for name in names}),
        "differences": stacked({name: comparison.differences_of(name).reset_index() for name in names}),
        **comparison.drawn_tables,
    }
    place = FolderStore(comparison_contents(out, runs, tables, comparison.dropped, comparison.drawn_from), (), out)
    with place.filling(execution.tell):
        comparison.folder = place.folder
