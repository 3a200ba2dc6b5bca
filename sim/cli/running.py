"""Commands that simulate: ``run`` and ``compare``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.console import Progress, headlines, interval, number, print_json, print_table, progress_bar, records
from sim.cli.options import (
    RESULTS,
    Changes,
    Jobs,
    Json,
    NoFigures,
    Out,
    Quiet,
    ScenarioPath,
    Scheduler,
    Seeds,
    TrustRules,
)

if TYPE_CHECKING:
    from sim.experiments.comparison import Comparison
    from sim.experiments.ensemble import Ensemble
    from sim.experiments.explored import ExperimentResult
    from sim.scenario import Scenario


def run(
    scenario: ScenarioPath,
    seeds: Seeds = None,
    changes: Changes = None,
    out: Out = RESULTS,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    trust_rules: TrustRules = False,
    no_figures: NoFigures = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Run a scenario over its seeds: outcomes with intervals, figures, a report.

    Example: alliance run exclusive --seeds 1..8 --set enterprises.count=2000
    """
    from sim.scenario import load

    loaded = load(scenario, changes or (), trust_rules=trust_rules)
    check_rules([loaded], quiet)
    numbers = read_seeds(seeds)
    start_workers([loaded], numbers, jobs, scheduler)
    from sim.experiments.ensemble import run as run_ensemble

    with simulation(quiet) as advance:
        ensemble = run_ensemble(
            loaded, numbers, out, jobs=jobs, scheduler=scheduler, progress=advance, notice=notice_unless(quiet)
        )
    figures = draw_once(ensemble, drawn=not no_figures)
    if as_json:
        print_json(places_of(ensemble, figures) | {"outcomes": records(ensemble.table())})
    else:
        if not quiet:
            _print_ensemble(ensemble)
        print_places(ensemble, figures)
    return _verdict([ensemble])


