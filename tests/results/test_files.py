"""Files are whole or not there."""

import errno
import os
from pathlib import Path

import pytest

from sim.results.files import ResultsError, sweep, write_json, write_text, written_aside


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class TestWriting:
    def test_replaces_a_file_and_leaves_nothing_else(self, tmp_path):
        write_text(tmp_path / "a.txt", "old")
        write_text(tmp_path / "a.txt", "new\n")
        assert (tmp_path / "a.txt").read_bytes() == b"new\n"
        assert names(tmp_path) == ["a.txt"]

    def test_keeps_the_old_file_when_writing_fails(self, tmp_path):
        write_text(tmp_path / "a.txt", "old")

        def fail() -> None:
            with written_aside(tmp_path / "a.txt") as aside:
                aside.write_text("half")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        assert (tmp_path / "a.txt").read_text() == "old"
        assert names(tmp_path) == ["a.txt"]

    def test_says_so_when_the_disk_is_full(self, tmp_path, monkeypatch):
        write_text(tmp_path / "a.txt", "old")

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(ResultsError, match=r"cannot write .*a\.txt: No space left on device"):
            write_text(tmp_path / "a.txt", "new")
        assert (tmp_path / "a.txt").read_text() == "old"
        assert names(tmp_path) == ["a.txt"]

    def test_says_so_when_a_file_is_where_a_folder_is_due(self, tmp_path):
        (tmp_path / "results").write_text("")
        with pytest.raises(ResultsError, match=r"cannot write .*results"):
            write_json(tmp_path / "results" / "a.json", {})

    def test_puts_a_whole_folder_in_place(self, tmp_path):
        with written_aside(tmp_path / "seed-1") as aside:
            aside.mkdir()
            (aside / "a").write_text("a")
            assert names(tmp_path) == [aside.name]
        assert names(tmp_path) == ["seed-1"]

    def test_sweeps_only_what_was_left_half_written(self, tmp_path):
        (tmp_path / ".a.txt.12-ab.partial").write_text("half")
        (tmp_path / ".seed-1.12-ab.partial").mkdir()
        (tmp_path / ".seed-1.12-ab.partial" / "a").write_text("half")
        (tmp_path / "report.partial").write_text("the user's own")
        sweep(tmp_path)
        assert names(tmp_path) == ["report.partial"]
