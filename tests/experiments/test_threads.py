"""Cores that no worker needs go to the replications as threads, and nothing depends on it."""

import pytest

from sim.experiments import replicating
from sim.experiments.ensemble import run
from sim.scenario import load
from tests.experiments.commands import EXCLUSIVE, only_folder, stored


@pytest.mark.parametrize(
    ("cores", "jobs", "seeds", "threads"),
    [(2, None, 1, 2), (2, 1, 5, 2), (2, 2, 5, 1), (2, 2, 1, 2), (8, None, 3, 2), (8, 3, 9, 2), (2, 64, 64, 1)],
)
def test_each_replication_has_its_part_of_the_cores(cores, jobs, seeds, threads, monkeypatch):
    queue = []
    monkeypatch.setattr(replicating, "available_cores", lambda: cores)
    monkeypatch.setattr(replicating, "completed", lambda _, tasks, *__: (task for task in queue.extend(tasks) or ()))
    run(load(EXCLUSIVE), seeds=range(1, seeds + 1), jobs=jobs)
    assert [task.threads for task in queue] == [threads] * seeds


@pytest.mark.study
def test_the_same_bytes_come_with_one_thread_and_with_two(tmp_path, monkeypatch):
    scenario = load(EXCLUSIVE, ["enterprises.count=70000", "horizon.months=3"])
    results = []
    for cores in (1, 2):
        monkeypatch.setattr(replicating, "available_cores", lambda cores=cores: cores)
        run(scenario, seeds=[3], jobs=1, out=tmp_path / str(cores))
        results.append(only_folder(tmp_path / str(cores)))
    assert results[0].name == results[1].name
    assert stored(results[0]) == stored(results[1])
