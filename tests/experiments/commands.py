"""The command as a person starts it, on a market that is quick, and without figures, which are slow to draw."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[2]
EXCLUSIVE = ROOT / "scenarios" / "exclusive.yaml"
SMALL = ("enterprises.count=200", "enterprises.panel=60", "horizon.months=6")
SEEDS = "1..6"
TIMES = ("stage_seconds", "wall_seconds", "started", "ended", "drawn", "drawn_from")

NO_FIGURES = """
import sys
from types import SimpleNamespace
sys.modules["sim.report.page"] = SimpleNamespace(figures_to=lambda *_: [], write=lambda *_: None)
"""
COMMAND = "from sim.cli import main; main()"


def start(
    *arguments: Any, before: str = "", name: str = "run", file: Path = EXCLUSIVE, small: Sequence[str] = SMALL
) -> "subprocess.Popen[str]":
    """Start the command in a group of its own; `before` is what its process does first."""
    changes = [text for change in small for text in ("--set", change)]
    code = NO_FIGURES + before + COMMAND
    return subprocess.Popen(
        [sys.executable, "-P", "-c", code, name, file, *changes, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def ended(command: "subprocess.Popen[str]", seconds: float = 900) -> tuple[int, str]:
    """Wait for a command; return its exit code and what it said on standard error."""
    try:
        _, said = command.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        kill_group(command)
        raise
    return command.returncode, said


def called(*arguments: Any, **how: Any) -> tuple[int, str]:
    """Run the command; return its exit code and what it said on standard error."""
    return ended(start(*arguments, **how))


def kill_group(command: "subprocess.Popen[str]") -> None:
    """Kill a command and all that it has started."""
    os.killpg(command.pid, signal.SIGKILL)
    command.communicate()


def wait_until(condition: Callable[[], Any], seconds: float = 900) -> Any:
    """Wait until a condition holds; return what it returned."""
    until = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.005)
    return value


def finished_in(out: Path) -> list[Path]:
    """Return the replications that are stored so far."""
    return list(out.glob("*/replications/point-*"))


def worker_processes(command: "subprocess.Popen[str]") -> list[psutil.Process]:
    """Return the processes that simulate: those that the fork server has made."""
    return [worker for child in psutil.Process(command.pid).children() for worker in child.children()]


def only_folder(out: Path) -> Path:
    [folder] = out.iterdir()
    return folder


def manifest_of(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return manifest


def stored(folder: Path) -> dict[str, Any]:
    """Return all that must be equal: every file that is not drawn of others, and of the manifest all but the times."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "competition")
    files = {str(path.relative_to(folder)): path for path in found}
    manifest = files.pop("manifest.json")
    entries = {key: entry for key, entry in json.loads(manifest.read_text()).items() if key not in TIMES}
    return {name: path.read_bytes() for name, path in files.items()} | {"manifest.json": entries}
