"""The command ``claims``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console import finite, print_json, print_table
from sim.cli.options import RESULTS, Jobs, Json, NoFigures, Out, Quiet, Scheduler
from sim.cli.running import notice_unless, read_seeds, simulation

if TYPE_CHECKING:
    from sim.experiments.claims import Scorecard
    from sim.experiments.claims.claim import Claims, Form

MOST_FAILURES = 10  # named on the terminal; all are in the folder
MOST_EXPLAINED = 5  # claims; with more, what lies behind them is on the page only


def claims(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Claims to try, e.g. C14 C16; all by default.", show_default=False)
    ] = None,
    full: Annotated[
        bool, typer.Option("--full/--quick", help="Many worlds, about half an hour, or a first look of minutes.")
    ] = False,
    file: Annotated[Path | None, typer.Option("--file", help="File of claims; default: those of the article.")] = None,
    worlds: Annotated[int | None, typer.Option("--worlds", help="Worlds instead of those of the form.", min=2)] = None,
    seeds: Annotated[str | None, typer.Option("--seeds", help="Replications of each world, e.g. 1..2.")] = None,
    out: Out = RESULTS,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    no_figures: NoFigures = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Try the article's claims: supported, not supported, or depends, and on what. Quick form unless told otherwise.

    Example: alliance claims C14 C16
    """
    from sim.experiments.claims import load_claims, scorecard
    from sim.experiments.workers.local_processes import prepare_for_workers

    numbers = read_seeds(seeds)
    if scheduler is None and jobs != 1:
        prepare_for_workers()
    plan = load_claims(file)
    try:
        chosen = plan.only(ids) if ids else plan
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="IDS") from error
    with simulation(quiet) as advance:
        result = scorecard(
            plan,
            _form(plan, full=full, worlds=worlds, seeds=numbers),
            ids=[claim.id for claim in chosen.claims] if ids else (),
            jobs=jobs,
            out=out,
            scheduler=scheduler,
            progress=advance,
            notice=notice_unless(quiet),
        )
    page = _write_once(result, drawn=not no_figures)
    if as_json:
        print_json({"folder": result.folder, "report": page} | result.content())
    else:
        if not quiet:
            _print(result)
        typer.echo(f"tables:  {result.folder}")
        typer.echo(f"report:  {page}" if page.is_file() else f"report:  alliance report {result.folder} writes it")
    for failure in result.failures[:MOST_FAILURES]:
        where = failure.key.text("world")
        typer.echo(f"failed: {where}: {failure.error}: {failure.message}", err=True)
    if len(result.failures) > MOST_FAILURES:
        typer.echo(f"failed: {len(result.failures) - MOST_FAILURES} more, see {result.folder}/failures", err=True)
    return 1 if result.failures else 0


def _form(plan: Claims, *, full: bool, worlds: int | None, seeds: tuple[int, ...] | None) -> Form:
    """Return the form that is asked for; one with other worlds or seeds has a name of its own."""
    from dataclasses import replace

    form = plan.forms["full" if full else "quick"]
    own = replace(form, worlds=worlds or form.worlds, seeds=seeds or form.seeds)
    return own if own == form else replace(own, name="own")


def _write_once(result: Scorecard, *, drawn: bool) -> Path:
    """Write ``claims.json``, figures and the page beside the tables, unless an earlier call did; returns the page."""
    from sim.report.page import figures_to
    from sim.results.files import write_json

    assert result.folder is not None, "the command line always stores results"
    page = result.folder / "claims.html"
    if not page.is_file() or result.failures:
        write_json(result.folder / "claims.json", finite(result.content()))
    if drawn and (not page.is_file() or result.failures):
        figures_to(result, result.folder / "figures")
        result.report()
    return page


def _print(result: Scorecard) -> None:
    from sim.report.claims import scorecard_sentences

    rows = [_row(result, number) for number in range(len(result.claims.claims))]
    print_table(
        scorecard_sentences(result)[0], ("", "claim", "verdict", "holds in", "effect, weakest condition", "unit"), rows
    )
    for sentence in scorecard_sentences(result)[1:]:
        typer.echo(sentence)
    if len(rows) <= MOST_EXPLAINED:
        _print_behind(result)


def _print_behind(result: Scorecard) -> None:
    """Print what lies behind each verdict."""
    from sim.report.claims import shown_rows

    for claim in result.claims.claims:
        for number, row in enumerate(shown_rows(result, claim)):
            if number == 0:
                typer.echo(f"\nBehind {claim.id}, measured in the same runs:")
            typer.echo(f"  {row.says} {row.found}")


def _row(result: Scorecard, number: int) -> tuple[str, ...]:
    from sim.words.claims import beside
    from sim.words.numbers import interval, numeral, percent

    claim = result.claims.claims[number]
    answer = result.answer(claim)
    on_what = beside(result, claim)
    verdict_text = f"{answer}: {on_what}" if answer == "depends" else answer
    if not claim.conditions:
        return claim.id, claim.claim, verdict_text, "", "", ""
    verdict = result.verdicts[claim.id]
    tried, condition = verdict.conditions[verdict.decisive], claim.conditions[verdict.decisive]
    effect = f"{numeral(tried.mean, sign=True)} {interval(tried.low, tried.high, sign=True)}"
    return claim.id, claim.claim, verdict_text, percent(verdict.share), effect, condition.unit_text
