"""The commands ``new`` and ``list``: scenarios to start from."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.console import echo, print_json, print_table
from sim.cli.options import Json


def list_scenarios(as_json: Json = False) -> None:
    """List the scenarios and experiments that come with the package; every command takes them by name.

    Example: alliance list
    """
    from sim.experiments.calibration.reading import load_calibration
    from sim.experiments.calibration.telling_apart import is_calibration
    from sim.experiments.design import load_experiment
    from sim.experiments.observables import OBSERVABLES
    from sim.scenario import load, shipped_experiments, shipped_scenarios

    scenarios = [(path.stem, "scenario", load(path).question) for path in shipped_scenarios()]
    experiments = [
        (path.stem, "calibration", load_calibration(path, OBSERVABLES).question)
        if is_calibration(path)
        else (path.stem, "experiment", load_experiment(path).question)
        for path in shipped_experiments()
    ]
    header, rows = ("name", "kind", "question"), [*scenarios, *experiments]
    if as_json:
        print_json([dict(zip(header, row, strict=True)) for row in rows])
    else:
        print_table("What comes with the package", header, rows, text=len(header), whole_names=True)


def new(
    name: Annotated[str, typer.Argument(help="Name of the scenario; NAME.yaml is written.", show_default=False)],
    parent: Annotated[
        str, typer.Option("--from", help="Scenario that it changes: a shipped one or a file.", metavar="SCENARIO")
    ] = "base.yaml",
) -> None:
    """Write a commented starter scenario into the current folder, with the schema that editors complete it by.

    A scenario that is there is never overwritten.

    Example: alliance new less_friction --from exclusive.yaml
    """
    from sim.documents.starter import SCHEMA_FILE, StarterError, write_starter

    try:
        file = write_starter(name, parent)
    except StarterError as error:
        raise typer.BadParameter(str(error), param_hint="NAME") from error
    echo(f"{file} is written, and {SCHEMA_FILE} for editors")
    echo(f"edit it, then `alliance validate {file}` and `alliance run {file}`")
