"""A Dask scheduler and its workers as processes of their own, on this computer's loopback address."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from tests.experiments.commands import ROOT, wait_until

HERE = ("--host", "127.0.0.1", "--no-dashboard")


class DaskCluster:
    """A scheduler on a free port, ended with all its workers on leaving.

    It tries a task again while no more than some workers have died of it.
    """

    def __init__(self, folder: Path, deaths: int = 3) -> None:
        self.folder = folder
        self.deaths = deaths
        self.processes: list[subprocess.Popen[bytes]] = []
        note = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", str(note), *HERE)
        self.address: str = json.loads(wait_until(lambda: note.exists() and note.read_text()))["address"]

    def __enter__(self) -> "DaskCluster":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for process in self.processes:
            process.kill()
            process.wait()

    def add_worker(self, package: Path = ROOT) -> "subprocess.Popen[bytes]":
        """Start a worker that has the package from a folder."""
        place = self.folder / f"worker-{len(self.processes)}"
        small = ("--nworkers", "1", "--nthreads", "1", "--no-nanny", "--death-timeout", "900", "--memory-limit", "0")
        return self._start("worker", self.address, *HERE, *small, "--local-directory", str(place), package=package)

    def _start(self, *arguments: str, package: Path = ROOT) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments],
            env=os.environ
            | {"PYTHONPATH": str(package), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(self.deaths)},
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process
