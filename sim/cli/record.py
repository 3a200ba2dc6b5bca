"""Commands that set the model against the record: ``hindcast`` and ``calibrate``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console import echo, print_json, print_table, records
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
from sim.cli.origins import forecast_from_origins
from sim.cli.running import (
    MANY,
    Options,
    check_rules,
    draw,
    places_of,
    print_places,
    read_seeds,
    simulation,
    tell_failures,
)

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiments.hindcast import Hindcast


TOLD = ("parameters", "correlations", "directions", "observations", "conflicts")
FITTED_FILE = "fitted.yaml"


def hindcast(
    scenario: Annotated[
        Path | None,
        typer.Argument(
            help="Dated scenario (YAML), or a name that `alliance list` shows; default: history (--free: history_free)."
        ),
    ] = None,
    observations: Annotated[
        Path | None,
        typer.Option("--observations", help="Table of observations (CSV); default: those that come with the package."),
    ] = None,
    draws: DrawsFile = None,
    until: Annotated[
        str | None,
        typer.Option("--until", help="Leave out events that change contracts after this month.", metavar="YYYY-MM"),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", help="Make all forecasts in this month: score what was not observed before.", metavar="YYYY-MM"
        ),
    ] = None,
    origins: Annotated[
        str | None,
        typer.Option(
            "--origins",
            help="Fit before each of these months, or take --draws with {origin} in the path; score what came later.",
            metavar="YYYY-MM,...",
        ),
    ] = None,
    fit: Annotated[Path, typer.Option("--fit", help="Calibration that is fitted before each of the --origins.")] = Path(
        "calibration"
    ),
    free: Annotated[
        bool,
        typer.Option(
            "--free", help="Bargain all contracts from the founding on: when do they loosen, who licenses, who buys?"
        ),
    ] = False,
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
    """Score a dated scenario on what was observed: misses, skill against rivals that need no model, a report.

    Example: alliance hindcast --observations mine.csv --seeds 1..4
    """
    from sim.experiments.hindcast import hindcast as run_hindcast
    from sim.experiments.hindcast import load_hindcast

    if origins is not None:
        from sim.experiments.hindcast.origins import ask

        if since is not None or free:
            raise typer.BadParameter("give one of --origins, --since, --free", param_hint="--origins")
        asked = ask(
            origins,
            draws=draws,
            fit=fit,
            scenario=scenario,
            changes=changes or (),
            observations=observations,
            until=until,
            seeds=read_seeds(seeds),
            trust_rules=trust_rules,
        )
        options = Options(jobs, scheduler, timeout, quiet, as_json)
        return forecast_from_origins(asked, out, options, drawn=not no_figures)
    plan = load_hindcast(
        scenario,
        changes=changes or (),
        observations=observations,
        draws=draws,
        until=until,
        since=since,
        free=free,
        seeds=read_seeds(seeds),
        trust_rules=trust_rules,
    )
    check_rules([plan.scenario], quiet)
    with simulation(Options(jobs, scheduler, timeout, quiet, as_json), len(plan.keys)) as how:
        result = run_hindcast(plan, out=out, **how)
    if result.is_empty:
        return tell_failures(result.failures, "draw")
    figures = draw(result, quiet, wanted=not no_figures)
    if as_json:
        print_json(places_of(result, figures) | result.content())
    else:
        if not quiet:
            _print(result)
        print_places(result, figures)
    return tell_failures(result.failures, "draw")


def _print(result: Hindcast) -> None:
    from sim.report.free import free_sections, free_sentences
    from sim.report.hindcast import hindcast_sentences, score_rows

    header = ("", "observation", "when", "observed [tolerance]", "model [80 % interval]", "miss", "")
    rows = [(row.id, row.what, row.when, row.observed, row.model, row.miss, row.inside) for row in score_rows(result)]
    first, *others = hindcast_sentences(result)
    print_table(first, header, rows, text=3)
    for name, why in result.refused.items():
        echo(f"refused: {name}: {why}")
    for sentence in others:
        echo(f"- {sentence}")
    if result.free is not None:
        for title, columns, table in free_sections(result.free):
            print_table(title, columns, table, text=2)
        for sentence in free_sentences(result.free)[1:]:
            echo(f"- {sentence}")


def calibrate(
    experiment: Annotated[
        Path,
        typer.Argument(help="Calibration file (YAML), or a name that `alliance list` shows.", show_default=False),
    ],
    before: Annotated[
        str | None,
        typer.Option("--before", help="Fit only what was observed before this month.", metavar="YYYY-MM"),
    ] = None,
    seeds: Seeds = None,
    changes: Changes = None,
    out: Out = RESULTS,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    timeout: Timeout = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Fit parameters to observations: draws from the posterior, the fitted scenario, what the data say and where not.

    Example: alliance calibrate calibration --jobs 2
    """
    from sim.experiments.calibration.calibrate import calibrate as run_calibration
    from sim.experiments.calibration.reading import load_calibration
    from sim.experiments.observables import OBSERVABLES

    plan = load_calibration(experiment, OBSERVABLES, changes or (), seeds=read_seeds(seeds), before=before)
    check_rules([plan.base], quiet)
    with simulation(Options(jobs, scheduler, timeout, quiet, as_json), MANY) as how:
        result = run_calibration(plan, out, **how)
    tables = {name: result.table(name) for name in TOLD}
    if as_json:
        print_json({"folder": result.folder, **result.about} | {name: records(table) for name, table in tables.items()})
    else:
        if not quiet:
            _print_calibration(result.about, tables)
        echo(f"draws:   {result.folder}/posterior.parquet")
        echo(f"fitted:  {result.folder}/{FITTED_FILE}")
        echo(f"tables:  {result.folder}")
    return 0


def _print_calibration(about: Mapping[str, object], tables: Mapping[str, pd.DataFrame]) -> None:
    from sim.report.calibration import calibration_sentences, parameter_rows

    header = ("parameter", "before", "best", "median [80 %]", "prior SD", "posterior SD", "narrowed by")
    print_table(
        "What the data say about each parameter; SD as parts of its range",
        header,
        parameter_rows(tables["parameters"]),
        text=1,
        whole_names=True,
    )
    for sentence in calibration_sentences(about, tables):
        echo(f"- {sentence}")
