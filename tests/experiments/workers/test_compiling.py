"""The first run on a machine: compiled once, said once; and machines that cannot keep what was compiled."""

import os
import shutil
import subprocess
import sys

import pytest

from sim.experiments import replicating
from sim.experiments.ensemble import run
from sim.experiments.execution import Execution
from sim.experiments.workers import compiling
from sim.experiments.workers.base import InProcess
from sim.results.records import Key
from sim.results.run_tables import all_tables
from sim.scenario import load
from tests.experiments.commands import EXCLUSIVE, ROOT, SMALL
from tests.experiments.toy_market import ToyMarket, exclusive

NO_ROOM = """
import os
from pathlib import Path
from sim.experiments.workers.compiling import find_room_for_cache, notice
from tests.experiments.workers.test_compiling import place_of_cache
find_room_for_cache()
here = place_of_cache()
assert Path(here).parent == Path(os.environ["NUMBA_CACHE_DIR"]), here
print(notice())
print(os.environ["NUMBA_CACHE_DIR"])
"""


def place_of_cache() -> str:
    from sim.economics.allocation import allocate

    return allocate.stats.cache_path


def said_by(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        check=True,
        timeout=300,
        cwd=ROOT.parent,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout.splitlines()


ALL_COMPILED = f"""
import sim
from sim.experiments.workers.compiling import _laws, compile_laws
from sim.market.replication import simulate
scenario = sim.load({str(EXCLUSIVE)!r}, ["enterprises.count=200", "horizon.months=15"])
compile_laws(scenario)
before = [(law.__name__, law.signatures) for law in _laws()]
for threads in (1, 2):
    simulate(scenario, 2, threads=threads)
assert before == [(law.__name__, law.signatures) for law in _laws()]
print(len(before))
"""


class Recording(InProcess):
    def __init__(self) -> None:
        self.asked: list[object] = []

    def submit(self, fn, /, *args):
        self.asked.append(fn)
        return super().submit(fn, *args)


def test_a_first_run_compiles_once_before_anything_else_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(compiling, "_cache_folders", lambda: {tmp_path})
    workers, told = Recording(), []
    key = Key("exclusive", 0, 1)
    tasks = [replicating.Task(0, (replicating.Job(key, load(EXCLUSIVE, SMALL), all_tables),), None, 1, None)]
    for _ in range(2):
        replicating._compile_first(tasks, Execution(notice=told.append), workers)
    assert workers.asked == [compiling.is_compiled, compiling.compile_laws, compiling.is_compiled]
    assert told == ["first run on this machine: compiling the model, up to half a minute"]


@pytest.mark.study
def test_a_run_needs_nothing_more_than_what_is_compiled_first():
    [count] = said_by(ALL_COMPILED)
    assert int(count) > 5


def test_the_laws_are_compiled_from_then_on(tmp_path, monkeypatch):
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    monkeypatch.setattr(compiling, "_cache_folders", lambda: set(folders))
    assert not compiling.is_compiled()
    compiling.compile_laws(load(EXCLUSIVE, SMALL))
    assert compiling.is_compiled()
    shutil.rmtree(folders[1])
    assert not compiling.is_compiled()


def test_a_market_of_the_users_own_needs_no_compiling(monkeypatch):
    def refuse() -> bool:
        raise AssertionError

    monkeypatch.setattr(replicating.compiling, "is_compiled", refuse)
    assert run(exclusive(), seeds=[1], simulate=ToyMarket()).seeds == (1,)


def test_a_scenario_that_fails_says_so_in_its_replications(monkeypatch, tmp_path):
    def fail(*_: object) -> None:
        raise ValueError("no market")

    monkeypatch.setattr("sim.market.market.Market.step", fail)
    monkeypatch.setattr(compiling, "_cache_folders", lambda: {tmp_path})
    told: list[str] = []
    [failure] = run(load(EXCLUSIVE, SMALL), seeds=[1], jobs=1, notice=told.append).failures
    assert (failure.message, len(told)) == ("no market", 1)


@pytest.mark.study
def test_where_nothing_can_be_kept_there_is_a_folder_until_the_end(tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "sim", copy / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "sim" / "economics" / "__pycache__").write_text("a file in the way, for root may write anywhere")
    nowhere = dict.fromkeys(["HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"], os.devnull)
    said, folder = said_by(NO_ROOM, PYTHONPATH=os.pathsep.join([str(copy), str(ROOT)]), **nowhere)
    assert said == "compiled code can be kept in no folder: compiling the model, up to half a minute"
    assert not os.path.exists(folder)  # noqa: PTH110
