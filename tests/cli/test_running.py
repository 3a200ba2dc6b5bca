"""Commands that simulate: what goes wrong is said as it is, and standard output is what it was asked to be."""

import json
import os
import signal
import sys

import pytest

from sim.cli.running import _print_comparison
from sim.experiments.comparison import compare
from tests.experiments.commands import (
    called,
    ended,
    finished_in,
    kill_group,
    manifest_of,
    only_folder,
    start,
    wait_until,
    worker_processes,
)
from tests.experiments.toy_market import ToyMarket, dearer, exclusive

if sys.platform == "win32":
    pytest.skip("signals as POSIX has them", allow_module_level=True)

ON_THE_TOY = """
import sim.experiments.replicating as replicating
from tests.experiments.toy_market import ToyMarket
class Talking(ToyMarket):
    def __call__(self, scenario, seed):
        print("a rule prints")
        return super().__call__(scenario, seed)
replicating.market = lambda threads: Talking({faults})
"""


def on_the_toy(**faults):
    return ON_THE_TOY.format(faults={("exclusive", int(seed[1:])): fault for seed, fault in faults.items()})


@pytest.mark.study
def test_where_every_seed_fails_the_users_error_is_the_message_and_nothing_is_drawn(tmp_path):
    before = on_the_toy(s1="error", s2="error")
    code, said = called("--seeds", "1..2", "--jobs", 1, "--out", tmp_path, before=before)
    assert code == 1
    assert said.splitlines() == [
        f"failed: exclusive, seed {seed}: ValueError: prices did not settle" for seed in (1, 2)
    ]
    assert not (only_folder(tmp_path) / "figures").exists()
    for command in ("report", "why"):
        code, said = called(name=command, file=only_folder(tmp_path), small=())
        assert code == 2
        assert said == (
            "no replication finished; 2 failed, e.g. exclusive, seed 1: ValueError: prices did not settle\n"
        )


@pytest.mark.study
def test_json_stays_json_when_a_rule_prints(tmp_path):
    command = start("--seeds", 1, "--jobs", 1, "--out", tmp_path, "--json", before=on_the_toy())
    printed, said = command.communicate()
    assert json.loads(printed)["outcomes"]
    assert said == "a rule prints\n"


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), pytest.param(signal.SIGHUP, 129, marks=pytest.mark.study)]
)
def test_being_asked_to_end_closes_a_run_as_an_interruption_does(number, code, tmp_path):
    command = start("--seeds", "1..40", "--out", tmp_path, "--jobs", 2)
    try:
        wait_until(lambda: finished_in(tmp_path))
        workers = worker_processes(command)
        command.send_signal(number)
        assert ended(command)[0] == code
    finally:
        if command.poll() is None:
            kill_group(command)
    assert not any(worker.is_running() for worker in workers)
    assert manifest_of(only_folder(tmp_path))["status"] == "incomplete"


@pytest.mark.study
def test_a_dead_fork_server_is_no_interruption_and_another_takes_its_place(tmp_path):
    command = start("--seeds", "1..4", "--out", tmp_path, "--jobs", 2)
    try:
        wait_until(lambda: finished_in(tmp_path))
        os.kill(worker_processes(command)[0].ppid(), signal.SIGKILL)
        assert ended(command) == (0, "")
    finally:
        if command.poll() is None:
            kill_group(command)
    assert manifest_of(only_folder(tmp_path))["status"] == "complete"


@pytest.mark.study
def test_what_lies_in_the_working_directory_is_not_imported(tmp_path, monkeypatch):
    for name in ("random.py", "sim.py"):
        (tmp_path / name).write_text("raise SystemExit('imported from the working directory')\n")
    monkeypatch.chdir(tmp_path)
    assert called("--seeds", "1..2", "--out", tmp_path / "out", "--jobs", 2) == (0, "")


def test_two_seeds_show_an_interval_on_the_terminal_as_in_the_report(capsys):
    _print_comparison(compare(exclusive(), dearer(), seeds=[1, 2], jobs=1, simulate=ToyMarket()))
    shown = capsys.readouterr().out
    assert "utilisation.azure" in shown
    assert "[-, -]" not in shown
