"""Commands that read: ``validate`` and ``show``."""

import os
import sys
import threading

import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.scenario import shipped_folder

EXPERIMENT = shipped_folder() / "experiments" / "tipping_friction.yaml"


def called(*arguments):
    """Return exit code and standard output."""
    result = CliRunner().invoke(app, [*map(str, arguments)], standalone_mode=False)
    return result.return_value, result.stdout


def through_a_pipe(content: bytes):
    """Return the path under which a shell hands over what a command prints."""
    reading, writing = os.pipe()

    def write():
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(content)

    threading.Thread(target=write, daemon=True).start()
    return f"/dev/fd/{reading}"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes as POSIX has them")
class TestAPipe:
    @pytest.mark.parametrize("file", [shipped_folder() / "exclusive.yaml", EXPERIMENT], ids=lambda path: path.stem)
    def test_is_read_once_whatever_it_holds(self, file):
        path = through_a_pipe(file.read_bytes())
        assert called("validate", path) == (0, f"{path}: ok\n")

    def test_that_holds_no_scenario_is_told_what_is_wrong(self):
        code, said = called("validate", through_a_pipe(b"schema: [\n"))
        assert code == 2
        assert "not valid YAML" in said


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{enterprises.count: 123456789012345678901234567890}", "the number is too large"),
        ("{enterprises.count: !whole 3}", "the tag !whole is not read"),
        ("{enterprises.count: 30, enterprises.count: 30}", "is written twice"),
    ],
)
def test_one_mistake_is_one_message(line, message, tmp_path):
    file = tmp_path / "one.yaml"
    file.write_text(f"schema: 1\nname: one\ntitle: o\nextends: exclusive.yaml\nset: {line}\n")
    code, said = called("validate", file)
    assert (code, len(said.splitlines())) == (2, 1)
    assert message in said


def test_many_mistakes_are_told_in_a_few_lines(tmp_path):
    file = tmp_path / "many.yaml"
    keys = "".join(f"  k{number}: 1\n" for number in range(30))
    file.write_text(f"schema: 1\nname: many\ntitle: m\nextends: exclusive.yaml\nset:\n{keys}")
    code, said = called("validate", file)
    assert code == 2
    assert len(said.splitlines()) == 21
    assert said.endswith("... and 10 more problems\n")


def test_what_no_machine_holds_is_refused_before_anything_runs():
    result = CliRunner().invoke(app, ["claims", "--worlds", "1000000000"])
    assert result.exit_code == 2
    assert "--worlds" in result.output
    assert "10000" in result.output
