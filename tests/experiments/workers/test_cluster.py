"""Runs on a Dask cluster: the same bytes as here, and clear words where it cannot be used."""

import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

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


@pytest.fixture(scope="module")
def other_model(tmp_path_factory):
    """A folder with a package that differs from this one."""
    folder = tmp_path_factory.mktemp("other")
    shutil.copytree(ROOT / "sim", folder / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    with (folder / "sim" / "streams.py").open("a") as source:
        source.write("# another rule\n")
    return folder


def negative(number: int) -> int:
    return -number


def slow_negative(number: int) -> int:
    time.sleep(0.5)
    return -number


def certificates(folder):
    """Make a certificate; return the settings with which all sides show it and ask for it."""
    key, certificate = folder / "key.pem", folder / "cert.pem"
    asked = (
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=alliance",
        "-keyout",
        key,
        "-out",
        certificate,
    )
    subprocess.run(["openssl", "req", *asked], check=True, capture_output=True)
    tls = {"ca-file": str(certificate)} | {
        side: {"cert": str(certificate), "key": str(key)} for side in ("scheduler", "worker", "client")
    }
    return {"distributed": {"comm": {"require-encryption": True, "tls": tls}}}


def dask_settings(settings):
    import dask

    return dask.config.set(settings)


class TestOnACluster:
    @pytest.fixture(autouse=True)
    def patience(self, monkeypatch):
        """Let workers start slowly where other work keeps the machine busy."""
        monkeypatch.setattr(cluster, "_TO_CONNECT", 300.0)

    def test_claims_come_to_the_same_as_here(self, two_workers, tmp_path):
        near = scorecard(small_claims(), out=tmp_path / "near", jobs=1, simulate=ToyMarket())
        far = scorecard(small_claims(), out=tmp_path / "far", scheduler=two_workers.address, simulate=ToyMarket())
        assert not far.failures
        assert near.counts == far.counts
        for name in ("effects.parquet", "worlds.parquet"):
            assert (near.folder / name).read_bytes() == (far.folder / name).read_bytes()

    def test_a_sweep_comes_to_the_same_as_here(self, two_workers, tmp_path):
        grid, market = experiment(tmp_path, GRID), FormulaMarket(TILTED)
        near = sweep(grid, out=tmp_path / "near", jobs=1, simulate=market)
        far = sweep(grid, out=tmp_path / "far", scheduler=two_workers.address, simulate=market)
        assert not far.failures
        assert stored(far.folder) == stored(near.folder)

    def test_sensitivity_comes_to_the_same_as_here(self, two_workers, tmp_path):
        plan, market = experiment(tmp_path, SOBOL), FormulaMarket({"volume": ishigami}, PATHS)
        near = sensitivity(plan, out=tmp_path / "near", jobs=1, simulate=market)
        far = sensitivity(plan, out=tmp_path / "far", scheduler=two_workers.address, simulate=market)
        assert not far.failures
        assert stored(far.folder) == stored(near.folder)

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

    def test_a_late_worker_with_another_model_gets_no_task(self, other_model, tmp_path):
        with DaskCluster(tmp_path) as dask:
            dask.add_worker()
            workers = cluster.Cluster(dask.address)
            dask.add_worker(other_model)
            wait_until(lambda: len(workers._client.nthreads()) == 2)
            assert len(workers._fitting()) == 1
            answers = completed(negative, list(range(50)), 2, lambda _: workers)
            assert sorted(answers) == [(number, -number) for number in range(50)]

    def test_tasks_go_to_workers_that_join_when_all_others_have_gone(self, tmp_path):
        with DaskCluster(tmp_path) as dask:
            first = dask.add_worker()
            answers = completed(slow_negative, list(range(4)), 2, lambda _: cluster.Cluster(dask.address))
            found = [next(answers)]
            first.kill()
            dask.add_worker()
            assert sorted([*found, *answers]) == [(number, -number) for number in range(4)]

    @pytest.mark.skipif(shutil.which("openssl") is None, reason="makes its certificates with openssl")
    def test_a_scheduler_with_tls_answers_those_who_have_a_certificate_and_nobody_else(self, tmp_path, monkeypatch):
        settings = certificates(tmp_path)
        with DaskCluster(tmp_path, settings=settings, options=("--protocol", "tls")) as dask:
            assert dask.address.startswith("tls://")
            dask.add_worker()
            with monkeypatch.context() as hasty:
                hasty.setattr(cluster, "_TO_CONNECT", 2.0)
                with pytest.raises(WorkersError, match="no scheduler answers at tls://"):
                    run(exclusive(), seeds=[1], scheduler=dask.address, simulate=ToyMarket())
            with dask_settings(settings):
                assert run(exclusive(), seeds=[1], scheduler=dask.address, simulate=ToyMarket()).seeds == (1,)

    def test_an_interruption_leaves_the_cluster_usable(self, two_workers):
        tasks = completed(negative, list(range(50)), 2, lambda _: cluster.Cluster(two_workers.address))
        next(tasks)
        tasks.close()
        answers = completed(negative, list(range(50)), 2, lambda _: cluster.Cluster(two_workers.address, 3))
        assert sorted(answers) == [(number, -number) for number in range(50)]

    def test_an_interrupted_command_says_so_and_keeps_what_was_done(self, two_workers, tmp_path):
        out = tmp_path / "results"
        command = start("--seeds", "1..40", "--out", out, "--scheduler", two_workers.address)
        wait_until(lambda: finished_in(out))
        command.send_signal(signal.SIGINT)
        code, said = ended(command)
        assert code == 130
        assert said.startswith("interrupted after ")
        assert said.count("\n") == 1
        assert manifest_of(only_folder(out))["finished"]

    def test_a_lost_scheduler_ends_the_command_with_1_and_keeps_what_was_done(self, here, tmp_path):
        out = tmp_path / "results"
        with DaskCluster(tmp_path) as dask:
            dask.add_worker()
            command = start("--seeds", SEEDS, "--out", out, "--scheduler", dask.address)
            wait_until(lambda: finished_in(out))
            dask.scheduler.kill()
            code, said = ended(command)
        assert code == 1
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
            self.refused(address, rf"no scheduler answers at {address} within 0\.5 seconds")

    def test_has_no_worker_or_one_with_another_model_or_without_any(self, other_model, tmp_path, monkeypatch):
        none = tmp_path / "none"
        (none / "sim").mkdir(parents=True)
        (none / "sim" / "__init__.py").touch()
        monkeypatch.setattr(cluster, "_TO_CONNECT", 600.0)
        with DaskCluster(tmp_path) as dask:
            told = []
            with monkeypatch.context() as patch:
                patch.setattr(cluster, "_TO_ARRIVE", 0.1)
                self.refused(dask.address, f"the scheduler at {dask.address} has no worker", notice=told.append)
            assert told == [f"waits up to 0.1 seconds for the first worker of {dask.address}"]
            first = dask.add_worker(other_model)
            version = model_version().replace("+", r"\+")
            self.refused(dask.address, rf"the worker tcp://.* has the model .*, and here it is {version}: install the")
            first.terminate()
            first.wait()
            dask.add_worker(none)
            self.refused(dask.address, r"the worker tcp://.* cannot load the model \(.*No module named 'sim\.results'")

    @pytest.mark.parametrize("kind", ["says nothing", "hangs up", "is a web server"])
    def test_is_a_stranger(self, kind, monkeypatch):
        monkeypatch.setattr(cluster, "_TO_CONNECT", 2.0)
        with socket.create_server(("127.0.0.1", 0)) as stranger:

            def listen():
                while kind != "says nothing":
                    try:
                        caller, _ = stranger.accept()
                    except OSError:
                        return
                    with caller:
                        if kind == "is a web server":
                            caller.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

            threading.Thread(target=listen, daemon=True).start()
            address = f"tcp://127.0.0.1:{stranger.getsockname()[1]}"
            self.refused(address, f"no scheduler answers at {address} within 2 seconds")

    def test_is_a_worker(self, two_workers):
        [worker, *_] = cluster.Cluster(two_workers.address)._fitting()
        self.refused(worker, f"no scheduler answers at {worker}")

    def test_loses_all_workers(self, tmp_path, monkeypatch):
        monkeypatch.setattr(cluster, "_WITHOUT_WORKERS", 0.1)
        with DaskCluster(tmp_path) as dask:
            only = dask.add_worker()
            workers = cluster.Cluster(dask.address)
            only.kill()
            with pytest.raises(LostWorkersError, match="has had no worker for a minute"):
                wait_until(workers.look)
            workers.abandon()
