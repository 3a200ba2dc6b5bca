"""Command ``explain``: where a difference between two scenarios comes from."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console import echo, interval, number, print_json, print_table, records
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
    Timeout,
    TrustRules,
)
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
    from sim.experiments.explanation.explanation import Explanation


class By(StrEnum):
    """What a difference is shared out among."""

    channels = "channels"
    parameters = "parameters"


def explain(
    base: ScenarioPath,
    other: ScenarioPath,
    by: Annotated[
        By,
        typer.Option("--by", help="Share the difference out among channels that can be shut, or values that differ."),
    ] = By.channels,
    outcomes: Annotated[
        str | None,
        typer.Option("--outcomes", help="Outcomes, e.g. consumer_surplus,total_surplus.", metavar="NAME,..."),
    ] = None,
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
    """Share out the difference of two scenarios among its causes; the shares sum to the whole.

    With k causes it runs every set of them: 2^k runs a seed, twice that by channels; from eight on a sample.

    Example: alliance explain exclusive open --seeds 1..2 --set enterprises.count=500 --set enterprises.panel=100
    """
    from sim.scenario import load_all

    first, second = load_all([base, other], changes or (), trust_rules=trust_rules)
    check_rules([first, second], quiet)
    asked = None if outcomes is None else [name.strip() for name in outcomes.split(",") if name.strip()]
    with simulation(Options(jobs, scheduler, timeout, quiet, as_json), MANY) as how:
        from sim.experiments.explanation.explain import explain as explain_difference

        found = explain_difference(first, second, by.value, asked, read_seeds(seeds), out, **how)
    if found.is_empty:
        return tell_failures(found.failures, "set")
    figures = draw(found, quiet, wanted=not no_figures)
    if as_json:
        tables = {"shares": records(found.table()), "interactions": records(found.interactions())}
        print_json({**places_of(found, figures), **tables})
    else:
        if not quiet:
            _print(found)
        print_places(found, figures)
    return tell_failures(found.failures, "set")


def _print(found: Explanation) -> None:
    """Print a table of each outcome, and what pairs do together where that is notable."""
    plan, table, together = found.plan, found.table(), found.interactions()
    echo(f"{plan.other.name} less {plan.base.name}, by {plan.by} ({len(found.seeds)} seeds)")
    for outcome in plan.outcomes:
        rows = table[table["outcome"] == outcome]
        shown = [
            (str(row["cause"]), number(row["share"]), interval(row["low"], row["high"]), number(row["sampling_error"]))
            for row in records(rows)
        ]
        echo("")
        header = ("cause", "share", "95 % interval", "error of sampling")
        columns = 4 if plan.drawn is not None else 3
        print_table(
            f"{outcome} ({found.definitions[outcome].unit})",
            header[:columns],
            [row[:columns] for row in shown],
            text=1,
            whole_names=True,
        )
        for row in records(together[together["outcome"] == outcome]):
            echo(f"{row['first']} and {row['second']} do {number(row['together'])} together, beyond both alone")
