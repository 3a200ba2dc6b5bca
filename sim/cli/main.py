"""Entry point: sub-commands and exit codes."""

import gc
import os
import sys
from typing import Annotated

import typer

from sim.cli.asking import ask
from sim.cli.claims import claims
from sim.cli.competition import competition
from sim.cli.console import echo
from sim.cli.describing import describe
from sim.cli.documents import list_scenarios, new
from sim.cli.explaining import explain
from sim.cli.exploring import sensitivity, sweep
from sim.cli.output import take_any_character, why_output_is_lost
from sim.cli.page import app as page
from sim.cli.reading import show, validate
from sim.cli.record import calibrate, hindcast
from sim.cli.running import compare, run
from sim.cli.stopping import close_in_order, stopped_by
from sim.cli.stored import bundle, cite, export, report, reproduce
from sim.cli.why import why

DONE, OUR_FAULT, WRONG_INPUT = 0, 1, 2
# Imports make several hundred thousand objects that stay: looking for dead ones among them is wasted time.
_OBJECTS_BEFORE_A_COLLECTION = 500_000

app = typer.Typer(
    name="alliance",
    help="Who gains when AI's alliances open up? An agent-based simulator of the AI alliance market.",
    epilog="Example: alliance compare exclusive open",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for command in (
    run,
    compare,
    competition,
    ask,
    explain,
    sweep,
    sensitivity,
    calibrate,
    new,
    validate,
    show,
    why,
    report,
    export,
    cite,
    bundle,
    reproduce,
    describe,
):
    app.command(no_args_is_help=True)(command)
app.command()(claims)
app.command()(hindcast)
app.command(name="list")(list_scenarios)
app.command(name="app")(page)


def _print_version(wanted: bool) -> None:
    if wanted:
        import sim

        echo(sim.__version__)
        raise typer.Exit


@app.callback()
def _alliance(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Who gains when AI's alliances open up? An agent-based simulator of the AI alliance market."""


def main() -> None:
    """Run the command line and exit: 0 done, 2 wrong input, 130 or 143 interrupted, 1 our fault or lost workers."""
    gc.set_threshold(_OBJECTS_BEFORE_A_COLLECTION)
    close_in_order()
    take_any_character()
    sys.exit(_exit_code())


def _exit_code() -> int:
    try:
        _check_threads()
        code = app(standalone_mode=False)
        lost = why_output_is_lost()
    except typer.TyperException as error:
        error.show()  # type: ignore[attr-defined]
        return WRONG_INPUT
    except (typer.Abort, KeyboardInterrupt) as stop:
        return _say(str(stop) or "interrupted", stopped_by())
    except BrokenPipeError:
        sys.stderr.close()
        return OUR_FAULT
    except OSError as error:
        lost = why_output_is_lost("\n")
        code = OUR_FAULT if lost else _judge(error)
    except Exception as error:  # noqa: BLE001 - whatever it is, somebody is told whose fault it was
        return _judge(error)
    if lost:
        return _say(lost, OUR_FAULT)
    return code if isinstance(code, int) else DONE


def _check_threads() -> None:
    """Refuse a number of threads at which numba, which compiles the laws, could not even be imported."""
    given = os.environ.get("NUMBA_NUM_THREADS", "1").strip()
    if given.lstrip("-").isdecimal() and int(given) < 1:
        raise typer.BadParameter(f"{given} threads: write 1 or more, or unset it", param_hint="NUMBA_NUM_THREADS")


def _judge(error: Exception) -> int:
    """Say what went wrong: the user's input without a traceback, our own faults with one."""
    from sim.experiments.comparable import ComparisonError
    from sim.experiments.competition import CompetitionError
    from sim.experiments.workers.base import LostWorkersError, WorkersError
    from sim.results.files import ResultsError
    from sim.scenario import ScenarioError

    if isinstance(error, ScenarioError | ComparisonError | CompetitionError | ResultsError | WorkersError):
        return _say(str(error), WRONG_INPUT)
    if isinstance(error, LostWorkersError):
        return _say(str(error), OUR_FAULT)
    raise error


def _say(message: str, code: int) -> int:
    echo(message, err=True)
    return code
