"""Replications kept in a folder."""

from pathlib import Path

import pyarrow as pa
import pytest

from sim.results import files
from sim.results.files import ResultsError
from sim.results.kept import Shards
from sim.results.records import Finished, Key

KEY = Key("exclusive", 0, 1)


def finished() -> Finished:
    return Finished((KEY,), {"annual": pa.table({"month": [1]})}, ({"prices": 1.0},))


def test_a_replication_counts_when_the_interruption_comes_right_after_it_got_its_name(tmp_path, monkeypatch):
    place = tmp_path / "replications"

    def interrupted(folder: Path) -> None:
        if folder == place:
            raise KeyboardInterrupt

    monkeypatch.setattr(files, "_flush_folder", interrupted)
    kept = Shards(place)
    with pytest.raises(KeyboardInterrupt):
        kept.put(finished())
    assert kept.keys() == {KEY}
    assert kept.of(KEY)["annual"].to_pydict() == {"month": [1]}


def test_a_replication_that_could_not_be_written_does_not_count(tmp_path, monkeypatch):
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "_flush", full)
    kept = Shards(tmp_path / "replications")
    with pytest.raises(ResultsError):
        kept.put(finished())
    assert kept.keys() == set()
