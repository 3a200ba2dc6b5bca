"""This commit against another one, interleaved: ``make bench AGAINST=<commit>`` (half an hour; ``--quick``: minutes).

Both run on this environment's interpreter and libraries, so that ratios are those of the code. Times are CPU seconds; a
ratio above 1 says how many times faster this commit is. The markets differ as well where a commit changed them.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
REPLICATION = """
import json, resource, sys, time
import sim
from sim.market.replication import simulate
tree, name, changes = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
assert sim.__file__.startswith(tree), sim.__file__
scenario = sim.load(f"{tree}/scenarios/{name}.yaml").with_(**changes)
simulate(scenario.with_(**{"horizon.months": 2}), 1)
started = time.process_time()
simulate(scenario, 1)
print(time.process_time() - started)
"""
COMMAND = """
import subprocess, sys, resource
tree, name, verb = sys.argv[1:]
command = [sys.executable, "-c", "from sim.cli import main; main()", verb, f"{tree}/scenarios/{name}.yaml"]
subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime)
"""


class Job(NamedTuple):
    """What is timed: a piece of code, and what it is given after the tree."""

    title: str
    code: str
    given: tuple[str, ...]
    is_short: bool = True


JOBS = (
    Job(
        "a replication of `exclusive` at sweep size (1,000 enterprises, panel 200)",
        REPLICATION,
        ("exclusive", '{"enterprises.count": 1000, "enterprises.panel": 200}'),
    ),
    Job("a replication of `exclusive`, 10,000 enterprises", REPLICATION, ("exclusive", "{}")),
    Job("a replication of `endogenous`, 10,000 enterprises", REPLICATION, ("endogenous", "{}"), is_short=False),
    Job(
        "a replication of `exclusive`, 1,000,000 enterprises",
        REPLICATION,
        ("exclusive", '{"enterprises.count": 1000000}'),
        is_short=False,
    ),
    Job("`alliance validate`", COMMAND, ("exclusive", "validate")),
    Job("`alliance show`", COMMAND, ("exclusive", "show")),
)


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """Yield the tree of a commit, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder).resolve() / "tree"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(tree), commit], check=True)
        try:
            yield tree
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)


def cpu_seconds(job: Job, tree: Path) -> float:
    """CPU time of a job with the code of a tree."""
    environment = os.environ | {"PYTHONPATH": str(tree), "NUMBA_CACHE_DIR": str(tree / ".compiled")}
    command = [sys.executable, "-c", job.code, str(tree), *job.given]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment, cwd=tree)
    return float(done.stdout.split()[-1])


def row(job: Job, tree: Path, repeats: int) -> str:
    """Return a row of the table: medians of both, and their ratio with the range of single ratios."""
    pairs = [(cpu_seconds(job, ROOT), cpu_seconds(job, tree)) for _ in range(repeats)]
    here, there = (statistics.median(one) for one in zip(*pairs, strict=True))
    ratios = [that / this for this, that in pairs]
    spread = f"{statistics.median(ratios):.2f} [{min(ratios):.2f}, {max(ratios):.2f}]"
    return f"| {job.title} | {here:.2f} | {there:.2f} | {spread} |"


def main() -> None:
    """Print a table of ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit", help="commit to measure against")
    parser.add_argument("--quick", action="store_true", help="without the long jobs, each once")
    given = parser.parse_args()
    print(f"| CPU seconds | this commit | {given.commit} | times faster [range] |\n|---|---|---|---|")
    with checked_out(given.commit) as tree:
        for job in JOBS:
            if job.is_short or not given.quick:
                print(row(job, tree, 1 if given.quick else 3), flush=True)


if __name__ == "__main__":
    main()
