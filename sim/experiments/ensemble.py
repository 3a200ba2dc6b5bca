"""One scenario over its seeds."""

from collections.abc import Iterable
from copy import copy
from functools import cached_property
from html import escape
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from sim.experiments.doubts import NO_DOUBTS, Doubts, doubts_from
from sim.experiments.drawn import GivenDraws, drawn_outcomes, drawn_work, draws_for
from sim.experiments.execution import Execution, ExecutionOptions
from sim.experiments.replicating import Job, Work, fill
from sim.results.counted import Span
from sim.results.files import ResultsError
from sim.results.outcomes import Outcome, outcomes_in
from sim.results.reading.spans import outcomes_by_seed, read_span, within
from sim.results.records import Failure, Key
from sim.results.run_tables import SCENARIO_FILE, all_tables, tables_of_run
from sim.results.store import Contents, store_of
from sim.results.stored import Results
from sim.results.tables import OUTCOMES, data_frame
from sim.scenario import Scenario, parse_seeds, scenario_from
from sim.scenario.texts.describe import resolved_text
from sim.scenario.wording import suggestion
from sim.statistics.intervals import mean, standard_deviation, t_interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Ensemble:
    """The replications of one scenario.

    The frames are read when they are first asked for. Each but `outcomes` has a column ``seed``.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    results : Results
        What it came to.
    doubts : Doubts
        What draws of the parameters come to, where there are any.

    Attributes
    ----------
    scenario : Scenario
        What was run.
    folder : Path or None
        Where the results lie; None when they are kept in memory only.
    model_version : str
        Version of the model that made them.
    doubts : DataFrame
        What each outcome comes to over draws of the parameters, as `sim.statistics.two_doubts.doubt_table` says;
        without rows where there are no draws.
    counted : Span
        Months that count, and the interest at which money in them is discounted: all at none, or as `over` says.
    """

    def __init__(self, scenario: Scenario, results: Results, doubts: Doubts = NO_DOUBTS) -> None:
        self.scenario = scenario
        self.counted = Span(0, scenario.parameters.horizon.months)
        self._whole: Ensemble | None = None
        self.doubts = doubts.table.drop(columns="other")
        self.folder = results.folder
        self.model_version = results.model_version
        self._results = results
        self._failures = (*results.failures, *doubts.failures)

    def __repr__(self) -> str:
        failed = f", {len(self.failures)} failed" if self.failures else ""
        return f"<Ensemble {self.scenario.name}: {len(self.seeds)} seeds{failed}>"

    def _repr_html_(self) -> str:
        shown = [name for name, one in self.definitions.items() if one.measure.headline]
        table = self.table().set_index("outcome").loc[shown, ["unit", "mean", "t_low", "t_high"]]
        return f"<p>{escape(repr(self)[1:-1])}</p>{table.to_html(float_format='{:.4g}'.format)}"

    def titled(self, scenario: Scenario) -> "Ensemble":
        """Return the ensemble under another title: `scenario` differs from its own in nothing else."""
        other = copy(self)
        other.scenario = scenario
        return other

    def over(self, window: str | None = None, discount: float = 0.0) -> "Ensemble":
        """Return the ensemble over some of its months, money at its present value.

        Parameters
        ----------
        window : str, optional
            Such as ``"2026..2028"`` or ``"2026-03..2027-02"``, both ends included; the whole run by default.
        discount : float
            Interest a year at which money is discounted to the first month of the window.

        Raises
        ------
        ValueError
            If the window is none, or holds no month of the run.
        """
        horizon = self.scenario.parameters.horizon
        span = read_span(window, discount, horizon.start, horizon.months)
        other = copy(self)
        other.counted, other._whole = span, self.whole
        other.__dict__ |= {name: within(getattr(self, name), span) for name in ("monthly", "ledger")}
        outcomes = outcomes_by_seed(other.monthly)
        other.__dict__["outcomes"] = outcomes[[name for name in self.definitions if name in outcomes]]
        other.__dict__["definitions"] = {name: self.definitions[name] for name in map(str, other.outcomes)}
        return other

    @property
    def whole(self) -> "Ensemble":
        """The same over all months of the run."""
        return self._whole or self

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds whose replications finished, in ascending order."""
        return tuple(int(seed) for seed in self.outcomes.index)

    @property
    def is_empty(self) -> bool:
        """Whether no replication finished."""
        return not self.seeds

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Replications that failed: seed, type of the error, message, traceback."""
        return self._failures

    @property
    def timings(self) -> dict[str, float]:
        """Seconds per stage of a replication, mean over seeds."""
        return self._results.timings

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """One row per seed (the index), one column per outcome."""
        return self._frame(OUTCOMES).set_index("seed")

    @cached_property
    def definitions(self) -> dict[str, Outcome]:
        """What each column of `outcomes` is."""
        return outcomes_in(self._results.table(OUTCOMES).schema)

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """Measures by seed, month, kind and entity."""
        return self._frame("monthly")

    @cached_property
    def contracts(self) -> pd.DataFrame:
        """Who was tied to whom, when, on what terms."""
        return self._frame("contracts")

    @cached_property
    def events(self) -> pd.DataFrame:
        """What changed, when."""
        return self._frame("events")

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Payments by seed, month, payer, payee and flow."""
        return self._frame("ledger")

    def table(self) -> pd.DataFrame:
        """Return the mean of each outcome over the seeds.

        Returns
        -------
        DataFrame
            One row per outcome: ``outcome``, ``unit``, ``mean``, ``t_low`` and ``t_high`` (95 % interval of
            the mean), ``sd`` (standard deviation over seeds), ``n`` (seeds that have the outcome).
        """
        columns = ["outcome", "unit", "mean", "t_low", "t_high", "sd", "n"]
        rows = [self._row(name) for name in self.definitions]
        return pd.DataFrame(rows, columns=columns)

    def series(self, measure: str, entity: str = "market") -> pd.DataFrame:
        """Return a measure month by month.

        Parameters
        ----------
        measure : str
            A registered measure, e.g. ``"profit"``.
        entity : str
            Whose it is, the name of an owner, a cloud, a model.

        Returns
        -------
        DataFrame
            Rows by date, the first day of each month; a column for each seed. In the unit of the measure.

        Raises
        ------
        ValueError
            If there is no such measure, or the entity has none.
        """
        table = series_of(self, measure, entity)
        dates = pd.period_range(self.scenario.parameters.horizon.start, periods=len(table), freq="M").to_timestamp()
        return table.set_axis(dates.rename("date"))

    def figure(self, name: str) -> "Figure":
        """Draw one figure, e.g. ``"network"``."""
        from sim.figures import draw  # matplotlib is slow to import

        return draw(name, self)

    def report(self, path: str | Path | None = None) -> Path:
        """Write the report, by default into the folder of the run; return its path."""
        from sim.report.page import write  # matplotlib is slow to import

        place = report_place(self.folder, path)
        write(self, place)
        return place

    def _frame(self, name: str) -> pd.DataFrame:
        return data_frame(self._results.table(name))

    def _row(self, name: str) -> tuple[str, str, float, float, float, float, int]:
        values = self.outcomes[name].to_numpy()
        known = values[np.isfinite(values)][None, :]
        unit = self.definitions[name].unit
        if not known.size:
            return name, unit, np.nan, np.nan, np.nan, np.nan, 0
        low, high = np.clip(t_interval(known), *self.definitions[name].limits())[:, 0]
        return name, unit, mean(known)[0], low, high, standard_deviation(known)[0], known.size


def run(
    scenario: Scenario | str | PathLike[str],
    seeds: str | Iterable[int] | None = None,
    out: str | Path | None = None,
    draws: GivenDraws | None = None,
    **how: Unpack[ExecutionOptions],
) -> Ensemble:
    """Run a scenario over its seeds.

    Parameters
    ----------
    scenario : Scenario or path
        What to run, or the file that says it.
    seeds : str or iterable of int, optional
        Seeds, e.g. ``"1..64"`` or ``range(1, 65)``; those of the scenario by default. Their order does not
        matter.
    out : path, optional
        Where to put the folder of the run. What an earlier call with the same scenario, seeds and model has
        stored there is not run again. Without it the results are kept in memory only.
    draws : path, optional
        Values of parameters, as ``posterior.parquet`` of a calibration holds them: each set is run once.
    **how
        ``jobs``, ``scheduler``, ``progress``, ``notice``, ``simulate``: see `sim.experiments.execution.Execution`.

    Returns
    -------
    Ensemble
        The results. Replications that failed are in its ``failures``.

    Raises
    ------
    Interrupted
        After a keyboard interrupt; what was finished is kept when there is an `out`.
    LostWorkersError
        If the scheduler is lost; what was finished is kept likewise.
    ResultsError
        If the folder cannot be used or written.
    ScenarioError
        If the file is wrong.
    ValueError
        If the seeds are none.
    WorkersError
        If the scheduler or the worker processes cannot be used.
    """
    execution, read = Execution(**how), scenario_from(scenario)
    work = run_of(read, seeds, out)
    drawn = draws_for(draws, [read])
    under = [] if drawn is None else [drawn_work(read, drawn, [key.seed for key in work.store.asked], out)]
    fill([work, *under], execution)
    ensemble = Ensemble(read, work.store.results())
    if drawn is None or ensemble.is_empty:
        return ensemble
    (found,) = map(drawn_outcomes, under)
    doubts = doubts_from(drawn, under, {read.name: found}, {read.name: ensemble.outcomes})
    return Ensemble(read, work.store.results(), doubts)


def run_of(scenario: Scenario, seeds: str | Iterable[int] | None, out: str | Path | None) -> Work:
    """Return the replications of a scenario, and where they go.

    Raises
    ------
    ScenarioError
        If the scenario brings code of rules that nobody has said to trust.
    """
    scenario.refuse_untrusted_rules()
    numbers = sorted(scenario.seeds if seeds is None else parse_seeds(seeds))
    contents = Contents(
        kind="run",
        name=scenario.name,
        determined_by=[scenario.digest(), numbers],
        combine=tables_of_run,
        about={"scenario": {"name": scenario.name, "title": scenario.title, "digest": scenario.digest()}},
        texts={SCENARIO_FILE: resolved_text(scenario)},
    )
    store = store_of(contents, [Key(scenario.name, 0, seed) for seed in numbers], out)
    return Work(store, lambda key: Job(key, scenario, all_tables))


def report_place(folder: Path | None, path: str | Path | None) -> Path:
    """Return where a report goes.

    Raises
    ------
    ResultsError
        If no path is given and there is no folder either.
    """
    if path is not None:
        return Path(path)
    if folder is None:
        raise ResultsError("these results have no folder: say where the report goes")
    return folder / "report.html"


def series_of(ensemble: Ensemble, measure: str, entity: str) -> pd.DataFrame:
    """Return a measure by month, counted from the start (rows), and seed (columns)."""
    monthly = ensemble.monthly
    known = [name for name in monthly.columns if name not in ("seed", "month", "kind", "entity")]
    if measure not in known:
        raise ValueError(f"there is no measure {measure!r}: {suggestion(measure, known, 'among the measures')}")
    measured = monthly.dropna(subset=measure)
    rows = measured[measured["entity"] == entity]
    if rows.empty:
        entities = sorted(measured["entity"].unique())
        raise ValueError(f"{entity!r} has no {measure}: {suggestion(entity, entities, f'with {measure}')}")
    return rows.set_index(["month", "seed"])[measure].unstack("seed")  # noqa: PD010 - nothing is averaged
