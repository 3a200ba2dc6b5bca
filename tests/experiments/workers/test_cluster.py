"""Runs on a Dask cluster: the same bytes as here, and clear words where it cannot be used."""

import shutil
import signal
import socket
import sys

import pytest

from sim.experiments.claims import scorecard
from sim.experiments.comparison import compare
from sim.experiments.ensemble import run
from sim.experiments.sensitivity import sensitivity
from sim.experiments.sweep import sweep
from sim.experiments.workers import cluster
from sim.experiments.workers.base import LostWorkersError, WorkersError
from sim.experiments.workers.executors import completed
from sim.results.version import model_version
from sim.scenario import load
from tests.experiments.claims.small_claims import small_claims
from tests.experiments.commands import (
    EXCLUSIVE,
    ROOT,
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
)
from tests.experiments.dask_cluster import DaskCluster
from tests.experiments.experiment_files import GRID, PATHS, SOBOL, TILTED, FormulaMarket, experiment, ishigami
from tests.experiments.toy_market import ToyMarket, dearer, exclusive

pytestmark = pytest.mark.study

if sys.platform == "win32":
    pytest.skip("kills as POSIX does", allow_module_level=True)


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory):
    with DaskCluster(tmp_path_factory.mktemp("cluster")) as dask:
        for _ in range(2):
            dask.add_worker()
        yield dask


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """What a run on this computer leaves behind."""
    out = tmp_path_factory.mktemp("here")
    run(load(EXCLUSIVE, SMALL), seeds=SEEDS, out=out, jobs=1)
    return stored(only_folder(out))


def negative(number: int) -> int:
    return -number


class TestOnACluster:
    @pytest.mark.study
    def test_claims_come_to_the_same_as_here(self, two_workers, tmp_path):
        near = scorecard(small_claims(), out=tmp_path / "near", jobs=1, simulate=ToyMarket())
        far = scorecard(small_claims(), out=tmp_path / "far", scheduler=two_workers.address, simulate=ToyMarket())
        assert not far.failures
        assert near.counts == far.counts
        for name in ("effects.parquet", "worlds.parquet"):
            assert (near.folder / name).read_bytes() == (far.folder / name).read_bytes()

    @pytest.mark.study
    def test_a_sweep_comes_to_the_same_as_here(self, two_workers, tmp_path):
        grid, market = experiment(tmp_path, GRID), FormulaMarket(TILTED)
        near = sweep(grid, out=tmp_path / "near", jobs=1, simulate=market)
        far = sweep(grid, out=tmp_path / "far", scheduler=two_workers.address, simulate=market)
        assert not far.failures
        assert stored(far.folder) == stored(near.folder)

    @pytest.mark.study
    def test_sensitivity_comes_to_the_same_as_here(self, two_workers, tmp_path):
        plan, market = experiment(tmp_path, SOBOL), FormulaMarket({"volume": ishigami}, PATHS)
        near = sensitivity(plan, out=tmp_path / "near", jobs=1, simulate=market)
        far = sensitivity(plan, out=tmp_path / "far", scheduler=two_workers.address, simulate=market)
        assert not far.failures
        assert stored(far.folder) == stored(near.folder)

    @pytest.mark.study
    def test_a_run_leaves_the_same_bytes_as_here_even_if_a_worker_is_killed(self, two_workers, here, tmp_path):
        victim = two_workers.add_worker()

        def kill(done, *_):
            if done == 2:
                victim.send_signal(signal.SIGKILL)

        run(load(EXCLUSIVE, SMALL), seeds=SEEDS, out=tmp_path, scheduler=two_workers.address, progress=kill)
        assert victim.wait() == -signal.SIGKILL
        assert stored(only_folder(tmp_path)) == here

    def test_a_comparison_is_that_from_here(self, two_workers, tmp_path):
        for name, where in {"cluster": {"scheduler": two_workers.address}, "here": {"jobs": 1}}.items():
            compare(exclusive(), dearer(), seeds="1..5", out=tmp_path / name, simulate=ToyMarket(), **where)
        folders = [sorted((tmp_path / name).iterdir()) for name in ("cluster", "here")]
        assert [folder.name for folder in folders[0]] == [folder.name for folder in folders[1]]
        assert len(folders[0]) == 3
        for there, local in zip(*folders, strict=True):
            for table in local.glob("*.parquet"):
                assert (there / table.name).read_bytes() == table.read_bytes()

    def test_a_failing_replication_is_a_record(self, two_workers):
        market = ToyMarket({("exclusive", 2): "error", ("exclusive", 3): "leave"})
        partial = run(exclusive(), seeds=[1, 2, 3], scheduler=two_workers.address, simulate=market)
        assert partial.seeds == (1,)
        assert [failure.error for failure in partial.failures] == ["ValueError", "SystemExit"]

    @pytest.mark.study
    def test_a_replication_that_kills_every_worker_is_a_record(self, tmp_path):
        with DaskCluster(tmp_path, deaths=1) as dask:
            for _ in range(3):  # two die
                dask.add_worker()
            market = ToyMarket({("exclusive", 2): "die"})
            partial = run(exclusive(), seeds=[1, 2, 3], scheduler=dask.address, simulate=market)
        [failure] = partial.failures
        assert (failure.seed, failure.error) == (2, "KilledWorker")
        assert "killed, or out of memory?" in failure.message
        assert partial.seeds == (1, 3)

    def test_an_interruption_leaves_the_cluster_usable(self, two_workers):
        tasks = completed(negative, list(range(50)), 2, lambda _: cluster.Cluster(two_workers.address))
        next(tasks)
        tasks.close()
        answers = completed(negative, list(range(50)), 2, lambda _: cluster.Cluster(two_workers.address, 3))
        assert sorted(answers) == [(number, -number) for number in range(50)]

    @pytest.mark.study
    def test_an_interrupted_command_says_so_and_keeps_what_was_done(self, two_workers, tmp_path):
        out = tmp_path / "results"
        command = start("--seeds", "1..400", "--out", out, "--scheduler", two_workers.address)
        wait_until(lambda: finished_in(out))
        command.send_signal(signal.SIGINT)
        code, said = ended(command)
        assert code == 130
        said = said.removeprefix(f"waits up to 600 seconds for the first worker of {two_workers.address}\n")
        assert said.startswith("interrupted after ")
        assert said.count("\n") == 1
        assert manifest_of(only_folder(out))["finished"]

    @pytest.mark.study
    def test_a_lost_scheduler_ends_the_command_with_1_and_keeps_what_was_done(self, here, tmp_path):
        out = tmp_path / "results"
        with DaskCluster(tmp_path) as dask:
            dask.add_worker()
            command = start("--seeds", SEEDS, "--out", out, "--scheduler", dask.address)
            wait_until(lambda: finished_in(out))
            dask.scheduler.kill()
            code, said = ended(command)
        assert code == 1
        said = said.removeprefix(f"waits up to 600 seconds for the first worker of {dask.address}\n")
        assert said.startswith(f"the scheduler at {dask.address} is gone, or has dropped the work, after ")
        assert said.endswith("the same command goes on\n")
        assert said.count("\n") == 1
        assert manifest_of(only_folder(out))["finished"]
        run(load(EXCLUSIVE, SMALL), seeds=SEEDS, out=out, jobs=1)
        assert stored(only_folder(out)) == here


