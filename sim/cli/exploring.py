"""Commands that move parameters: ``sweep`` and ``sensitivity``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console import echo, print_json, records
from sim.cli.options import (
    RESULTS,
    Changes,
    DrawsFile,
    Jobs,
    Json,
    NoFigures,
    Out,
    Quiet,
    Scheduler,
    Seeds,
    Timeout,
    TrustRules,
)
from sim.cli.running import (
    MANY,
    Options,
    check_rules,
    draw,
    notice_unless,
    places_of,
    print_places,
    read_seeds,
    simulation,
    tell_failures,
)

if TYPE_CHECKING:
    from sim.experiments.design import Experiment
    from sim.experiments.design.experiment import Task
    from sim.experiments.explored import ExperimentResult

ExperimentPath = Annotated[
    Path, typer.Argument(help="Experiment file (YAML), or a name that `alliance list` shows.", show_default=False)
]


def sweep(
    experiment: ExperimentPath,
    seeds: Seeds = None,
    draws: DrawsFile = None,
    changes: Changes = None,
    out: Out = RESULTS,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    timeout: Timeout = None,
    trust_rules: TrustRules = False,
    no_figures: NoFigures = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Run an experiment over a grid, latin hypercube or Sobol design of parameters: phase diagrams, a report.

    Example: alliance sweep who_prefers_exclusivity --jobs 2
    """
    plan = _plan(experiment, changes, seeds, "sweep", trust_rules=trust_rules)
    _tell_rules(plan, quiet)
    with simulation(Options(jobs, scheduler, timeout, quiet, as_json), MANY) as how:
        from sim.experiments.sweep import sweep as run_sweep

        result = run_sweep(plan, out=out, draws=draws, **how)
    tables = {outcome: records(result.table(outcome).reset_index()) for outcome in plan.outcomes} if as_json else {}
    told = {"points": tables} | ({} if result.doubts.empty else {"doubts": records(result.doubts)})
    return _tell(result, told, as_json=as_json, quiet=quiet, drawn=not no_figures)


def sensitivity(
    experiment: ExperimentPath,
    seeds: Seeds = None,
    changes: Changes = None,
    out: Out = RESULTS,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    timeout: Timeout = None,
    trust_rules: TrustRules = False,
    no_figures: NoFigures = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Find out which assumptions outcomes depend on: Sobol or Morris indices, tornado plot, a report.

    Example: alliance sensitivity what_matters --jobs 2
    """
    plan = _plan(experiment, changes, seeds, "sensitivity", trust_rules=trust_rules)
    _tell_rules(plan, quiet)
    with simulation(Options(jobs, scheduler, timeout, quiet, as_json), MANY) as how:
        from sim.experiments.sensitivity import sensitivity as run_sensitivity

        result = run_sensitivity(plan, out=out, **how)
    tables = {"indices": records(result.indices), "one_at_a_time": records(result.one_at_a_time)} if as_json else {}
    return _tell(result, tables, as_json=as_json, quiet=quiet, drawn=not no_figures)


def _plan(path: Path, changes: list[str] | None, seeds: str | None, task: Task, *, trust_rules: bool) -> Experiment:
    """Read the experiment."""
    from sim.experiments.design import load_experiment

    return load_experiment(path, changes or (), seeds=read_seeds(seeds), task=task, trust_rules=trust_rules)


def _tell_rules(plan: Experiment, quiet: bool) -> None:
    """Refuse code of rules that nobody trusts, and say which parameters are moved in vain."""
    check_rules(plan.scenarios, quiet)
    notice = notice_unless(quiet)
    if notice is not None:
        for note in plan.moved_in_vain():
            notice(str(note))


def _tell(result: ExperimentResult, tables: Mapping[str, object], *, as_json: bool, quiet: bool, drawn: bool) -> int:
    """Print what was found and where it lies; report failed replications, whose traces lie with the results."""
    if result.is_empty:
        return tell_failures(result.failures, "point")
    figures = draw(result, quiet, wanted=drawn)
    if as_json:
        from sim.report.experiment_sentences import sentences

        print_json({**places_of(result, figures), "findings": sentences(result), **tables})
    else:
        if not quiet:
            _print_findings(result)
        print_places(result, figures)
    return tell_failures(result.failures, "point")


def _print_findings(result: ExperimentResult) -> None:
    from sim.report.experiment_sentences import sentences

    experiment = result.experiment
    echo(f"{experiment.title} ({len(result.places)} points, {len(experiment.seeds)} seeds each)")
    for sentence in sentences(result):
        echo(f"- {sentence}")
