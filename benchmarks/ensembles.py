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


def start_up(repeats: int) -> None:
    """Imports, compilation and set-up, against importing Mesa."""
    codes = {
        "empty": "pass",
        "mesa": "import mesa",
        "help": "from sim.cli import main; import sys; sys.argv = ['alliance', '--help']; main()",
        "imports": "import sim.experiments.ensemble, sim.market.replication",
        "set-up": (
            "import sim; from sim.market.market import Market; "
            f"Market(sim.load({str(ROOT / 'scenarios' / 'exclusive.yaml')!r}))"
        ),
        "first month": (
            "import sim; from sim.market.market import Market; "
            f"Market(sim.load({str(ROOT / 'scenarios' / 'exclusive.yaml')!r})).step()"
        ),
    }
    spent: dict[str, list[float]] = {name: [] for name in codes}
    for round_number in range(repeats + 1):
        for name, code in codes.items():
            took = _process(code)
            if round_number > 0:
                spent[name].append(took)
    median = {name: statistics.median(times) for name, times in spent.items()}
    for name in ("help", "imports", "set-up", "first month"):
        print(f"(f) warm start to {name}: {median[name] / median['mesa']:.2f} times import mesa")
    with tempfile.TemporaryDirectory() as cache:
        cold = _process(codes["first month"], NUMBA_CACHE_DIR=cache)
    print(f"(f) first month on a new machine, compiling: {cold / median['first month']:.0f} times a warm one")


def _process(code: str, **environment: str) -> float:
    command = [sys.executable, "-c", code]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return seconds(
        lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT, env=kept | environment)
    )


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
