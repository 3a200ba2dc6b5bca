"""Commands that simulate: ``run`` and ``compare``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.console import (
    echo,
    headlines,
    interval,
    kept_for_json,
    number,
    print_json,
    print_table,
    progress_bar,
    records,
)
from sim.cli.doubts import doubts_json, print_doubts
from sim.cli.options import (
    RESULTS,
    Annual,
    Changes,
    Discount,
    DrawsFile,
    ForOwner,
    Jobs,
    Json,
    NoFigures,
    Out,
    Quiet,
    ScenarioPath,
    Scheduler,
    Seeds,
    Timeout,
    TrustRules,
    Variants,
    Window,
)
from sim.cli.stopping import stopped_by

if TYPE_CHECKING:
    from sim.experiments.comparison import Comparison
    from sim.experiments.ensemble import Ensemble
    from sim.experiments.execution import ExecutionOptions
    from sim.experiments.explanation.explanation import Explanation
    from sim.experiments.explored import ExperimentResult
    from sim.experiments.hindcast import Hindcast
    from sim.results.records import Failure
    from sim.scenario import Scenario

    Result = Ensemble | Comparison | ExperimentResult | Hindcast | Explanation

MANY = 1000  # replications: more than there are cores
MOST_FAILURES = 10  # named on the terminal; all are in the folder


def run(
    scenario: ScenarioPath,
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
    """Run a scenario over its seeds: outcomes with intervals, figures, a report.

    Example: alliance run exclusive --seeds 1..8 --set enterprises.count=2000
    """
    from sim.scenario import load

    loaded = load(scenario, changes or (), trust_rules=trust_rules)
    check_rules([loaded], quiet)
    numbers = read_seeds(seeds)
    options = Options(jobs, scheduler, timeout, quiet, as_json)
    with simulation(options, len(numbers or loaded.seeds)) as how:
        from sim.experiments.ensemble import run as run_ensemble

        ensemble = run_ensemble(loaded, numbers, out, draws, **how)
    if ensemble.is_empty:
        return tell_failures(ensemble.failures)
    figures = draw(ensemble, quiet, wanted=not no_figures)
    if as_json:
        print_json(places_of(ensemble, figures) | {"outcomes": records(ensemble.table()), **doubts_json(ensemble)})
    else:
        if not quiet:
            _print_ensemble(ensemble)
            print_doubts(ensemble, ensemble.definitions)
        print_places(ensemble, figures)
    return tell_failures(ensemble.failures)


def compare(
    base: ScenarioPath,
    others: Annotated[
        list[Path] | None, typer.Argument(help="Scenarios to compare with the base.", show_default=False)
    ] = None,
    variants: Variants = None,
    seeds: Seeds = None,
    draws: DrawsFile = None,
    changes: Changes = None,
    asked_for: ForOwner = None,
    window: Window = None,
    discount: Discount = 0.0,
    annual: Annual = False,
    out: Out = RESULTS,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    timeout: Timeout = None,
    trust_rules: TrustRules = False,
    no_figures: NoFigures = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Run scenarios over the same seeds: paired differences with confidence intervals, figures, a report.

    Example: alliance compare exclusive --vs enterprises.portability_friction=0.5 --seeds 1..8
    """
    from sim.cli.answers import Question, answer, print_answer, read_question
    from sim.scenario import load_all
    from sim.scenario.variants import variant

    if not others and not variants:
        raise typer.BadParameter("name another scenario, or give --vs PATH=VALUE", param_hint="OTHERS")
    loaded = load_all([base, *(others or ())], changes or (), trust_rules=trust_rules)
    loaded += [variant(base, text, changes or (), trust_rules=trust_rules) for text in variants or ()]
    question = read_question(Question(asked_for, window, discount, annual), loaded)
    check_rules(loaded, quiet)
    numbers = read_seeds(seeds)
    options = Options(jobs, scheduler, timeout, quiet, as_json)
    with simulation(options, len(loaded) * len(numbers or loaded[0].seeds)) as how:
        from sim.experiments.comparison import compare as compare_scenarios

        comparison = compare_scenarios(*loaded, seeds=numbers, out=out, draws=draws, **how)
    asked = comparison.over(window, discount) if question.is_part else comparison
    figures = draw(asked, quiet, wanted=not no_figures, asked=question.of_report)
    if as_json:
        told = {"comparison": records(asked.table()), **doubts_json(comparison)} | answer(asked, question)
        print_json(places_of(comparison, figures) | told)
    else:
        if not quiet:
            print_answer(asked, question)
            _print_comparison(asked)
            print_doubts(comparison, comparison.base.definitions)
        print_places(comparison, figures)
    return tell_failures(comparison.failures)


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
    """Refuse code of rules that nobody trusts; say which rule files are run, and what nothing reads under the rules."""
    from sim.scenario.files import shown_path
    from sim.scenario.hints.hints import hints

    for scenario in scenarios:
        scenario.refuse_untrusted_rules()
    files = dict.fromkeys(file for scenario in scenarios for file in scenario.rule_files)
    notice = notice_unless(quiet)
    if files and notice is not None:
        notice(f"runs code of rules from {', '.join(map(shown_path, files))}")
    if notice is not None:
        for note in dict.fromkeys(note for scenario in scenarios for note in hints(scenario)):
            notice(str(note))


