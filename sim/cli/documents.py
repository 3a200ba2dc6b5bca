"""Commands that write what the code knows about itself: ``describe`` and ``new``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.console import print_json, print_table
from sim.cli.options import Json


class Subject(StrEnum):
    """What ``describe`` can print."""

    params = "params"
    model = "model"
    schema = "schema"


def describe(
    subject: Annotated[Subject, typer.Argument(help="What to print.", show_default=False)],
    scenario: Annotated[
        Path | None,
        typer.Option("--scenario", help="params: whose values to show; default: the shipped base.yaml."),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="params: print a page in Markdown.")] = False,
    as_json: Json = False,
) -> None:
    """Print what the code declares.

    params: every parameter with unit, value, range, source, law and the code that reads it; model: the model in ODD
    form, in Markdown; schema: the JSON Schema of scenario files, for editors.

    Example: alliance describe params --scenario scenarios/open.yaml
    """
    if subject is Subject.params:
        _describe_parameters(scenario, markdown=markdown, as_json=as_json)
        return
    for given, option in ((scenario is not None, "--scenario"), (markdown, "--markdown")):
        if given:
            raise typer.BadParameter(f"only params takes it, not {subject}", param_hint=option)
    if subject is Subject.schema:
        from sim.scenario.describe import json_schema

        print_json(json_schema())
        return
    if as_json:
        raise typer.BadParameter("the model is a page in Markdown", param_hint="--json")
    from sim.documents.model_page import model_page

    typer.echo(model_page(), nl=False)


def _describe_parameters(scenario: Path | None, *, markdown: bool, as_json: bool) -> None:
    from sim.documents.parameters import parameter_notes
    from sim.documents.parameters_page import HEADER, parameters_page, table_rows
    from sim.scenario import load, shipped_folder

    if markdown and as_json:
        raise typer.BadParameter("either --json or --markdown", param_hint="--markdown")
    loaded = load(scenario or shipped_folder() / "base.yaml")
    notes = parameter_notes(loaded)
    if as_json:
        print_json([note.as_data() for note in notes])
    elif markdown:
        typer.echo(parameters_page(notes, loaded), nl=False)
    else:
        title = f"Parameters, with the values of {loaded.name} ({loaded.title})"
        print_table(title, HEADER, table_rows(notes), text=len(HEADER), whole_names=True)


def new(
    name: Annotated[str, typer.Argument(help="Name of the scenario; NAME.yaml is written.", show_default=False)],
    parent: Annotated[
        str, typer.Option("--from", help="Scenario that it changes: a shipped one or a file.", metavar="SCENARIO")
    ] = "base.yaml",
) -> None:
    """Write a commented starter scenario into the current folder; a file that is there is never overwritten.

    Example: alliance new less_friction --from exclusive.yaml
    """
    from sim.documents.starter import StarterError, write_starter

    try:
        file = write_starter(name, parent)
    except StarterError as error:
        raise typer.BadParameter(str(error), param_hint="NAME") from error
    typer.echo(f"{file} is written: edit it, then `alliance validate {file}` and `alliance run {file}`")
