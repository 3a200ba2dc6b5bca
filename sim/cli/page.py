"""The command ``app``: a local web page."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import RESULTS, Out, TrustRules

INSTALL = 'the page needs the extra "app": pip install "alliance-market[app]"'


def app(
    scenarios: Annotated[
        list[Path] | None,
        typer.Argument(help="Own scenario files, offered beside the shipped ones; rule files (.py) that may be used."),
    ] = None,
    port: Annotated[int, typer.Option("--port", help="Port on this machine.", min=1, max=65535)] = 8765,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
    out: Out = RESULTS,
    trust_rules: TrustRules = False,
) -> int:
    """Serve a local web page: set levers, run, watch the alliance network and the comparison. Ctrl-C ends it.

    Example: alliance app my.yaml --port 8800 --no-browser
    """
    if find_spec("nicegui") is None:
        typer.echo(INSTALL, err=True)
        return 2
    from sim.app.guard import new_token
    from sim.app.scenario_files import given_rules, scenario_files
    from sim.app.serving import PortError, address_of, serve

    own = scenarios or []
    files, rules, token = scenario_files(own), given_rules(own, trust_inside=trust_rules), new_token()
    typer.echo(f"{address_of(port, token)}  (only this address opens it; Ctrl-C ends it; results go to {out})")
    try:
        serve(files, rules, out, port, token, show=browser)
    except PortError as error:
        typer.echo(str(error), err=True)
        return 2
    return 0
