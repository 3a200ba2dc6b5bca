"""The command ``alliance app`` as a person starts and ends it."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from sim.app.scenario_files import scenario_files, titled
from sim.scenario import ScenarioError, shipped_scenarios
from tests.app.small_question import files

pytestmark = pytest.mark.study

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


@dataclass(frozen=True)
class ServedPage:
    """A page that a process serves, and the address that it printed."""

    address: str
    port: int
    process: subprocess.Popen

    def text(self):
        """Open the page as a browser does, which keeps cookies."""
        with build_opener(HTTPCookieProcessor()).open(self.address, timeout=30) as answer:
            return answer.read().decode()


def wait_until_served(page, seconds=300):
    ending = time.monotonic() + seconds
    while True:
        try:
            return page.text()
        except OSError:
            assert page.process.poll() is None, page.process.stderr.read()
            assert time.monotonic() < ending, "the page was not served"
            time.sleep(0.1)


@contextmanager
def page_of(out, *arguments):
    """Yield a page, whose process is ended in any case."""
    port = free_port()
    with start("--port", port, "--out", out, *arguments) as command:
        try:
            page = ServedPage(command.stdout.readline().split()[0], port, command)
            wait_until_served(page)
            yield page
        finally:
            command.kill()


def test_the_page_is_served_on_this_machine_only_and_ends_cleanly_on_an_interruption(tmp_path):
    with page_of(tmp_path) as page:
        assert page.address.startswith(f"http://127.0.0.1:{page.port}/")
        assert "<title>Alliance</title>" in page.text()
        with socket.socket() as probe, pytest.raises(ConnectionRefusedError):
            probe.connect(("127.0.0.2", page.port))  # an address of this machine on which nothing may listen
        page.process.send_signal(signal.SIGINT)
        _, complaints = page.process.communicate(timeout=30)
    assert page.process.returncode == 0
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
