"""The command that is killed, interrupted, out of space or not alone: what was done stays, and it can go on.

Every file of a run must be equal in the end, however it came about. Of the manifest, the times may differ.
"""

import os
import signal
import sys

import pytest

from sim.experiments.ensemble import run
from sim.experiments.workers.compiling import compile_laws
from sim.scenario import load
from tests.experiments.commands import (
    EXCLUSIVE,
    SEEDS,
    SMALL,
    called,
    ended,
    finished_in,
    manifest_of,
    only_folder,
    start,
    stored,
    wait_until,
    worker_processes,
)

pytestmark = pytest.mark.study

if sys.platform == "win32":
    pytest.skip("kills and interrupts as POSIX does", allow_module_level=True)

FULL_DISK = """
import errno, os
calls = []
def fsync(_):
    calls.append(1)
    if len(calls) > 80:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
os.fsync = fsync
"""
FAILING_SEED = """
import sim.market.replication as replication
simulate = replication.simulate
def failing(scenario, seed, **options):
    if seed == 2:
        raise ValueError("prices did not settle")
    return simulate(scenario, seed, **options)
replication.simulate = failing
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """What a run leaves behind that nothing has disturbed."""
    scenario = load(EXCLUSIVE, SMALL)
    compile_laws(scenario)  # so that no command says that it is the first one here
    out = tmp_path_factory.mktemp("whole")
    run(scenario, seeds=SEEDS, out=out, jobs=1)
    return stored(only_folder(out))


@pytest.fixture
def out(tmp_path):
    return tmp_path / "results"


def goes_on_to(whole, out):
    """The same run again completes the folder."""
    run(load(EXCLUSIVE, SMALL), seeds=SEEDS, out=out, jobs=1)
    assert stored(only_folder(out)) == whole


class TestTheCommand:
    def test_leaves_these_files(self, whole):
        tables = {f"{name}.parquet" for name in ("outcomes", "monthly", "contracts", "events", "ledger")}
        assert set(whole) == {"manifest.json", "scenario.yaml", *tables}
        assert whole["manifest.json"]["finished"] == 6

    @pytest.mark.study
    def test_killed_leaves_no_workers_behind_and_goes_on_when_called_again(self, whole, out):
        command = start("--seeds", SEEDS, "--out", out)
        wait_until(lambda: finished_in(out))
        workers = worker_processes(command)
        command.kill()
        command.communicate()
        assert manifest_of(only_folder(out))["status"] == "running"
        wait_until(lambda: not any(worker.is_running() for worker in workers))
        assert called("--seeds", SEEDS, "--out", out) == (0, "")
        assert stored(only_folder(out)) == whole

    def test_interrupted_keeps_what_was_done_and_exits_with_130(self, whole, out):
        command = start("--seeds", SEEDS, "--out", out)
        wait_until(lambda: finished_in(out))
        workers = worker_processes(command)
        os.killpg(command.pid, signal.SIGINT)
        code, said = ended(command)
        assert code == 130
        assert "replications; they are kept in" in said
        assert said.startswith("interrupted after ")
        assert said.count("\n") == 1
        assert not any(worker.is_running() for worker in workers)
        manifest = manifest_of(only_folder(out))
        assert manifest["status"] == "incomplete"
        assert manifest["finished"]
        goes_on_to(whole, out)

    @pytest.mark.study
    def test_goes_on_where_a_worker_was_killed(self, whole, out):
        command = start("--seeds", SEEDS, "--out", out)
        wait_until(lambda: finished_in(out))
        worker_processes(command)[0].kill()
        assert ended(command) == (0, "")
        assert stored(only_folder(out)) == whole

    @pytest.mark.study
    def test_goes_on_where_a_replication_fails_and_exits_with_1(self, out):
        code, said = called("--seeds", "1..3", "--out", out, "--jobs", 1, before=FAILING_SEED)
        assert (code, said) == (1, "failed: exclusive, seed 2: ValueError: prices did not settle\n")
        folder = only_folder(out)
        assert manifest_of(folder)["finished"] == 2
        assert "prices did not settle" in (folder / "failures" / "exclusive-point-0-seed-2.txt").read_text()

    @pytest.mark.study
    def test_on_a_full_disk_exits_with_2_and_leaves_no_half_file(self, whole, out):
        code, said = called("--seeds", SEEDS, "--out", out, "--jobs", 1, before=FULL_DISK)
        assert code == 2
        assert said.startswith("cannot write ")
        assert said.endswith(": No space left on device\n")
        assert not list(out.rglob("*.partial"))
        assert 0 < len(finished_in(out)) < 6
        goes_on_to(whole, out)

    def test_where_a_file_is_in_the_way_exits_with_2(self, out):
        out.write_text("mine")
        code, said = called("--seeds", SEEDS, "--out", out)
        assert code == 2
        assert said.startswith(f"cannot create the folder {out}")
        assert out.read_text() == "mine"

    @pytest.mark.study
    def test_twice_at_once_does_no_harm(self, whole, out):
        commands = [start("--seeds", SEEDS, "--out", out) for _ in range(2)]
        results = sorted(ended(command) for command in commands)
        assert results[0] == (0, "")
        if results[1] != (0, ""):
            assert results[1][0] == 2
            assert "is writing" in results[1][1]
        assert stored(only_folder(out)) == whole
