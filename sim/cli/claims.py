"""The command ``claims``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console import echo, finite, print_json, print_table
from sim.cli.options import RESULTS, DrawsFile, Jobs, Json, NoFigures, Out, Quiet, Scheduler, Timeout
from sim.cli.running import MANY, Options, notice_unless, read_seeds, simulation, tell_failures

if TYPE_CHECKING:
    from sim.experiments.claims import Scorecard
    from sim.experiments.claims.claim import Claims, Form

MOST_EXPLAINED = 5  # claims; with more, what lies behind them is on the page only


def claims(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Claims to try, e.g. C14 C16; all by default.", show_default=False)
    ] = None,
    full: Annotated[
        bool, typer.Option("--full/--quick", help="Many worlds, hours of work, or a first look of half an hour.")
    ] = False,
    file: Annotated[Path | None, typer.Option("--file", help="File of claims; default: those of the article.")] = None,
    worlds: Annotated[
        int | None, typer.Option("--worlds", help="Worlds instead of those of the form.", min=2, max=10_000)
    ] = None,
    seeds: Annotated[str | None, typer.Option("--seeds", help="Replications of each world, e.g. 1..2.")] = None,
    draws: DrawsFile = None,
    out: Out = RESULTS,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    timeout: Timeout = None,
    no_figures: NoFigures = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Try the article's claims: supported, not supported, or depends, and on what. Quick form unless told otherwise.

    Example: alliance claims C14 C16
    """
    from sim.report.stored import draw_unless_current

    numbers = read_seeds(seeds)
    with simulation(Options(jobs, scheduler, timeout, quiet, as_json), MANY) as how:
        from sim.experiments.claims import load_claims, scorecard

        plan = load_claims(file)
        try:
            chosen = plan.only(ids) if ids else plan
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="IDS") from error
        result = scorecard(
            plan,
            _form(plan, full=full, worlds=worlds, seeds=numbers, draws=draws),
            ids=[claim.id for claim in chosen.claims] if ids else (),
            out=out,
            **how,
        )
    if result.is_empty:
        return tell_failures(result.failures, "world")
    assert result.folder is not None, "the command line always stores results"
    page = result.folder / "claims.html"
    if no_figures:
        _write_json(result)
    else:
        draw_unless_current(result, notice_unless(quiet), lambda: _write_json(result))
    if as_json:
        print_json({"folder": result.folder, "report": page} | result.content())
    else:
        if not quiet:
            _print(result)
        echo(f"tables:  {result.folder}")
        echo(f"report:  {page}" if page.is_file() else f"report:  alliance report {result.folder} writes it")
    return tell_failures(result.failures, "world")


def _form(plan: Claims, *, full: bool, worlds: int | None, seeds: tuple[int, ...] | None, draws: Path | None) -> Form:
    """Return the form that is asked for; one with other worlds or seeds, or with draws, has a name of its own."""
    from dataclasses import replace

    from sim.experiments.draws import load_draws

    form = plan.forms["full" if full else "quick"]
    drawn = () if draws is None else load_draws(draws, [plan.base]).values
    own = replace(form, worlds=worlds or form.worlds, seeds=seeds or form.seeds, drawn=drawn)
    return own if own == form else replace(own, name="own")


def _write_json(result: Scorecard) -> None:
    """Write ``claims.json`` beside the tables."""
    from sim.results.files import write_json

    assert result.folder is not None, "the command line always stores results"
    write_json(result.folder / "claims.json", finite(result.content()))


def _print(result: Scorecard) -> None:
    from sim.report.claims import audit_sentences, scorecard_sentences

    rows = [_row(result, number) for number in range(len(result.claims.claims))]
    print_table(
        scorecard_sentences(result)[0], ("", "claim", "verdict", "holds in", "effect, weakest condition", "unit"), rows
    )
    for sentence in scorecard_sentences(result)[1:]:
        echo(sentence)
    for sentence in audit_sentences(result):
        echo(sentence)
    if len(rows) <= MOST_EXPLAINED:
        _print_behind(result)


def _print_behind(result: Scorecard) -> None:
    """Print what lies behind each verdict."""
    from sim.report.claims import placebo_sentence, shown_rows

    for claim in result.claims.claims:
        for number, row in enumerate(shown_rows(result, claim)):
            if number == 0:
                echo(f"\nBehind {claim.id}, measured in the same runs:")
            echo(f"  {row.says} {row.found}")
        if sentence := placebo_sentence(result, claim):
            echo(f"{claim.id} without its mechanism: {sentence}")


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
