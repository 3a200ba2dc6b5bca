"""The command ``forecast``: what will be observed, so that anybody can score it later."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.console import echo, interval, number, print_json, print_table, records
from sim.cli.options import RESULTS, Changes, Jobs, Json, Out, Quiet, Scheduler, Seeds, Timeout, TrustRules
from sim.cli.running import MANY, Options, check_rules, read_seeds, simulation, tell_failures


def forecast(
    scenario: Annotated[
        Path, typer.Argument(help="Dated scenario (YAML), or a name that `alliance list` shows.")
    ] = Path("forecast"),
    draws: Annotated[
        Path, typer.Option("--draws", help="Values of parameters, one draw a row; each is run once.")
    ] = Path("posterior"),
    page: Annotated[Path | None, typer.Option("--page", help="Write the forecast as a page (Markdown) here.")] = None,
    seeds: Seeds = None,
    changes: Changes = None,
    out: Out = RESULTS,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    timeout: Timeout = None,
    trust_rules: TrustRules = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Forecast what will be observed in each quarter of the last year of a scenario, over draws of the parameters.

    Example: alliance forecast --page forecast.md
    """
    from sim.experiments.forecast import forecast as run_forecast
    from sim.results.files import write_text
    from sim.scenario import load

    loaded = load(scenario, changes or (), trust_rules=trust_rules)
    check_rules([loaded], quiet)
    with simulation(Options(jobs, scheduler, timeout, quiet, as_json), MANY) as how:
        result = run_forecast(loaded, draws, read_seeds(seeds), out=out, **how)
    if len(result.failures) == len(result.draws):
        return tell_failures(result.failures, "draw")
    if page is not None:
        from sim.report.forecast import forecast_page

        write_text(page, forecast_page(result, changes or ()))
    if as_json:
        print_json({"folder": result.folder, "page": page, **result.content()})
    else:
        if not quiet:
            rows = [
                (
                    f"{row['observable']}.{row['entity']}".strip("."),
                    row["unit"],
                    f"{row['from']} to {row['to']}",
                    number(row["median"]),
                    interval(row["low"], row["high"]),
                )
                for row in records(result.table)
            ]
            print_table(f"Over {len(result.draws)} draws", ("observable", "unit", "when", "median", "80 %"), rows)
        echo(f"hash:    {result.hash}")
        echo(f"tables:  {result.folder}")
        if page is not None:
            echo(f"page:    {page}")
    return tell_failures(result.failures, "draw")
