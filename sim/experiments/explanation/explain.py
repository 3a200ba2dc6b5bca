"""The paired difference of two scenarios shared out among its causes, by runs with the same seeds."""

from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path
from typing import Literal, Unpack, get_args

from sim.experiments.cells import AT_ONCE, cells_of
from sim.experiments.comparable import ComparisonError
from sim.experiments.design.experiment_text import SCENARIO_FILES
from sim.experiments.design.outcome_names import possible_outcomes, unknown_outcome
from sim.experiments.execution import Execution, ExecutionOptions
from sim.experiments.explanation.causes import channels, parameters
from sim.experiments.explanation.explanation import Explanation, Plan
from sim.experiments.replicating import Job, Work, fill
from sim.results.cells import SomeOutcomes
from sim.results.kept import Kept
from sim.results.records import Key, nothing_finished
from sim.results.store import Contents, Table, store_of
from sim.results.stored import Stored
from sim.results.tables import table_of
from sim.scenario import Scenario, load, parse_seeds, scenario_from
from sim.scenario.texts.describe import resolved_text
from sim.scenario.texts.side_by_side import own_names

By = Literal["channels", "parameters"]
KIND = "explanation"
DEFAULT = ("consumer_surplus", "total_surplus")
"""Outcomes that are explained unless others are asked for, with the profits of the owners of clouds and labs."""


def explain(
    base: Scenario | str | PathLike[str],
    other: Scenario | str | PathLike[str],
    by: By = "channels",
    outcomes: Sequence[str] | None = None,
    seeds: str | Iterable[int] | None = None,
    out: str | Path | None = None,
    orders: int = 16,
    **how: Unpack[ExecutionOptions],
) -> Explanation:
    """Share out the difference of two scenarios among its causes, by Shapley values.

    By channels: both scenarios are run with every set of channels shut, so that a share is what a channel lets through.
    By parameters: every mixture of the two scenarios is run. The shares sum to the whole difference.

    Parameters
    ----------
    base, other : Scenario or path
        What is compared, or the files that say it.
    by : {"channels", "parameters"}
        What the difference is shared out among.
    outcomes : sequence of str, optional
        Outcomes to explain; by default surplus, and the profit of each owner of a cloud or a lab.
    seeds : str or iterable of int, optional
        Seeds; those of the base by default. Two at least give intervals.
    out : path, optional
        Where to put the folder. What is stored there is not run again.
    orders : int
        Orders of the causes that are drawn where there are more than seven, in pairs.
    **how
        As for `sim.run`.

    Returns
    -------
    Explanation
        The shares.

    Raises
    ------
    ComparisonError
        If the two come to the same or cannot be compared, there is no such outcome, or a mixture of the two cannot be
        run.
    Interrupted, LostWorkersError, ResultsError, ScenarioError, WorkersError
        As for `sim.compare`.
    """
    execution = Execution(**how)
    plan = _plan(scenario_from(base), scenario_from(other), by, outcomes, seeds, orders)
    names = own_names([plan.base.name, plan.other.name])
    scenarios = dict(zip(names, (plan.base, plan.other), strict=True))
    keep = SomeOutcomes(plan.outcomes)
    shown = names if by == "channels" else names[:1]

    def combine(kept: Kept) -> list[Table]:
        cells = cells_of(kept, shown, plan.outcomes)
        found = Explanation(plan, cells)
        others = {} if found.is_empty else {"shares": found.table(), "interactions": found.interactions()}
        tables = {KIND: cells} | {name: table_of(frame) for name, frame in others.items()}
        return [(name, table.schema, [table]) for name, table in tables.items()]

    texts = zip(SCENARIO_FILES, (plan.base, plan.other), strict=True)
    contents = Contents(
        kind=KIND,
        name=f"{names[0]}-to-{names[1]}-by-{by}",
        determined_by=[one.digest() for one in scenarios.values()] + [plan.about()],
        combine=combine,
        about=plan.about(),
        texts={file: resolved_text(one) for file, one in texts},
    )
    keys = [Key(name, point, seed) for seed in plan.seeds for point in range(len(plan.sets)) for name in shown]
    store = store_of(contents, keys, out)
    fill(
        [Work(store, lambda key: Job(key, scenarios[key.scenario], keep, plan.changes(key.point)), AT_ONCE)], execution
    )
    results = store.results()
    if results.table(KIND).num_rows == 0:
        raise nothing_finished(results.failures)
    return Explanation(plan, results.table(KIND), results.failures, results.folder)


def _plan(
    base: Scenario,
    other: Scenario,
    by: By,
    outcomes: Sequence[str] | None,
    seeds: str | Iterable[int] | None,
    orders: int,
) -> Plan:
    """Work out what is run.

    Raises
    ------
    ComparisonError
        If that cannot be.
    """
    for one in (base, other):
        one.refuse_untrusted_rules()
    if by not in get_args(By):
        raise ComparisonError(f"{by!r} is no way to explain a difference: write channels or parameters")
    causes = (channels if by == "channels" else parameters)(base, other)
    if not causes:
        raise ComparisonError(f"every channel is shut in {base.name} and in {other.name}: explain by parameters")
    numbers = tuple(sorted(base.seeds if seeds is None else parse_seeds(seeds)))
    return Plan(base, other, by, causes, _outcomes(base, outcomes), numbers, max(2, orders))


def _outcomes(base: Scenario, asked: Sequence[str] | None) -> tuple[str, ...]:
    if asked is None:
        sections = base.parameters
        firms = {cloud.owner for cloud in sections.clouds.values()} | {model.lab for model in sections.models.values()}
        return (*DEFAULT, *(f"profit.{name}" for name in sorted(firms)))
    known = possible_outcomes(base.parameters)
    for name in asked:
        if name not in known:
            message, hint = unknown_outcome(name, base.parameters)
            raise ComparisonError(f"{message}: {hint}")
    return tuple(dict.fromkeys(asked))


def open_explanation(results: Stored) -> Explanation:
    """Open the folder of an explanation.

    Raises
    ------
    ScenarioError
        If its scenarios are no longer valid.
    """
    about = results.manifest.about
    base, other = (load(results.folder / file) for file in SCENARIO_FILES)
    plan = _plan(base, other, about["by"], about["outcomes"], about["seeds"], about["orders"])
    return Explanation(plan, results.table(KIND), results.failures, results.folder, results.model_version)
