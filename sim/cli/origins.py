"""Forecasts made in several months: what ``alliance hindcast --origins`` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.cli.console import echo, print_json, print_table
from sim.cli.running import MANY, Options, check_rules, simulation, tell_failures

if TYPE_CHECKING:
    from pathlib import Path

    from sim.experiments.hindcast.origins import Asked


def forecast_from_origins(asked: Asked, out: Path, options: Options, *, drawn: bool) -> int:
    """Fit, score, print and write the page of all origins; return the exit code."""
    from sim.experiments.hindcast.origins import forecast
    from sim.report.origins import ORIGIN_COLUMNS, origin_rows, origin_sentences

    check_rules([asked.plan(asked.months[0]).scenario], options.quiet)
    with simulation(options, MANY) as how:
        result = forecast(asked, out, **how)
    if any(one.is_empty for one in result.forecasts):
        return tell_failures(result.failures, "draw")
    report = result.report() if drawn else None
    if options.as_json:
        print_json({"folder": result.folder, "report": report, **result.content()})
    else:
        if not options.quiet:
            first, *others = origin_sentences(result.forecasts)
            print_table(first, ORIGIN_COLUMNS, origin_rows(result.forecasts), text=5)
            for sentence in others:
                echo(f"- {sentence}")
        for one in result.forecasts:
            echo(f"tables:  {one.folder}")
        echo(f"all:     {report or result.folder}")
    return tell_failures(result.failures, "draw")
