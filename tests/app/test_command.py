"""The command ``alliance app`` as a person starts and ends it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest

from sim.app.scenario_files import scenario_files, titled
from sim.scenario import ScenarioError, shipped_scenarios
from tests.app.small_question import files

COMMAND = "from sim.cli import main; main()"
WITHOUT_EXTRA = """
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "nicegui" else find(name, *rest)
"""


def start(*arguments, before=""):
    return subprocess.Popen(
        [sys.executable, "-c", before + COMMAND, "app", "--no-browser", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Where it finds itself in a test, the server serves something else.
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST")},
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def served(command, port, seconds=60):
    """Wait for the page and return it."""
    ending = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            assert command.poll() is None, command.stderr.read()
            assert time.monotonic() < ending, "the page was not served"
            time.sleep(0.1)


@contextmanager
def page_of(out):
    """Yield a port on which the page is served, and its process, which is ended in any case."""
    port = free_port()
    with start("--port", port, "--out", out) as command:
        try:
            served(command, port)
            yield port, command
        finally:
            command.kill()


def test_the_page_is_served_on_this_machine_only_and_ends_cleanly_on_an_interruption(tmp_path):
    with page_of(tmp_path) as (port, command):
        assert "<title>Alliance</title>" in served(command, port)
        with socket.socket() as probe, pytest.raises(ConnectionRefusedError):
            probe.connect(("127.0.0.2", port))  # an address of this machine on which nothing may listen
        command.send_signal(signal.SIGINT)
        said, complaints = command.communicate(timeout=30)
    assert command.returncode == 0
    assert f"http://127.0.0.1:{port}" in said
    assert complaints == ""


def test_without_the_extra_one_sentence_says_how_to_install_it():
    with start(before=WITHOUT_EXTRA) as command:
        said, complaints = command.communicate(timeout=60)
    assert command.returncode == 2
    assert said == ""
    assert complaints == 'the page needs the extra "app": pip install "alliance-market[app]"\n'


def test_a_port_that_is_taken_is_said_in_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with start("--port", port) as command:
            _, complaints = command.communicate(timeout=60)
    assert command.returncode == 2
    assert complaints == f"port {port} cannot be used (Address already in use); choose another one with --port\n"


def test_own_scenarios_come_first_and_wrong_ones_are_refused(tmp_path):
    own = tmp_path / "mine.yaml"
    own.write_text("schema: 1\nname: mine\ntitle: My question\nextends: base.yaml\n")
    found = scenario_files([own])
    assert next(iter(found.items())) == ("mine", own)
    assert list(found.values())[1:] == shipped_scenarios()
    own.write_text("schema: 1\nname: mine\ntitle: My question\nextends: bse.yaml\n")
    with pytest.raises(ScenarioError, match="did you mean"):
        scenario_files([own])


def test_scenarios_are_listed_with_their_titles():
    assert titled(files())[files()["open"]] == "open: GPT may be sold on every cloud"
