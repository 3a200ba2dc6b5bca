"""Help that a person reads first."""

import shlex

import pytest
import typer
from typer.testing import CliRunner

from sim.cli.main import app

NAMES = sorted(typer.main.get_command(app).commands)


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_every_command_has_an_example_that_can_be_read(name):
    shown = CliRunner().invoke(app, [name, "--help"])
    assert shown.exit_code == 0
    _, found, rest = " ".join(shown.output.split("Options:")[0].split()).partition("Example: ")
    assert found, f"the docstring of {name} lacks a line `Example: alliance {name} ...`"
    assert f"{rest} ".startswith(f"alliance {name} ")
    command = typer.main.get_command(app).commands[name]
    example = rest.split("Arguments:")[0]
    command.make_context(name, shlex.split(example)[2:])


def test_the_overview_has_an_example_and_every_command():
    shown = CliRunner().invoke(app, ["--help"]).output
    assert "Example: alliance " in shown
    assert all(f"\n  {name} " in shown for name in NAMES)