class TestAClusterThatCannotBeUsed:
    def refused(self, address, message, **options):
        with pytest.raises(WorkersError, match=message):
            run(exclusive(), seeds=[1, 2], scheduler=address, simulate=ToyMarket(), **options)

    @pytest.mark.parametrize(
        "address", ["127.0.0.1:8786", "http://127.0.0.1:8786", "tcp://127.0.0.1", "tcp://:8786", "tcp://a b:8786", ""]
    )
    def test_has_an_address_of_another_form(self, address, tmp_path):
        self.refused(address, r"is no address of a scheduler; one looks like tcp://127\.0\.0\.1:8786", out=tmp_path)
        assert not list(tmp_path.iterdir())

    def test_needs_an_extra_that_is_not_installed(self, monkeypatch):
        monkeypatch.setattr(cluster, "find_spec", lambda _: None)
        self.refused("tcp://127.0.0.1:8786", r'not installed: pip install "alliance-market\[cluster\]"')

    def test_is_the_users_to_mend(self, tmp_path):
        code, said = called("--out", tmp_path / "results", "--scheduler", "127.0.0.1:8786")
        assert code == 2
        assert said.startswith("'127.0.0.1:8786' is no address of a scheduler")

    def test_does_not_answer(self, monkeypatch):
        monkeypatch.setattr(cluster, "_TO_CONNECT", 0.5)
        self.refused("tcp://127.0.0.1:9", r"no scheduler answers at tcp://127\.0\.0\.1:9 within 0\.5 seconds")

    def test_listens_and_says_nothing(self, monkeypatch):
        monkeypatch.setattr(cluster, "_TO_CONNECT", 0.5)
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            address = "tcp://{}:{}".format(*silent.getsockname())
            self.refused(address, f"whoever listens at {address} does not answer as a scheduler of Dask does")

    @pytest.mark.study
    def test_has_no_worker_or_one_with_another_model_or_without_any(self, tmp_path, monkeypatch):
        other, none = tmp_path / "other", tmp_path / "none"
        shutil.copytree(ROOT / "sim", other / "sim", ignore=shutil.ignore_patterns("__pycache__"))
        with (other / "sim" / "streams.py").open("a") as source:
            source.write("# another rule\n")
        (none / "sim").mkdir(parents=True)
        (none / "sim" / "__init__.py").touch()
        monkeypatch.setattr(cluster, "_TO_CONNECT", 600.0)
        with DaskCluster(tmp_path) as dask:
            told = []
            with monkeypatch.context() as patch:
                patch.setattr(cluster, "_TO_ARRIVE", 0.1)
                self.refused(dask.address, f"the scheduler at {dask.address} has no worker", notice=told.append)
            assert told == [f"waits up to 0.1 seconds for the first worker of {dask.address}"]
            first = dask.add_worker(other)
            version = model_version().replace("+", r"\+")
            self.refused(dask.address, rf"the worker tcp://.* has the model .*, and here it is {version}: install the")
            first.terminate()
            first.wait()
            dask.add_worker(none)
            self.refused(dask.address, r"the worker tcp://.* cannot load the model \(.*No module named 'sim\.results'")

    def test_has_a_late_worker_with_another_model(self, two_workers, monkeypatch):
        with pytest.raises(WorkersError, match="its worker on the cluster has the model"):
            cluster._with_same_model("0.0.0+other", negative, 3)
        assert cluster._with_same_model(model_version(), negative, 3) == -3

    @pytest.mark.study
    def test_loses_all_workers(self, tmp_path, monkeypatch):
        monkeypatch.setattr(cluster, "_WITHOUT_WORKERS", 0.1)
        with DaskCluster(tmp_path) as dask:
            only = dask.add_worker()
            workers = cluster.Cluster(dask.address)
            only.kill()
            with pytest.raises(LostWorkersError, match="has had no worker for a minute"):
                wait_until(workers.look)
            workers.abandon()
