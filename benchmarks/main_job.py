"""What the main job costs: run ``python benchmarks/main_job.py`` (about ten minutes; ``--quick`` for a small form).

Every figure is a ratio: to a limit that the project sets itself, or of two things measured side by side in this run.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sim

ROOT = Path(__file__).resolve().parents[1]
EXCLUSIVE, OPEN = ROOT / "scenarios" / "exclusive.yaml", ROOT / "scenarios" / "open.yaml"
COMPARISON_LIMIT_SECONDS = 180.0
HELP_LIMIT_SECONDS = 1.0
MEMORY_LIMIT_MB = 400.0
EFFICIENCY_GOAL = 0.85


def seconds(command: list[str]) -> float:
    """Wall time of a command."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return time.perf_counter() - started


def comparison_ratio(seeds: str) -> str:
    """Time of the default comparison, figures and report included, against its limit."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from sim.cli import main; main()", "compare", str(EXCLUSIVE), str(OPEN)]
        spent = seconds([*command, "--seeds", seeds, "--out", folder, "--quiet"])
    share = spent / COMPARISON_LIMIT_SECONDS
    return f"exclusive against open, seeds {seeds}, figures and report included: {share:.2f} of three minutes"


def help_ratio() -> str:
    """Time of ``alliance --help`` against its limit and against an empty Python process."""
    helped = statistics.median(
        seconds([sys.executable, "-c", "from sim.cli import main; main()", "--help"]) for _ in range(7)
    )
    empty = statistics.median(seconds([sys.executable, "-c", "pass"]) for _ in range(7))
    return f"alliance --help: {helped / HELP_LIMIT_SECONDS:.2f} of a second, {helped / empty:.1f} times an empty Python"


def memory_ratio() -> str:
    """Peak memory of one run at 10,000 enterprises against its limit."""
    code = (
        "import resource, sim; from sim.market.replication import simulate; "
        f"simulate(sim.load({str(EXCLUSIVE)!r}), 1); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    unit = 1.0 / (1024.0 * 1024.0) if sys.platform == "darwin" else 1.0 / 1024.0
    return f"peak memory of one run: {int(found.stdout) * unit / MEMORY_LIMIT_MB:.2f} of 400 MB"


def efficiency(seeds: int, repeats: int) -> str:
    """Throughput of two workers against one, start-up excluded by taking the time of additional seeds only."""
    scenario = sim.load(EXCLUSIVE)
    ratios = []
    for _ in range(repeats):
        extra = {}
        for jobs in (1, 2):
            few, many = (_ensemble_seconds(scenario, count, jobs) for count in (2, 2 + seeds))
            extra[jobs] = many - few
        ratios.append(extra[1] / (2.0 * extra[2]))
    return f"parallel efficiency on two workers: {statistics.median(ratios):.2f} of perfect (goal {EFFICIENCY_GOAL})"


def _ensemble_seconds(scenario: sim.Scenario, count: int, jobs: int) -> float:
    started = time.perf_counter()
    sim.run(scenario, seeds=range(1, count + 1), jobs=jobs)
    return time.perf_counter() - started


def main() -> None:
    """Print one line per figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few seeds, for a first look")
    quick = parser.parse_args().quick
    print(f"Alliance {sim.__version__}, Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    print(help_ratio())
    print(memory_ratio())
    print(efficiency(seeds=4 if quick else 16, repeats=1 if quick else 3))
    print(comparison_ratio("1..4" if quick else "1..32"))


if __name__ == "__main__":
    main()