@dataclass(frozen=True)
class Options:
    """How a command simulates, as its options say."""

    jobs: int | None
    scheduler: str | None
    timeout: float | None
    quiet: bool
    as_json: bool


@contextmanager
def simulation(options: Options, replications: int) -> Iterator[ExecutionOptions]:
    """Let workers start, show progress, and give what `sim.run` and its like are called with.

    Standard output is kept for JSON where that is asked for. After an interruption it is said what is kept.
    """
    notice = notice_unless(options.quiet)
    with kept_for_json(options.as_json):
        _start_workers(options, replications)
        try:
            with progress_bar(options.quiet) as advance:
                yield {
                    "jobs": options.jobs,
                    "scheduler": options.scheduler,
                    "timeout": options.timeout,
                    "progress": advance,
                    "notice": notice,
                }
        except KeyboardInterrupt as stop:
            echo(str(stop) or "interrupted", err=True)
            raise typer.Exit(stopped_by()) from stop


def _start_workers(options: Options, replications: int) -> None:
    """Let processes on this computer import the model while this one goes on, if there will be any."""
    from sim.experiments.workers.executors import available_cores
    from sim.experiments.workers.local_processes import prepare_for_workers

    if options.scheduler is None and (options.jobs or min(replications, available_cores())) > 1:
        prepare_for_workers()


def notice_unless(quiet: bool) -> Callable[[str], None] | None:
    """Return what tells people why they have to wait."""
    return None if quiet else partial(echo, err=True)


def draw(
    result: Result, quiet: bool, *, wanted: bool = True, asked: Mapping[str, Any] = MappingProxyType({})
) -> list[Path]:
    """Write figures and report beside the tables if wanted, unless those that are there show the same.

    `asked` is what the report is asked for, as its `report` takes it.
    """
    assert result.folder is not None, "the command line always stores results"
    if not wanted:
        return sorted((result.folder / "figures").glob("*.png"))
    from sim.report.stored import draw_unless_current

    notice = notice_unless(quiet)
    return draw_unless_current(result, notice, partial(keep_what_is_drawn, result, notice), asked)


def keep_what_is_drawn(result: Any, notice: Callable[[str], None] | None) -> None:
    """Keep what the figures and the report of a run or a comparison show besides its tables."""
    from sim.experiments.comparison import Comparison
    from sim.experiments.competition.kept import keep_competition
    from sim.experiments.ensemble import Ensemble

    if isinstance(result, Ensemble | Comparison):
        keep_competition(result, notice)


def places_of(result: Result, figures: list[Path]) -> dict[str, Any]:
    """Return where results lie."""
    assert result.folder is not None, "the command line always stores results"
    return {"folder": result.folder, "report": result.folder / "report.html", "figures": figures}


def print_places(result: Result, figures: list[Path]) -> None:
    """Print where results lie."""
    places = places_of(result, figures)
    if figures:
        echo("figures:")
    for figure in figures:
        echo(f"  {figure}")
    echo(f"tables:  {places['folder']}")
    report = places["report"]
    echo(f"report:  {report}" if report.is_file() else f"report:  alliance report {places['folder']} writes it")


PROFIT = "profit includes base cloud and search advertising, ai_profit does not; both are after the cost of capital"


def _print_ensemble(ensemble: Ensemble) -> None:
    shown = set(headlines(ensemble.definitions))
    rows = [
        (row["outcome"], row["unit"], number(row["mean"]), interval(row["t_low"], row["t_high"]))
        for row in records(ensemble.table())
        if row["outcome"] in shown
    ]
    title = f"{ensemble.scenario.title} ({len(ensemble.seeds)} seeds)"
    print_table(title, ("outcome", "unit", "mean", "95 % interval"), rows)
    echo(PROFIT)


def _print_comparison(comparison: Comparison) -> None:
    from sim.statistics.paired_row import bounds, seeds_wanted
    from sim.words.dates import counted_text

    base = comparison.base.scenario
    shown = set(headlines(comparison.base.definitions))
    for ensemble in comparison.others:
        name = ensemble.scenario.name
        table: list[Any] = list(comparison.table(name).itertuples())
        rows = [
            (
                row.outcome,
                row.unit,
                number(row.base_mean),
                number(row.other_mean),
                number(row.difference),
                interval(*bounds(row)),
                f"{row.sign_agreement:.0%}" if row.difference else "-",
                seeds_wanted(row.n) if row.finding == "too few seeds" else number(row.p_holm),
            )
            for row in table
            if row.outcome in shown
        ]
        header = ("outcome", "unit", base.name, name, "difference", "95 % interval", "same sign", "p (Holm)")
        title = f"{name} less {base.name}, paired by seed ({len(ensemble.seeds)} seeds), {counted_text(ensemble)}"
        print_table(title, header, rows)
    echo(PROFIT)


def tell_failures(failures: Sequence[Failure], point: str = "") -> int:
    """Report failed replications, whose traces lie with the results; return the exit code.

    `point` is what a point is called, if there are several.
    """
    for failure in failures[:MOST_FAILURES]:
        echo(f"failed: {failure.key.text(point)}: {failure.error}: {failure.message}", err=True)
    if len(failures) > MOST_FAILURES:
        echo(f"failed: {len(failures) - MOST_FAILURES} more, see failures/ in the folder of results", err=True)
    return 1 if failures else 0
