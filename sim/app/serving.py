"""The server of the page: on this machine only, until it is interrupted."""

import contextlib
import socket
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from nicegui import app, ui

from sim.app.guard import TOKEN, Guard
from sim.app.jobs import Queue
from sim.app.opening import open_when_served
from sim.app.page import TITLE, Page
from sim.app.scenario_files import GivenRules

HOST = "127.0.0.1"
_PATIENCE = 10.0  # seconds that a page may be away, e.g. while a laptop sleeps, before its job is stopped


class PortError(Exception):
    """A port that cannot be used."""


def address_of(port: int, token: str) -> str:
    """Return the address under which the page is opened for the first time."""
    return f"http://{HOST}:{port}/?{TOKEN}={token}"


def serve(files: Mapping[str, Path], rules: GivenRules, out: Path, port: int, token: str, *, show: bool) -> None:
    """Serve the page until a keyboard interrupt.

    Parameters
    ----------
    files : mapping of str to Path
        Scenarios to start from, by name.
    rules : GivenRules
        Code of rules that may run.
    out : Path
        Where results go.
    port : int
        Port on this machine.
    token : str
        What whoever opens the page must know.
    show : bool
        Whether to open a browser.

    Raises
    ------
    PortError
        If the port is taken or not allowed.
    """
    _check_port(port)
    queue = Queue()
    app.on_shutdown(queue.stop_all)
    app.add_middleware(Guard, token=token, cookie=f"alliance-{port}")
    # Ctrl-C is the way to end it.
    with contextlib.suppress(KeyboardInterrupt), TemporaryDirectory(prefix="alliance-") as private:
        if show:
            app.on_startup(lambda: open_when_served(address_of(port, token), HOST, port, Path(private)))
        ui.run(
            lambda: Page(files, out, queue, rules),
            host=HOST,
            port=port,
            title=TITLE,
            favicon="🤝",
            show=False,
            reload=False,
            reconnect_timeout=_PATIENCE,
            show_welcome_message=False,
        )


def _check_port(port: int) -> None:
    """Refuse a port on which nothing can be served.

    Raises
    ------
    PortError
        If it is taken or not allowed.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortError(f"port {port} cannot be used ({error.strerror}); choose another one with --port") from error
