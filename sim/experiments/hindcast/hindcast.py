"""The hindcast: a dated scenario against what was observed."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pandas as pd

from sim.experiments.ensemble import report_place
from sim.experiments.execution import Execution, ExecutionOptions
from sim.experiments.hindcast.free import LOOSENING_FILE, FreeRuns
from sim.experiments.hindcast.keeping import CONTRACTS, EVENTS, SERIES, HindcastKept, all_in_order, first_of_series
from sim.experiments.hindcast.plan import BASE, MODEL, HindcastPlan, load_hindcast
from sim.experiments.hindcast.scores import Scores
from sim.experiments.hindcast.texts import DRAWS, SCORES_FILE, texts_of
from sim.experiments.observations import contradictions
from sim.experiments.observations.answers import NUMBERS, answers_of
from sim.experiments.replicating import Job, Work, fill
from sim.results.files import write_text
from sim.results.records import Failure
from sim.results.store import Contents, Store, Table, store_of
from sim.results.stored import Results
from sim.results.tables import table_of
from sim.scenario import Scenario
from sim.statistics.scoring.skill import Skill

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KIND = "hindcast"
AT_ONCE = 4
"""Most replications of one task."""
SILENT = "the market has no such number in any run"
JSON_COLUMNS = ["id", "observed", "model", "low", "high", "miss", "inside"]


class Hindcast:
    """What a dated scenario says to what was observed.

    Parameters
    ----------
    plan : HindcastPlan
        What was run and scored.
    results : Results
        Answers, series and events.

    Attributes
    ----------
    plan : HindcastPlan
        As given.
    folder : Path or None
        Where the results lie; None when they are kept in memory only.
    model_version : str
        Version of the model that made them.
    """

    def __init__(self, plan: HindcastPlan, results: Results) -> None:
        self.plan = plan
        self.folder = results.folder
        self.model_version = results.model_version
        self._results = results

    def __repr__(self) -> str:
        return f"<Hindcast {self.scenario.name}: {self.inside} of {self.count} observations inside>"

    @property
    def scenario(self) -> Scenario:
        """What was run."""
        return self.plan.scenario

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds of the replications."""
        return self.plan.seeds

    @property
    def draws(self) -> int:
        """How many draws were run; 0 where all parameters have the values of the scenario."""
        return 0 if self.plan.draws is None else len(self.plan.draws)

    @property
    def origin(self) -> str | None:
        """Month (YYYY-MM) in which all forecasts are made; None where each is made when its own period begins."""
        return self.plan.origin

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Replications that failed."""
        return self._results.failures

    @property
    def is_empty(self) -> bool:
        """Whether no replication that is scored finished, or none has a number."""
        return not len(self.scores.observations)

    @cached_property
    def scores(self) -> Scores:
        """Forecasts against observed numbers."""
        plan = self.plan
        answers = answers_of(self._results.table(NUMBERS), plan.observations, plan.keys)
        is_base = np.array([key.point == BASE for key in plan.keys])
        answered = np.isfinite(answers[~is_base]).any(axis=0)
        kept = plan.observations.chosen([row.id for row, one in zip(plan.observations, answered, strict=True) if one])
        base = answers[is_base][:, answered] if is_base.any() else None
        known = (*plan.observations, *plan.elsewhere)
        return Scores(kept, answers[~is_base][:, answered], base, known, plan.known_before[answered])

    @property
    def table(self) -> pd.DataFrame:
        """One row for each observation that is scored."""
        return self.scores.table

    @property
    def skill(self) -> Mapping[str, Mapping[str, Skill]]:
        """Skill by group and rival."""
        return self.scores.skill

    @property
    def inside(self) -> int:
        """Observations that the model meets."""
        return self.scores.inside

    @property
    def count(self) -> int:
        """Observations that are scored."""
        return len(self.scores.observations)

    @property
    def coverage(self) -> float:
        """Share of observed numbers within their 80 % intervals; NaN with a single replication."""
        return self.scores.coverage

    @property
    def crps(self) -> float:
        """Mean continuous ranked probability score, in tolerances; NaN with a single replication."""
        return self.scores.crps

    @property
    def refused(self) -> dict[str, str]:
        """Why some observations are not scored, by id."""
        scored = set(self.scores.observations.ids)
        silent = {name: SILENT for name in self.plan.observations.ids if name not in scored}
        return dict(self.plan.observations.refused) | silent

    @cached_property
    def contradictions(self) -> tuple[tuple[str, str], ...]:
        """Observations that cannot both be right, by their ids: a whole, and a part that was published as larger."""
        return tuple((whole.id, part.id) for whole, part in contradictions(self.plan.observations))

    @cached_property
    def series(self) -> pd.DataFrame:
        """What lies behind the answers: ``point``, ``seed``, ``name``, ``segment``, ``month``, ``value``."""
        frame = self._results.table(SERIES).to_pandas()
        frame = frame[frame["point"] >= MODEL]
        first = first_of_series(self.plan.observations)
        names = {number: row.name for number, row in enumerate(first)}
        segments = {number: row.segment for number, row in enumerate(first)}
        return frame.assign(name=frame["series"].map(names), segment=frame["series"].map(segments)).drop(
            columns="series"
        )

    @cached_property
    def events(self) -> pd.DataFrame:
        """What happened in each replication that is scored."""
        frame = self._results.table(EVENTS).to_pandas()
        return frame[frame["point"] >= MODEL].reset_index(drop=True)

    @cached_property
    def free(self) -> FreeRuns | None:
        """What becomes of alliances that are bargained freely; None where events change contracts."""
        if not self.plan.milestones:
            return None
        contracts = self._results.table(CONTRACTS).to_pandas()
        return FreeRuns(self.plan.milestones, self.scenario, contracts, self.events)

    def content(self) -> dict[str, Any]:
        """Return the result as plain data, as ``alliance hindcast --json`` prints it."""
        against = self.skill.items()
        return {
            "observations": self.table[JSON_COLUMNS].to_dict(orient="records"),
            "skill": {group: {rival: one.skill for rival, one in row.items()} for group, row in against},
            "skill_intervals": {
                group: {rival: [one.low, one.high] for rival, one in row.items()} for group, row in against
            },
            "coverage": self.coverage,
            "crps": self.crps,
            "inside": self.inside,
            "count": self.count,
            "refused": [{"id": name, "why": why} for name, why in self.refused.items()],
        } | ({} if self.free is None else {"free": self.free.content()})

    def figure(self, name: str) -> "Figure":
        """Draw one figure, e.g. ``"misses"``."""
        from sim.figures import draw  # matplotlib is slow to import

        return draw(name, self)

    def report(self, path: str | Path | None = None) -> Path:
        """Write the report, by default into the folder; return its path."""
        from sim.report.page import write  # matplotlib is slow to import

        place = report_place(self.folder, path)
        write(self, place)
        return place


def hindcast(
    scenario: HindcastPlan | Scenario | str | PathLike[str] | None = None,
    seeds: Sequence[int] | None = None,
    *,
    observations: str | PathLike[str] | None = None,
    draws: str | PathLike[str] | None = None,
    until: str | None = None,
    since: str | None = None,
    free: bool = False,
    out: str | Path | None = None,
    **how: Unpack[ExecutionOptions],
) -> Hindcast:
    """Run a dated scenario and score it on what was observed.

    Parameters
    ----------
    scenario : Scenario or path
        What is run, by default the history that comes with the package (`free`: without its alliances); or all of it,
        as `load_hindcast` reads it, when nothing else but `out` and how is said.
    seeds : sequence of int, optional
        Replications; those of the scenario by default. Draws take them in turn.
    observations : path, optional
        Table of observations; the one that comes with the package by default.
    draws : path, optional
        Values of parameters, as ``posterior.parquet`` of a calibration holds them: each set is run once.
    until : str, optional
        Month (YYYY-MM) after which events that change contracts are left out.
    since : str, optional
        Month (YYYY-MM) in which all forecasts are made: only what was not observed before it is scored.
    free : bool
        Whether all contracts are bargained, as `load_hindcast` says; the dated record without its alliances by default.
    out : path, optional
        Where to put the folder. What is stored there is not run again.
    **how
        As for `sim.run`.

    Returns
    -------
    Hindcast
        Scores, series and events. Replications that failed are in its ``failures``.

    Raises
    ------
    Interrupted, LostWorkersError, ResultsError, WorkersError
        As for `sim.run`.
    ScenarioError
        If a file is wrong.
    """
    execution = Execution(**how)
    plan = scenario
    if not isinstance(plan, HindcastPlan):
        plan = load_hindcast(
            plan, observations=observations, draws=draws, until=until, since=since, free=free, seeds=seeds
        )
    plan.scenario.refuse_untrusted_rules()
    store = _store(plan, out)
    keeps = {
        one: HindcastKept(plan.observations, one, free=bool(plan.milestones))
        for one in (plan.scenario, plan.base)
        if one is not None
    }

    def job(key: Any) -> Job:
        one = plan.scenario_of(key)
        return Job(key, one, keeps[one], plan.changes(key))

    fill([Work(store, job, 1 if plan.milestones else AT_ONCE)], execution)  # bargaining takes long
    result = Hindcast(plan, store.results())
    if result.folder is not None:
        write_text(result.folder / SCORES_FILE, result.table.to_csv(index=False))
        if result.free is not None:
            write_text(result.folder / LOOSENING_FILE, result.free.table.to_csv(index=False))
    return result


def _store(plan: HindcastPlan, out: str | Path | None) -> Store:
    scenario = plan.scenario
    contents = Contents(
        kind=KIND,
        name=f"{scenario.name}-{KIND}",
        determined_by=plan.content() | {"origin": plan.origin},
        combine=lambda kept: [*all_in_order(kept, free=bool(plan.milestones)), *_drawn(plan)],
        about={
            "scenario": {"name": scenario.name, "title": scenario.title, "digest": scenario.digest()},
            "seeds": list(plan.seeds),
            "refused": plan.observations.refused,
            "origin": plan.origin,
        },
        texts=texts_of(plan),
    )
    return store_of(contents, plan.keys, out)


def _drawn(plan: HindcastPlan) -> list[Table]:
    """Return the table of the draws, if there are any."""
    if plan.draws is None:
        return []
    table = table_of(plan.draws.frame.reset_index())
    return [(DRAWS, table.schema, [table])]
