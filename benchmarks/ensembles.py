"""What running many costs: workers, a Dask cluster, start-up: ``python benchmarks/ensembles.py`` (several minutes)."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sim
from sim.market.replication import simulate

ROOT = Path(__file__).resolve().parents[1]
SHORT = {"horizon.months": 24, "enterprises.count": 10_000}


def seconds(work: Callable[[], object]) -> float:
    """Wall time of a piece of work."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def workers(seeds: int, repeats: int) -> None:
    """Throughput of two workers against one, and what a task costs beyond its simulation."""
    scenario = sim.load(ROOT / "scenarios" / "exclusive.yaml").with_(**SHORT)
    simulate(scenario, 0)
    ratios, overheads = [], []
    for _ in range(repeats):
        one = seconds(lambda: sim.run(scenario, seeds=range(1, seeds + 1), jobs=1))
        two = seconds(lambda: sim.run(scenario, seeds=range(1, seeds + 1), jobs=2))
        bare = seconds(lambda: [simulate(scenario, seed) for seed in range(1, 5)]) / 4.0
        ratios.append(one / two)
        overheads.append((one / seeds - bare) / bare)
    print(f"(e) two workers on {seeds} seeds, start-up included: {statistics.median(ratios):.2f} times one")
    print(f"(e) a task beyond its simulation: {statistics.median(overheads):+.1%} of the simulation")


def cluster(seeds: int) -> None:
    """A Dask cluster with two workers on this computer against two local workers."""
    scenario = sim.load(ROOT / "scenarios" / "exclusive.yaml").with_(**SHORT)
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder) / "scheduler.json"
        here = ("--host", "127.0.0.1", "--no-dashboard")
        command = [sys.executable, "-m", "dask"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        processes = [
            subprocess.Popen(
                [*command, "scheduler", "--port", "0", "--scheduler-file", str(note), *here], env=environment, **quiet
            )
        ]
        try:
            while not note.exists():
                time.sleep(0.1)
            address = json.loads(note.read_text())["address"]
            small = ("--nworkers", "1", "--nthreads", "1", "--no-nanny", "--memory-limit", "0")
            processes += [
                subprocess.Popen([*command, "worker", address, *here, *small], env=environment, **quiet)
                for _ in range(2)
            ]
            sim.run(scenario, seeds=range(1, 3), scheduler=address)
            dask = seconds(lambda: sim.run(scenario, seeds=range(1, seeds + 1), scheduler=address))
        finally:
            for process in processes:
                process.kill()
                process.wait()
    local = seconds(lambda: sim.run(scenario, seeds=range(1, seeds + 1), jobs=2))
    print(f"(e) Dask with two workers on {seeds} seeds: {local / dask:.2f} times the throughput of two local workers")


RUN = """
import os, sys, time
import sim
from sim.cli import main
from sim.market.market import Market

first_month = Market.step

def play_and_leave(market):
    first_month(market)
    started = time.perf_counter()
    first_month(Market(sim.load(sys.argv[2]).with_(**{"horizon.months": 1})))
    os.write(1, f"{time.perf_counter() - started}".encode())
    os._exit(0)

Market.step = play_and_leave
main()
"""


def start_up(repeats: int) -> None:
    """Imports, compiled code and set-up of ``alliance run``, against importing Mesa.

    The month that is simulated at last is played once more, with all in place: what it takes then is no start-up.
    """
    scenario = str(ROOT / "scenarios" / "exclusive.yaml")
    works: dict[str, Callable[[], float]] = {
        "mesa": lambda: _process("import mesa")[0],
        "help": lambda: _process("from sim.cli import main; main()", "--help")[0],
        "imports": lambda: _process("import sim.cli, sim.experiments.ensemble, sim.market.replication")[0],
        "set-up": lambda: _process(f"import sim; from sim.market.market import Market; Market(sim.load({scenario!r}))")[
            0
        ],
        "first month": lambda: _first_month(scenario)[0],
        "ready": lambda: _first_month(scenario)[1],
    }
    spent: dict[str, list[float]] = {name: [] for name in works}
    for round_number in range(repeats + 1):
        for name, work in works.items():
            took = work()
            if round_number > 0:
                spent[name].append(took)
    median = {name: statistics.median(times) for name, times in spent.items()}
    for name, what in (
        ("help", "help"),
        ("imports", "imports"),
        ("set-up", "imports and set-up"),
        ("ready", "imports, set-up and compiled code: ready to simulate (goal: at most 2)"),
        ("first month", "the end of the first month"),
    ):
        print(f"(f) warm start to {what}: {median[name] / median['mesa']:.2f} times import mesa")
    with tempfile.TemporaryDirectory() as cache:
        cold, _ = _first_month(scenario, NUMBA_CACHE_DIR=cache)
    print(f"(f) first month on a new machine, compiling: {cold / median['first month']:.0f} times a warm one")


def _first_month(scenario: str, **environment: str) -> tuple[float, float]:
    """Seconds of ``alliance run`` to the end of the first month, and without the time of such a month itself."""
    with tempfile.TemporaryDirectory() as out:
        options = ("--set", "horizon.months=1", "--seeds", "1", "--out", out, "--quiet")
        took, said = _process(RUN, "run", scenario, *options, **environment)
    return took, took - float(said)


def _process(code: str, *arguments: str, **environment: str) -> tuple[float, str]:
    """Seconds and standard output of a process."""
    command = [sys.executable, "-c", code, *arguments]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=kept | environment)
    return time.perf_counter() - started, done.stdout


def main() -> None:
    """Print the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few seeds, for a first look")
    quick = parser.parse_args().quick
    workers(8 if quick else 64, 1)
    cluster(8 if quick else 32)
    start_up(3 if quick else 7)


if __name__ == "__main__":
    main()
