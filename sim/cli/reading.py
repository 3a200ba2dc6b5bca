"""Commands that read scenarios: ``validate`` and ``show``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console import echo, print_json
from sim.cli.options import Changes, Json, ScenarioPath

if TYPE_CHECKING:
    from sim.experiments.design import Experiment
    from sim.scenario import Problem


def validate(
    files: Annotated[list[Path], typer.Argument(help="Files of any kind.", show_default=False)],
) -> int:
    """Read scenarios, experiments, calibrations and claims and print every problem with file, line and column, or ok.

    Example: alliance validate scenarios/*.yaml
    """
    from sim.scenario import ScenarioError

    problems = 0
    for file in files:
        try:
            notes = _read(file)
        except ScenarioError as error:
            problems += len(error.problems)
            echo(str(error))
        else:
            echo("\n".join([f"{file}: ok", *map(str, notes)]))
    return 2 if problems else 0


def _read(file: Path) -> list[Problem]:
    """Read a file of any kind, once: what comes through a pipe cannot be read again.

    Returns
    -------
    list of Problem
        What it sets in vain.

    Raises
    ------
    ScenarioError
        With all that is wrong.
    """
    from sim.experiments.calibration.telling_apart import is_calibration
    from sim.experiments.design import is_experiment, load_experiment
    from sim.scenario import ScenarioError, load
    from sim.scenario.files import source_of
    from sim.scenario.hints.hints import hints

    problems: list[Problem] = []
    source = source_of(file, problems)
    if source is None:
        raise ScenarioError(problems)
    if "claims" in source.root.entries:
        from sim.experiments.claims.reading import load_claims  # whose checks need the large libraries

        load_claims(source)
        return []
    if is_calibration(source):
        from sim.experiments.calibration.reading import load_calibration
        from sim.experiments.observables import OBSERVABLES

        load_calibration(source, OBSERVABLES)
        return []
    if not is_experiment(source):
        return hints(load(source))
    experiment = load_experiment(source)
    _check_points(experiment)
    return experiment.moved_in_vain()


def _check_points(experiment: Experiment) -> None:
    """Refuse an experiment of whose points one cannot be."""
    from sim.experiments.design.combinations import check_points
    from sim.experiments.design.placing import sweep_points
    from sim.experiments.sensitivity import sensitivity_points

    if experiment.design is not None:
        check_points(experiment, sweep_points(experiment))
    if experiment.method is not None:
        check_points(experiment, sensitivity_points(experiment))


def show(
    scenario: ScenarioPath,
    diff: Annotated[Path | None, typer.Option("--diff", help="Print only what differs from this scenario.")] = None,
    changes: Changes = None,
    as_json: Json = False,
) -> None:
    """Print the resolved scenario with the file and line of each value, or how it differs from another.

    Example: alliance show open --diff exclusive
    """
    from sim.scenario import load, load_all
    from sim.scenario.texts.describe import difference, resolved_text, value_text

    if diff is None:
        loaded = load(scenario, changes or ())
        print_json(loaded.resolved()) if as_json else echo(resolved_text(loaded), nl=False)
        return
    first, second = load_all([scenario, diff], changes or ())
    differences = difference(first, second)
    if as_json:
        print_json([{"path": d.path, first.name: d.value_a, second.name: d.value_b} for d in differences])
    elif not differences:
        echo("the scenarios resolve to the same thing")
    for one in () if as_json else differences:
        echo(one.path)
        for name, value, origin in ((first.name, one.value_a, one.origin_a), (second.name, one.value_b, one.origin_b)):
            echo(f"  {name}: {value_text(value)}{f'  # {origin}' if origin is not None else ''}")
