"""Runs started at the top level of a script, without a main guard: workers do not read it again."""

import os
import subprocess
import sys
from functools import partial

import pytest

from sim.experiments.ensemble import run
from sim.experiments.workers.base import WorkersError
from sim.experiments.workers.local_processes import check_is_found
from tests.experiments.commands import EXCLUSIVE, ROOT
from tests.experiments.toy_market import ToyMarket, exclusive

pytestmark = pytest.mark.study

SCRIPT = f"""
import sim

print("read")
exclusive = sim.load({str(EXCLUSIVE)!r}, ["horizon.months=2", "enterprises.count=50"])
run = sim.run(exclusive, seeds=range(1, 4), jobs=2)
print(run)
"""
OWN_MARKET = f"""
import sim
from tests.experiments.toy_market import ToyMarket

class Market(ToyMarket):
    pass

exclusive = sim.load({str(EXCLUSIVE)!r}, ["horizon.months=2"])
print(sim.run(exclusive, seeds=[1, 2], jobs=1, simulate=Market()))
try:
    sim.run(exclusive, seeds=[1, 2], jobs=2, simulate=Market())
except Exception as error:
    print(error)
"""


def said_by(*command, text=""):
    """Return what a Python process wrote."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    arguments = [sys.executable, *map(str, command)]
    return subprocess.run(
        arguments, input=text, env=environment, check=True, timeout=120, stdout=subprocess.PIPE, text=True
    ).stdout


class TestAScript:
    @pytest.mark.parametrize("way", ["file", pytest.param("standard input", marks=pytest.mark.study)])
    def test_is_read_once_whichever_way_it_comes(self, way, tmp_path):
        (tmp_path / "script.py").write_text(SCRIPT)
        command, text = {"file": (tmp_path / "script.py", ""), "standard input": ("-", SCRIPT)}[way]
        assert said_by(command, text=text) == "read\n<Ensemble exclusive: 3 seeds>\n"

    def test_with_a_market_of_its_own_is_told_that_workers_cannot_find_it(self, tmp_path):
        (tmp_path / "own.py").write_text(OWN_MARKET)
        said = said_by(tmp_path / "own.py")
        assert said.startswith("<Ensemble exclusive: 2 seeds>\nworker processes cannot find Market(")
        assert "put it into a module of its own and import it from there, or use jobs=1" in said


def test_what_cannot_be_sent_to_workers_is_refused_before_the_run():
    check_is_found(ToyMarket())
    check_is_found(partial(ToyMarket()))
    for simulate in (lambda scenario, seed: None, partial(ToyMarket(), sys.stderr)):
        with pytest.raises(WorkersError, match="or use jobs=1"):
            run(exclusive(), seeds=[1, 2], jobs=2, simulate=simulate)


def test_the_main_module_is_in_its_place_afterwards():
    main = sys.modules["__main__"]
    run(exclusive(), seeds=[1, 2], jobs=2, simulate=ToyMarket())
    assert sys.modules["__main__"] is main
