"""What a command prints reaches its stream, or it is said why not."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli.main import _exit_code
from sim.cli.output import take_any_character


def test_characters_that_a_stream_cannot_hold_are_replaced(monkeypatch):
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="cp1252"))
    take_any_character()
    print("\u22120.5 \u2192 \u4e2d \u00e9 \udce9", end="", flush=True)
    assert written.getvalue() == b"-0.5 -> ? \xe9 ?"


def test_a_number_of_threads_that_cannot_be_is_the_users_to_mend(monkeypatch, capsys):
    monkeypatch.setenv("NUMBA_NUM_THREADS", "0")
    monkeypatch.setattr(sys, "argv", ["alliance", "--version"])
    assert _exit_code() == 2
    assert "NUMBA_NUM_THREADS: 0 threads: write 1 or more, or unset it" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
@pytest.mark.parametrize("command", ["list", "--version"])
def test_where_standard_output_is_full_that_is_the_message(command):
    code = "from sim.cli import main; main()"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", code, command],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        )
    assert (done.returncode, done.stderr) == (1, "standard output cannot be written: No space left on device\n")