def compare(
    base: ScenarioPath,
    others: Annotated[list[Path], typer.Argument(help="Scenarios to compare with the base.", show_default=False)],
    seeds: Seeds = None,
    changes: Changes = None,
    out: Out = RESULTS,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    trust_rules: TrustRules = False,
    no_figures: NoFigures = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Run scenarios over the same seeds: paired differences with confidence intervals, figures, a report.

    Example: alliance compare exclusive open --seeds 1..32
    """
    from sim.scenario import load_all

    loaded = load_all([base, *others], changes or (), trust_rules=trust_rules)
    check_rules(loaded, quiet)
    numbers = read_seeds(seeds)
    start_workers(loaded, numbers, jobs, scheduler)
    from sim.experiments.comparison import compare as compare_scenarios

    with simulation(quiet) as advance:
        comparison = compare_scenarios(
            *loaded,
            seeds=numbers,
            jobs=jobs,
            out=out,
            scheduler=scheduler,
            progress=advance,
            notice=notice_unless(quiet),
        )
    figures = draw_once(comparison, drawn=not no_figures)
    if as_json:
        print_json(places_of(comparison, figures) | {"comparison": records(comparison.table())})
    else:
        if not quiet:
            _print_comparison(comparison)
        print_places(comparison, figures)
    return _verdict(comparison.ensembles)


def read_seeds(text: str | None) -> tuple[int, ...] | None:
    """Read ``--seeds``; wrong seeds are the user's to mend."""
    from sim.scenario import parse_seeds

    if text is None:
        return None
    try:
        return parse_seeds(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--seeds") from error


def check_rules(scenarios: Sequence[Scenario], quiet: bool) -> None:
    """Refuse code of rules that nobody trusts, and say which rule files are run."""
    from sim.scenario.files import shown_path

    for scenario in scenarios:
        scenario.refuse_untrusted_rules()
    files = dict.fromkeys(file for scenario in scenarios for file in scenario.rule_files)
    notice = notice_unless(quiet)
    if files and notice is not None:
        notice(f"runs code of rules from {', '.join(map(shown_path, files))}")


def start_workers(
    scenarios: Sequence[Scenario], seeds: tuple[int, ...] | None, jobs: int | None, scheduler: str | None
) -> None:
    """Let processes on this computer import the model while this one goes on, if there will be any."""
    from sim.experiments.workers.executors import available_cores
    from sim.experiments.workers.local_processes import prepare_for_workers

    replications = len(scenarios) * len(seeds or scenarios[0].seeds)
    if scheduler is None and (jobs or min(replications, available_cores())) > 1:
        prepare_for_workers()


@contextmanager
def simulation(quiet: bool) -> Iterator[Progress]:
    """Show progress; after an interruption say what is kept, and end with exit code 130."""
    try:
        with progress_bar(quiet) as advance:
            yield advance
    except KeyboardInterrupt as stop:
        typer.echo(str(stop) or "interrupted", err=True)
        raise typer.Exit(130) from stop


def notice_unless(quiet: bool) -> Callable[[str], None] | None:
    """Return what tells people why they have to wait."""
    return None if quiet else partial(typer.echo, err=True)


def draw_once(result: Ensemble | Comparison | ExperimentResult, *, drawn: bool = True) -> list[Path]:
    """Write figures and report beside the tables if wanted, unless an earlier call did; returns the figures."""
    assert result.folder is not None, "the command line always stores results"
    folder = result.folder / "figures"
    if drawn and not (result.folder / "report.html").is_file():
        from sim.report.page import figures_to

        figures_to(result, folder)
        result.report()
    return sorted(folder.glob("*.png"))


def places_of(result: Ensemble | Comparison | ExperimentResult, figures: list[Path]) -> dict[str, Any]:
    """Return where results lie."""
    assert result.folder is not None, "the command line always stores results"
    return {"folder": result.folder, "report": result.folder / "report.html", "figures": figures}


def print_places(result: Ensemble | Comparison | ExperimentResult, figures: list[Path]) -> None:
    """Print where results lie."""
    places = places_of(result, figures)
    if figures:
        typer.echo("figures:")
    for figure in figures:
        typer.echo(f"  {figure}")
    typer.echo(f"tables:  {places['folder']}")
    report = places["report"]
    typer.echo(f"report:  {report}" if report.is_file() else f"report:  alliance report {places['folder']} writes it")


def _print_ensemble(ensemble: Ensemble) -> None:
    shown = set(headlines(ensemble.definitions))
    rows = [
        (row["outcome"], row["unit"], number(row["mean"]), interval(row["t_low"], row["t_high"]))
        for row in records(ensemble.table())
        if row["outcome"] in shown
    ]
    title = f"{ensemble.scenario.title} ({len(ensemble.seeds)} seeds)"
    print_table(title, ("outcome", "unit", "mean", "95 % interval"), rows)


def _print_comparison(comparison: Comparison) -> None:
    base = comparison.base.scenario
    shown = set(headlines(comparison.base.definitions))
    for ensemble in comparison.others:
        name = ensemble.scenario.name
        rows = [
            (
                row["outcome"],
                row["unit"],
                number(row["base_mean"]),
                number(row["other_mean"]),
                number(row["difference"]),
                interval(row["bca_low"], row["bca_high"]),
                f"{row['sign_agreement']:.0%}" if row["difference"] else "-",
                number(row["p_holm"]),
            )
            for row in records(comparison.table(name))
            if row["outcome"] in shown
        ]
        header = ("outcome", "unit", base.name, name, "difference", "95 % interval", "same sign", "p (Holm)")
        print_table(f"{name} less {base.name}, paired by seed ({len(ensemble.seeds)} seeds)", header, rows)


def _verdict(ensembles: tuple[Ensemble, ...] | list[Ensemble]) -> int:
    """Report failed replications; their traces lie with the results."""
    failures = [failure for ensemble in ensembles for failure in ensemble.failures]
    for failure in failures:
        typer.echo(f"failed: {failure.scenario}, seed {failure.seed}: {failure.error}: {failure.message}", err=True)
    return 1 if failures else 0
